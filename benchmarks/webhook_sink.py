"""Receivers of webhooks in a process of their own: they count, and verify nothing.

`python -m benchmarks.webhook_sink --hanging K PORT...`: a receiver a port, of which the last K
accept the connection and never answer. `GET /` says what a receiver counted, `GET /arrivals` also
when which message came. Instants are those of the machine's monotonic clock, which all of its
processes share.
"""

import argparse
import asyncio
import os
import sys
import time
import urllib.request
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, cast

import msgspec
import uvloop

from benchmarks.http_server import answers
from development.brokers.server_process import LOOPBACK, ServerProcess, free_port

READY_SECONDS = 30.0
_END = b"\r\n\r\n"
_TAKEN = b"HTTP/1.1 204 No Content\r\n\r\n"


class Message(msgspec.Struct, frozen=True):
    """What is read of a message."""

    id: str
    subject: str


class Arrival(msgspec.Struct, frozen=True):
    """A message that came, and when it came first, in seconds."""

    subject: str
    at: float


class Counted(msgspec.Struct):
    """What a receiver counted: requests, ids, ids that came again."""

    hangs: bool = False
    asked: int = 0
    received: int = 0
    repeated: int = 0
    arrivals: dict[str, Arrival] = msgspec.field(default_factory=dict)

    def take(self, body: bytes) -> bool:
        """Count a message; say whether to answer."""
        self.asked += 1
        if self.hangs:
            return False
        message = msgspec.json.decode(body, type=Message)
        if message.id in self.arrivals:
            self.repeated += 1
        else:
            self.received += 1
            self.arrivals[message.id] = Arrival(message.subject, time.monotonic())
        return True


class Connection(asyncio.Protocol):
    """One connection to a receiver."""

    def __init__(self, counted: Counted) -> None:
        self._counted = counted
        self._read = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass

    def data_received(self, data: bytes) -> None:
        self._read += data
        while (end := self._read.find(_END)) >= 0:
            head = bytes(self._read[:end])
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            whole = end + len(_END) + int(length or 0)
            if len(self._read) < whole:
                return
            body = bytes(self._read[end + len(_END) : whole])
            del self._read[:whole]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        assert self._transport is not None
        if head.startswith(b"GET "):
            told = self._counted
            if not head.startswith(b"GET /arrivals"):
                told = msgspec.structs.replace(told, arrivals={})
            text = msgspec.json.encode(told)
            length = f"content-length: {len(text)}".encode()
            self._transport.write(b"HTTP/1.1 200 OK\r\n" + length + _END + text)
        elif self._counted.take(body):
            self._transport.write(_TAKEN)


class Sinks:
    """So many receivers in one process, of which the last `hanging` never answer."""

    def __init__(self, folder: Path, receivers: int, hanging: int = 0) -> None:
        ports = [free_port() for _ in range(receivers)]
        self.urls = [f"http://{LOOPBACK}:{port}/" for port in ports]
        self.healthy = range(receivers - hanging)
        words = ["--hanging", str(hanging), *map(str, ports)]
        self._process = ServerProcess(
            "sinks",
            [sys.executable, "-m", "benchmarks.webhook_sink", *words],
            folder / "sinks.log",
            {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        )

    def __enter__(self) -> Self:
        for url in self.urls:
            self._process.await_ready(partial(answers, url), READY_SECONDS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.stop()

    def counted(self, receiver: int, *, arrivals: bool = False) -> Counted:
        """Return what a receiver counted."""
        url = self.urls[receiver] + ("arrivals" if arrivals else "")
        with urllib.request.urlopen(url, timeout=30) as answer:
            return msgspec.json.decode(answer.read(), type=Counted)


async def _serve(ports: list[int], hanging: int) -> None:
    loop = asyncio.get_running_loop()
    for place, port in enumerate(ports):
        counted = Counted(hangs=place >= len(ports) - hanging)
        await loop.create_server(partial(Connection, counted), LOOPBACK, port)
    await asyncio.Event().wait()


def main() -> None:
    """Receive until a signal ends it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hanging", type=int, default=0)
    parser.add_argument("ports", type=int, nargs="+")
    arguments = parser.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(arguments.ports, arguments.hanging))


if __name__ == "__main__":
    main()
