"""Loading torch and the models beside a screen that must stay live.

While Python imports an extension module it holds the interpreter lock as long as the system maps the library: more
than a second for torch. Mapped beforehand, through a foreign call, which gives the lock away, it is there already. The
other long stops are full passes of the garbage collector over all that the imports make.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Only libraries that do not call into Python while they are mapped.
_LIBRARIES = (
    "torch/lib/libc10.so",
    "torch/lib/libtorch_cpu.so",
    "torch/lib/libtorch.so",
    "numpy.libs/*.so*",
    "tokenizers/*.so",
)


def map_libraries() -> None:
    """Maps the large libraries without holding the interpreter lock. Does nothing where it can't: the import will."""
    if not sys.platform.startswith("linux") or "torch" in sys.modules:
        return
    import ctypes

    spec = importlib.util.find_spec("torch")
    if spec is None or not spec.submodule_search_locations:
        return
    dlopen = ctypes.CDLL(None).dlopen
    dlopen.argtypes, dlopen.restype = [ctypes.c_char_p, ctypes.c_int], ctypes.c_void_p
    for pattern in _LIBRARIES:
        for path in sorted(Path(spec.submodule_search_locations[0]).parent.glob(pattern)):
            dlopen(os.fsencode(path), os.RTLD_LAZY | os.RTLD_GLOBAL * path.name.startswith(("libc10", "libtorch")))


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage collection inside; what is there at the end stays for good and is never looked through again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()
