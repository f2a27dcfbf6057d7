"""The terminal may disappear: its window is closed, a connection is cut. Then the app saves what there is and ends."""

from __future__ import annotations

import os
import select
import signal
import threading
from collections.abc import Callable
from contextlib import suppress

_PATIENCE = 3.0  # seconds for the saving: nobody is there any more to end an app that hangs


def watch(descriptor: int, save: Callable[[], None]) -> None:
    """Ends the program once nothing is at the other end of the terminal `descriptor`; `save` is called before, in a
    thread of its own. To be called from the main thread."""
    gone = threading.Event()
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, lambda *_: gone.set())

    def listen() -> None:
        with suppress(OSError):
            poll = select.poll()
            poll.register(descriptor, 0)  # the end of the line is always told
            while not any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll()):
                pass
            gone.set()

    def end() -> None:
        gone.wait()
        saving = threading.Thread(target=save, name="saving", daemon=True)
        saving.start()
        saving.join(_PATIENCE)
        os._exit(128 + 1)  # as whoever dies of a hang-up; there is no screen to be given back

    if hasattr(select, "poll"):
        threading.Thread(target=listen, name="terminal", daemon=True).start()
    threading.Thread(target=end, name="hang-up", daemon=True).start()
