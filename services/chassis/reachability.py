"""Whether Kafka and Redis answer at all: asked once before a client of theirs is opened.

Their clients try again for half a minute where nobody listens, and say so in words of their own.
Here a new connection has `CONNECT_SECONDS` to bring an answer.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from services.chassis.kafka.connection import tls_context

if TYPE_CHECKING:
    from .settings import ServiceSettings

CONNECT_SECONDS = 2.0
KAFKA_PORT, REDIS_PORT = 9092, 6379
_CORRELATION = b"safe"
# ApiVersions, version 0, no client's name: every broker answers it, before it asks who one is.
_API_VERSIONS = b"\x00\x00\x00\x0a\x00\x12\x00\x00" + _CORRELATION + b"\xff\xff"
_ANSWER_BYTES = 8
_PING = b"PING\r\n"

Fault = Literal["refused", "silent", "unknown_host", "closed", "another", "not_trusted", "no_route"]
Address = tuple[str, int]
_WORDS: dict[Fault, tuple[str, str]] = {
    "refused": ("连接被拒绝，该端口无人监听", "connection refused, nobody listens there"),
    "silent": ("接受连接但不应答", "it does not answer"),
    "unknown_host": ("主机名无法解析", "there is no host of this name"),
    "closed": ("连接后立即被关闭", "it closes the connection at once"),
    "another": ("该端口上是别的程序", "another program answers there"),
    "not_trusted": ("TLS 连接未成立", "no TLS connection comes about"),
    "no_route": ("网络不通", "no way leads there"),
}
# The first that fits.
_FAULTS: dict[type[Exception], Fault] = {
    TimeoutError: "silent",
    ssl.SSLError: "not_trusted",
    ConnectionRefusedError: "refused",
    socket.gaierror: "unknown_host",
    UnicodeError: "unknown_host",
    ConnectionError: "closed",
    Exception: "no_route",
}


class NotReachableError(ConnectionError):
    """A server does not answer. The text says which and where, in Chinese and English."""

    def __init__(self, server: str, variable: str, faults: Mapping[str, Fault]) -> None:
        self.server, self.variable = server, variable
        chinese = "；".join(f"{at} {_WORDS[fault][0]}" for at, fault in faults.items())
        english = "; ".join(f"{at}: {_WORDS[fault][1]}" for at, fault in faults.items())
        super().__init__(f"{server} 无法连接：{chinese} / {server} is not reachable: {english}")


def require_kafka(settings: ServiceSettings, seconds: float | None = None) -> None:
    """Return as soon as one of the brokers answers. Raises NotReachableError."""
    context, seconds = tls_context(settings), seconds or CONNECT_SECONDS
    servers = settings.kafka_bootstrap_servers.split(",")
    addresses = {server.strip(): _address(server, KAFKA_PORT) for server in servers}

    def probe(address: Address) -> Fault | None:
        return _probe(address, _API_VERSIONS, _is_kafka, context, seconds)

    _require("Kafka", "KAFKA_BOOTSTRAP_SERVERS", addresses, probe, seconds)


def require_redis(url: str, seconds: float | None = None) -> None:
    """Return where the server of a URL answers (by a socket file: at once).

    Raises NotReachableError.
    """
    parts, seconds = urlsplit(url), seconds or CONNECT_SECONDS
    if parts.scheme == "unix":
        return
    server = parts.netloc.rpartition("@")[2]
    address = _address(server, REDIS_PORT)
    # Behind TLS it is asked by its client, whose settings stand in the URL.
    question = b"" if parts.scheme == "rediss" else _PING

    def probe(address: Address) -> Fault | None:
        return _probe(address, question, _is_redis, None, seconds)

    _require("Redis", "REDIS_URL", {server: address}, probe, seconds)


def _require(
    server: str,
    variable: str,
    addresses: Mapping[str, Address],
    probe: Callable[[Address], Fault | None],
    seconds: float,
) -> None:
    """Ask all at once: one that answers is enough."""
    answers: SimpleQueue[tuple[str, Fault | None]] = SimpleQueue()

    def put_answer(name: str, address: Address) -> None:
        answers.put((name, probe(address)))

    for server_address in addresses.items():
        Thread(target=put_answer, args=server_address, daemon=True).start()
    faults: dict[str, Fault] = dict.fromkeys(addresses, "silent")
    until = monotonic() + seconds
    try:
        for _ in addresses:
            name, fault = answers.get(timeout=max(0.0, until - monotonic()))
            if fault is None:
                return
            faults[name] = fault
    except Empty:
        pass  # those that did not answer are silent
    raise NotReachableError(server, variable, faults)


def _probe(
    address: Address,
    question: bytes,
    is_right: Callable[[bytes], bool],
    context: ssl.SSLContext | None,
    seconds: float,
) -> Fault | None:
    """Ask a server a question; return what is wrong (None: it answers, and as it should)."""
    fault: Fault | None
    try:
        with socket.create_connection(address, seconds) as plain:
            if not question:
                return None
            if context is None:
                fault = _answer(plain, question, is_right)
            else:
                with context.wrap_socket(plain, server_hostname=address[0]) as encrypted:
                    fault = _answer(encrypted, question, is_right)
            return fault
    except (OSError, UnicodeError, OverflowError) as error:
        return next(fault for kind, fault in _FAULTS.items() if isinstance(error, kind))


def _answer(
    connection: socket.socket, question: bytes, is_right: Callable[[bytes], bool]
) -> Fault | None:
    connection.sendall(question)
    answer = b""
    while len(answer) < _ANSWER_BYTES and not is_right(answer):
        more = connection.recv(_ANSWER_BYTES - len(answer))
        if not more:
            return "another" if answer else "closed"
        answer += more
    return None if is_right(answer) else "another"


def _is_kafka(answer: bytes) -> bool:
    return answer[4:] == _CORRELATION


def _is_redis(answer: bytes) -> bool:
    """Say whether it is an answer of Redis: that it loads its data, or asks for a password, too."""
    return answer.startswith((b"+PONG", b"-NOAUTH", b"-LOADIN", b"-DENIED", b"-ERR", b"-MASTERD"))


def _address(server: str, port: int) -> Address:
    """Return host and port of `host:port`, `[::1]:port` or `host`."""
    parts = urlsplit(f"//{server.strip()}")
    try:
        return parts.hostname or "", parts.port or port
    except ValueError:  # no number
        return server.strip(), port
