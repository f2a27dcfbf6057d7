"""Drives a headless Chromium through its DevTools protocol: opens pages, types into them, sees what they load."""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# What a terminal shows is drawn on a canvas; what it is sent can be read.
_LISTEN = """
window.received = "";
window.WebSocket = class extends WebSocket {
  constructor(...all) {
    super(...all);
    window.socket = this;
    this.addEventListener("message", (event) => {
      if (typeof event.data !== "string") window.received += new TextDecoder().decode(event.data);
    });
  }
};
let turn = 0;
window.shows = async (text) => {
  if (!window.socket || window.socket.readyState !== 1) return false;
  window.received = "";
  window.socket.send(JSON.stringify(["resize", {width: 80 + (++turn % 2), height: 24}]));
  await new Promise((done) => setTimeout(done, 1000));
  return window.received.replace(/\\x1b\\[[0-9;?]*[a-zA-Z]/g, "").includes(text);
};
"""


def find() -> str | None:
    """The browser's path, where there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Page:
    """One tab. `requests` are the addresses of all that it asked for."""

    def __init__(self, tab: aiohttp.ClientWebSocketResponse) -> None:
        self._tab = tab
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._reading = asyncio.create_task(self._read())
        self.requests: list[str] = []

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the protocol, and its result."""
        number = len(self._answers)
        self._answers[number] = asyncio.get_running_loop().create_future()
        await self._tab.send_json({"id": number, "method": method, "params": parameters})
        answer = await asyncio.wait_for(self._answers[number], 30)
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    async def open(self, address: str) -> None:
        await self.call("Page.enable")
        await self.call("Network.enable")
        await self.call("Page.addScriptToEvaluateOnNewDocument", source=_LISTEN)
        await self.call("Page.navigate", url=address)

    async def evaluate(self, expression: str) -> Any:
        found = await self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        return found["result"].get("value")

    async def wait_for(self, expression: str, seconds: float = 60) -> None:
        """Until `expression` holds in the page."""
        async with asyncio.timeout(seconds):
            while not await self.evaluate(expression):
                await asyncio.sleep(0.1)

    async def wait_for_text(self, text: str) -> None:
        """Until the terminal is sent `text`. Only changes are sent, so the app is made to draw all by another size."""
        await self.wait_for(f"window.shows && window.shows({json.dumps(text)})")

    async def type(self, text: str) -> None:
        await self.call("Input.insertText", text=text)

    async def press_enter(self) -> None:
        key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
        await self.call("Input.dispatchKeyEvent", type="keyDown", **key)
        await self.call("Input.dispatchKeyEvent", type="keyUp", **key)

    async def screenshot(self) -> bytes:
        """The page as a PNG."""
        return base64.b64decode((await self.call("Page.captureScreenshot"))["data"])

    async def close(self) -> None:
        self._reading.cancel()
        await self._tab.close()

    async def _read(self) -> None:
        async for message in self._tab:
            event = message.json()
            if "id" in event:
                self._answers[event["id"]].set_result(event)
            elif event["method"] == "Network.requestWillBeSent":
                self.requests.append(event["params"]["request"]["url"])
            elif event["method"] == "Network.webSocketCreated":
                self.requests.append(event["params"]["url"])


class Browser:
    """A running browser; each page is a tab of its own."""

    def __init__(self, session: aiohttp.ClientSession, port: str) -> None:
        self._session, self._port = session, port

    async def page(self) -> Page:
        async with self._session.put(f"http://127.0.0.1:{self._port}/json/new?about:blank") as answer:
            address = (await answer.json())["webSocketDebuggerUrl"]
        return Page(await self._session.ws_connect(address, max_msg_size=0))


@asynccontextmanager
async def browser(path: str, folder: Path) -> AsyncIterator[Browser]:
    """A browser with nothing of the user's in it; `folder` is its profile."""
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--mute-audio"]
    process = await asyncio.create_subprocess_exec(
        path,
        *options,
        *quiet,
        "--remote-debugging-port=0",
        f"--user-data-dir={folder}",
        "about:blank",
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        told = folder / "DevToolsActivePort"
        async with asyncio.timeout(60):
            while not told.exists() or not told.read_text().strip():
                await asyncio.sleep(0.1)
        async with aiohttp.ClientSession() as session:
            yield Browser(session, told.read_text().splitlines()[0])
    finally:
        process.kill()
        await process.wait()
