"""`dragoman serve`: the app in a browser, for this computer's own page and nobody else."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp
import pytest

from tests.tui import chromium

ROOT = Path(__file__).parents[2]
BROWSER = chromium.find()
# The command as it is, with the scripted assistant behind it.
_SERVE = """
import shlex, sys
from tui.web.server import DragomanServer
DragomanServer("exec " + shlex.join([sys.executable, "-m", "tests.tui.driver", "chat"]), int(sys.argv[1])).serve()
"""


@pytest.fixture
def port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        number: int = found.getsockname()[1]
        return number


@pytest.fixture
def server(port: int) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", _SERVE, str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    assert f"http://127.0.0.1:{port}" in process.stdout.readline()
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


@asynccontextmanager
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_the_page_and_all_it_needs_come_from_here(server: object, port: int) -> None:
    own = f"http://127.0.0.1:{port}"
    async with client() as session, session.get(own) as answer:
        page, policy = await answer.text(), answer.headers["Content-Security-Policy"]
        assert answer.status == 200 and "default-src 'none'" in policy
        needed = re.findall(r'(?:src|href)="([^"]+)"|url\("([^"]+)"\)', page)
        addresses = [a or b for a, b in needed if not (a or b).startswith("data:")]
        assert len(addresses) == 3 and all(address.startswith("/static/") for address in addresses)
        for address in addresses:
            async with session.get(own + address) as part:
                assert part.status == 200
                assert "url(http" not in (await part.read()).decode(errors="ignore").replace("url('http", "url(http")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.0.2", ""])
async def test_other_names_for_this_computer_are_refused(server: object, port: int, host: str) -> None:
    async with client() as session, session.get(f"http://127.0.0.1:{port}", headers={"Host": host}) as answer:
        assert answer.status in (400, 403)


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "", None])
async def test_no_other_page_can_drive_the_app(server: object, port: int, origin: str | None) -> None:
    headers = {} if origin is None else {"Origin": origin}
    async with client() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(f"http://127.0.0.1:{port}/ws", headers=headers)
        assert refused.value.status == 403


async def test_tabs_are_apps_of_their_own_and_control_c_ends_them_all(server: subprocess.Popen[str], port: int) -> None:
    for name in ("127.0.0.1", "localhost"):
        own = f"http://{name}:{port}"
        async with client() as session:
            tabs = [await session.ws_connect(f"{own}/ws?width=80&height=24", origin=own) for _ in range(2)]
            for tab in tabs:
                await _until_sent(tab, "Three things to try")
            await tabs[0].send_str("not JSON at all")  # ends that tab's app and nobody else's
            await tabs[1].send_json(["focus"])
            await tabs[1].send_json(["stdin", "xyzzy"])
            await _until_sent(tabs[1], "xyzzy")
            if name == "localhost":
                server.send_signal(signal.SIGINT)
                async with asyncio.timeout(30):
                    while not tabs[1].closed:
                        await tabs[1].receive()
    assert server.wait(30) == 0
    assert server.stdout is not None and server.stdout.read() == ""


async def _until_sent(tab: aiohttp.ClientWebSocketResponse, text: str) -> None:
    """Until the app draws `text`. It draws only what changed, so it is made to draw all by another size."""
    for number in range(30):
        await tab.send_json(["resize", {"width": 80 + number % 2, "height": 24}])
        drawn = b""
        with suppress(TimeoutError):
            while True:
                message = await tab.receive(timeout=2)
                assert message.type is aiohttp.WSMsgType.BINARY, message
                drawn += message.data
                if text.encode() in re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", drawn):
                    return
    raise AssertionError(f"{text} never came")


def test_a_port_in_use_is_told_in_one_line(port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        command = [sys.executable, "-m", "tui.cli", "serve", "--port", str(port)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr == f"port {port}: address already in use; try another one: --port {port + 1}\n"


@pytest.mark.skipif(BROWSER is None, reason=f"needs a browser: one of {', '.join(chromium.NAMES)} on the PATH")
async def test_the_app_works_in_a_browser(server: object, port: int, tmp_path: Path) -> None:
    assert BROWSER is not None
    async with chromium.browser(BROWSER, tmp_path / "profile") as browser:
        page, other = await browser.page(), await browser.page()
        await page.open(f"http://127.0.0.1:{port}")
        await page.wait_for_text("Three things to try")
        await page.type("/translate en>de Good morning")
        await page.wait_for_text("morning")
        await page.press_enter()
        await page.wait_for_text("<de> Good morning")
        if folder := os.environ.get("DRAGOMAN_PICTURES"):
            (Path(folder) / "browser.png").write_bytes(await page.screenshot())
        await other.open(f"http://127.0.0.1:{port}")
        await other.wait_for_text("Three things to try")
        await other.type("/quit")
        await other.press_enter()
        await other.wait_for("document.body.classList.contains('-closed')")
        assert await page.evaluate("window.socket.readyState") == 1  # the first tab lives on
        for address in page.requests + other.requests:
            assert re.match(rf"(http|ws)://127\.0\.0\.1:{port}/|data:|about:", address), address
        await page.close()
        await other.close()
