"""The carriers' web servers as tests play them: HTTPS on loopback, by the carriers' own names."""

import socket
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from threading import Event, Thread
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support.time_limits import LONG_SECONDS

LOOPBACK, HTTPS = "127.0.0.1", 443
_GETADDRINFO, _CONNECT = socket.getaddrinfo, socket.socket.connect


@dataclass
class Asked:
    """A request as it came."""

    host: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes


class Carriers:
    """Answers every request with `status` and `body`; `hangs` lets it wait until the end."""

    def __init__(self, context: SSLContext) -> None:
        self.status = 200
        self.body = b"{}"
        self.hangs = False
        self.asked: list[Asked] = []
        self._over = Event()
        self._server = ThreadingHTTPServer((LOOPBACK, 0), self._handler())
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    def resolve(self, patch: pytest.MonkeyPatch, *hosts: str) -> None:
        """Let these names lead here, and no others anywhere.

        Not every client keeps the port that a name was resolved to, so it is changed at the end.
        """
        port = self._server.server_address[1]

        def resolved(host: str | bytes, *how: Any, **named: Any) -> list[Any]:
            name = host.decode() if isinstance(host, bytes) else host
            if name in hosts or name in (LOOPBACK, "localhost"):
                return _GETADDRINFO(LOOPBACK, *how, **named)
            raise socket.gaierror(f"a test does not leave this machine: {name}")

        def connect(connecting: socket.socket, address: Any) -> None:
            _CONNECT(connecting, (LOOPBACK, port) if address == (LOOPBACK, HTTPS) else address)

        patch.setattr(socket, "getaddrinfo", resolved)
        patch.setattr(socket.socket, "connect", connect)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        carriers = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length") or 0))
                url = urlsplit(self.path)
                carriers.asked.append(
                    Asked(
                        host=self.headers["host"],
                        path=url.path,
                        query=parse_qs(url.query),
                        headers=dict(self.headers.items()),
                        body=body,
                    )
                )
                if carriers.hangs:
                    carriers._over.wait(LONG_SECONDS)
                    return
                self.send_response(carriers.status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(carriers.body)))
                self.end_headers()
                self.wfile.write(carriers.body)

            def log_message(self, *_arguments: object) -> None:
                """Stay silent."""

        return Handler
