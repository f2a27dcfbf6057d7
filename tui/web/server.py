"""Serves the app with textual-serve: a process of its own for each tab, and nothing for anybody but this computer.

What textual-serve leaves open is closed here. It would fetch a font from elsewhere; it answers under any host name, so
that a page which makes its own name point here could read the app (DNS rebinding); and it takes a websocket from any
page that is open in the browser.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp_jinja2
from aiohttp import WSCloseCode, web
from aiohttp.web_runner import GracefulExit
from textual_serve.app_service import AppService
from textual_serve.server import Server

from neural.errors import DragomanError
from tui.shell.output import write

HOST = "127.0.0.1"
_NAMES = {"localhost", "127.0.0.1", "::1"}
_PATIENCE = 3.0  # seconds that an app is given to end by itself
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data:; connect-src 'self' ws://{host}; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)


class DragomanServer(Server):
    """One page, and an app behind each tab that shows it. `command` starts the app."""

    def __init__(self, command: str, port: int) -> None:
        super().__init__(command, host=HOST, port=port, title="dragoman", templates_path=_templates())
        self._sockets: set[web.WebSocketResponse] = set()

    def serve(self, debug: bool = False) -> None:
        """Serves until Ctrl-C. Raises DragomanError where the port can't be had."""
        listening = _listen(self.port)
        for name in ("textual-serve", "asyncio"):  # their way to tell that a tab was closed is a traceback
            logging.getLogger(name).setLevel(logging.CRITICAL)
        loop = asyncio.new_event_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):
                loop.add_signal_handler(number, _end)
        web.run_app(
            self._make_app(),
            sock=listening,
            handle_signals=False,
            loop=loop,
            shutdown_timeout=_PATIENCE,
            print=lambda *_: None,
            access_log=None,
        )

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[_only_from_here])
        import jinja2

        aiohttp_jinja2.setup(app, loader=jinja2.FileSystemLoader(self.templates_path), autoescape=True)
        app.add_routes(
            [
                web.get("/", self.handle_index, name="index"),
                web.get("/ws", self.handle_websocket, name="websocket"),
                web.get("/download/{key}", self.handle_download, name="download"),
                web.static("/static", self.statics_path, name="static"),
            ]
        )
        app.on_startup.append(self.on_startup)
        app.on_shutdown.append(self.on_shutdown)
        return app

    async def on_startup(self, app: web.Application) -> None:
        write(f"dragoman is at http://{HOST}:{self.port} for browsers on this computer. Ctrl+C ends it.")

    async def on_shutdown(self, app: web.Application) -> None:
        """Each tab's socket is closed, which ends its app."""
        closing = [found.close(code=WSCloseCode.GOING_AWAY, message=b"the server ends") for found in self._sockets]
        await asyncio.gather(*closing, return_exceptions=True)

    @aiohttp_jinja2.template("app_index.html")
    async def handle_index(self, request: web.Request) -> dict[str, Any]:
        """The page. All it needs comes from where it came from itself."""
        wanted = request.query.get("fontsize", "16")
        return {
            "font_size": min(int(wanted), 64) if wanted.isdecimal() and int(wanted) else 16,
            "app_websocket_url": f"ws://{request.host}/ws",
            "config": {"static": {"url": "/static/"}},
            "application": {"name": self.title},
        }

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """An app of its own for the tab that asks; it ends when the tab does."""
        tab = web.WebSocketResponse(heartbeat=15)
        await tab.prepare(request)

        async def close() -> None:
            await tab.close()

        service = Service(
            self.command,
            write_bytes=tab.send_bytes,
            write_str=tab.send_str,
            close=close,
            download_manager=self.download_manager,
        )
        self._sockets.add(tab)
        try:
            await service.start(_cells(request, "width", 80), _cells(request, "height", 24))
            with suppress(ValueError, TypeError, KeyError, IndexError, AssertionError):  # not what our page sends
                await self._process_messages(tab, service)
        finally:
            self._sockets.discard(tab)
            await service.stop()
            await tab.close()
        return tab


class Service(AppService):
    """An app that is made to end where it does not do so by itself."""

    async def stop(self) -> None:
        try:
            await asyncio.wait_for(super().stop(), _PATIENCE)
        except (TimeoutError, ConnectionError):
            pass
        finally:
            if self._process is not None and self._process.returncode is None:
                with suppress(ProcessLookupError):
                    self._process.kill()
                await self._process.wait()

    async def on_data(self, payload: bytes) -> None:
        with suppress(ConnectionError):  # the tab was closed while the app was drawing
            await super().on_data(payload)


@web.middleware
async def _only_from_here(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuses what another page sends, and what was sent to another name; nothing may be loaded from elsewhere."""
    if not _is_own(request.host, request.headers.get("Origin"), needs_origin=request.path == "/ws"):
        raise web.HTTPForbidden(text="dragoman takes requests from its own page only, opened on this computer.\n")
    response = await handler(request)
    if not response.prepared:
        response.headers["Content-Security-Policy"] = _POLICY.format(host=request.host)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-cache"
    return response


def _is_own(host: str, origin: str | None, *, needs_origin: bool) -> bool:
    """Our own page, opened under a name of this computer. Browsers can't be made to leave out or forge the origin."""
    try:
        name = urlsplit(f"http://{host}").hostname
    except ValueError:
        return False
    if name not in _NAMES or (origin is None and needs_origin):
        return False
    return origin is None or origin == f"http://{host}"


def _listen(port: int) -> socket.socket:
    """A socket on the loopback address. Raises DragomanError where the port can't be had."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen()  # here, as a second program could still bind to it otherwise
    except OSError as error:
        listening.close()
        reason = error.strerror or str(error)
        raise DragomanError(f"port {port}", reason.lower(), f"try another one: --port {port % 65535 + 1}") from error
    return listening


def _cells(request: web.Request, name: str, default: int) -> int:
    value = request.query.get(name, "")
    return min(max(int(value), 1), 1000) if value.isdecimal() else default


def _templates() -> Path:
    return Path(__file__).with_name("templates")


def _end() -> None:
    raise GracefulExit
