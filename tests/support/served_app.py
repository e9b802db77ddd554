"""An application served on loopback by the server of our APIs, and asked over a socket."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from services.chassis.http.app import server_config
from services.chassis.settings import ServiceSettings

LOOPBACK = "127.0.0.1"


@contextmanager
def served(app: FastAPI, settings: ServiceSettings) -> Iterator[int]:
    """Serve until the end of the block; yield the port."""
    with socket.create_server((LOOPBACK, 0)) as listening:
        server = uvicorn.Server(server_config(app, settings))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(10)


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    """Yield a connection to a port, on which nothing is waited for longer than ten seconds."""
    with socket.create_connection((LOOPBACK, port), timeout=10) as connection:
        yield connection


def answer_until_closed(connection: socket.socket) -> bytes:
    """Return all that comes until the other end closes. Raises TimeoutError where it does not."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionResetError:
        pass  # it was closed while more was on the way to it
    return b"".join(parts)
