"""Serves the page on the loopback interface, read-only, with nothing but the standard library.

Owns the addresses and the headers. Only this machine's own browser may read it: a request that names another host is
refused, so that a page of a foreign site cannot reach it by a name that resolves to 127.0.0.1.
"""

from __future__ import annotations

import json
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Final, cast

from podwright.emulator.places import Places
from podwright.emulator.process_lock import holder

HOST: Final = "127.0.0.1"
_FILES: Final = {
    "/": ("page.html", "text/html; charset=utf-8"),
    "/style.css": ("style.css", "text/css; charset=utf-8"),
    "/script.js": ("script.js", "text/javascript; charset=utf-8"),
}
_STATE: Final = "/state.json"
_HEADERS: Final = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
    " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class _Handler(BaseHTTPRequestHandler):
    """GET and HEAD of four addresses."""

    protocol_version = "HTTP/1.1"
    server_version = "podwright"
    sys_version = ""

    def __init__(self, folder: Path, *arguments: object) -> None:
        self._folder = folder
        super().__init__(*arguments)  # pyright: ignore[reportArgumentType] - socketserver gives them

    def do_GET(self) -> None:
        """The page, its parts, or the state of the clouds."""
        port = cast("ThreadingHTTPServer", self.server).server_port
        if self.headers.get("Host") not in (f"{HOST}:{port}", f"localhost:{port}"):
            self._answer(HTTPStatus.MISDIRECTED_REQUEST, b"this server answers to 127.0.0.1 only\n", "text/plain")
            return
        path = self.path.partition("?")[0]
        if path == _STATE:
            self._state()
        elif path in _FILES:
            name, kind = _FILES[path]
            self._answer(HTTPStatus.OK, (files(__package__ or "") / name).read_bytes(), kind)
        else:
            self._answer(HTTPStatus.NOT_FOUND, b"not here\n", "text/plain")

    do_HEAD = do_GET  # noqa: N815 - the protocol's name

    def _state(self) -> None:
        mark = state_mark(self._folder)
        if self.headers.get("If-None-Match") == mark:
            self._answer(HTTPStatus.NOT_MODIFIED, b"", "", mark)
            return
        from podwright.emulator.ui.document import document

        text = json.dumps(document(self._folder), ensure_ascii=False)
        self._answer(HTTPStatus.OK, text.encode(), "application/json; charset=utf-8", mark)

    def _answer(self, status: HTTPStatus, body: bytes, kind: str, mark: str | None = None) -> None:
        self.send_response(status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        if mark:
            self.send_header("ETag", mark)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Quiet: the page asks every two seconds."""


def make_server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """A server for the clouds in a state folder, bound and not yet serving; OSError when the port is taken."""
    server = ThreadingHTTPServer((HOST, port), partial(_Handler, folder))
    server.daemon_threads = True
    return server


def state_mark(folder: Path) -> str:
    """Changes whenever a file that the page is made from does, so that an unchanged state is not read again."""
    places = Places(folder)
    held = holder(places.lock)
    marks = [held.token if held else "-"]  # a daemon that is killed changes no file
    logs = [file.with_name(f"{file.name}-wal") for file in (places.cloud, places.events)]
    for file in (places.cloud, places.events, *logs):
        try:
            status = file.stat()
        except OSError:
            marks.append("-")
        else:
            marks.append(f"{status.st_mtime_ns:x}.{status.st_size:x}")
    return f'"{"/".join(marks)}"'
