"""Connections that stall, lie about what they send, or are too many, hold nothing for long."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.chassis.http import bodies, connections
from services.chassis.http.route_table import MOST_BYTES
from tests.support.doors import build, settings_in, tokens
from tests.support.served_app import answer_until_closed, connected, served

__all__ = ["tokens"]
MEBIBYTE = 1024 * 1024


@pytest.fixture
def port(tmp_path: Path, tokens: dict[str, str]) -> Iterator[int]:
    assert tokens
    settings = settings_in(tmp_path)
    with served(build(settings), settings) as port:
        yield port


def head(path: str, token: str | None, *lines: str) -> bytes:
    authorization = (f"Authorization: Bearer {token}",) if token else ()
    stated = ("Host: x", "Content-Type: application/json", *authorization, *lines)
    return "\r\n".join((f"POST {path} HTTP/1.1", *stated, "", "")).encode()


def test_who_is_refused_is_answered_at_once_and_not_drained(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(head("/reports", None, f"Content-Length: {45 * MEBIBYTE}") + b"[" * 9)
        answer = answer_until_closed(connection)
    assert answer.startswith(b"HTTP/1.1 401 ")
    assert b"application/problem+json" in answer


@pytest.mark.parametrize("stated", ["Content-Length: 2000000", "Transfer-Encoding: chunked"])
def test_a_body_without_end_is_refused_where_its_limit_is(
    port: int, tokens: dict[str, str], stated: str
) -> None:
    with connected(port) as connection:
        connection.sendall(head("/reports", tokens["fire"], stated))
        chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        try:
            for _ in range(200):
                connection.sendall(chunk)
        except (ConnectionError, TimeoutError):
            pass  # it was closed
        answer = answer_until_closed(connection)
    assert answer.startswith(b"HTTP/1.1 413 ")
    document = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert document["title_chinese"] == "请求过大"
    (fault,) = document["errors"]
    assert fault["most_bytes"] == MOST_BYTES
    assert "拆分" in fault["chinese"]
    assert "send it in parts" in fault["english"]


def test_a_body_that_stalls_is_refused(
    port: int, tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "GRACE_SECONDS", 0.3)
    with connected(port) as connection:
        connection.sendall(head("/reports", tokens["fire"], "Content-Length: 10") + b"{")
        answer = answer_until_closed(connection)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert "请求传送过慢".encode() in answer


def test_a_slow_sender_has_the_time_that_its_bytes_take(
    port: int, tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "GRACE_SECONDS", 0.3)
    monkeypatch.setattr(bodies, "LEAST_BYTES_A_SECOND", 100)
    body = b'{"row": 7' + b" " * 90 + b"}"
    with connected(port) as connection:
        lines = (f"Content-Length: {len(body)}", "Connection: close")
        connection.sendall(head("/reports", tokens["fire"], *lines))
        for byte in range(0, len(body), 20):  # 200 bytes a second, for half a second
            asyncio.run(asyncio.sleep(0.1))
            connection.sendall(body[byte : byte + 20])
        answer = answer_until_closed(connection)
    assert answer.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("sent", [b"", b"GET /live HTTP/1.1\r\nX: "])
def test_a_head_that_does_not_end_closes_the_connection(
    port: int, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)
    with connected(port) as connection:
        connection.sendall(sent)
        assert answer_until_closed(connection).startswith(b"HTTP/1.1 408 ")


def test_bytes_that_trickle_do_not_lengthen_the_time_of_a_head(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.3)
    with connected(port) as connection:
        connection.sendall(b"GET /live HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(65536).startswith(b"HTTP/1.1 200 ")
        connection.sendall(b"GET /live HTTP/1.1\r\nX: ")
        for _ in range(40):
            asyncio.run(asyncio.sleep(0.05))
            try:
                connection.sendall(b"x")
            except ConnectionError:
                return
    pytest.fail("the connection stayed open")


def test_an_address_is_that_of_the_connection_unless_a_setting_names_the_proxy(
    tmp_path: Path, tokens: dict[str, str]
) -> None:
    found = {}
    for trusted in ("", "127.0.0.1", "192.0.2.0/24"):
        settings = settings_in(tmp_path, http_trusted_proxies=trusted)
        with served(build(settings), settings) as port, connected(port) as connection:
            connection.sendall(
                f"GET /address HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 6.6.6.6, 203.0.113.9\r\n"
                f"Authorization: Bearer {tokens['bank']}\r\nConnection: close\r\n\r\n".encode()
            )
            found[trusted] = json.loads(answer_until_closed(connection).partition(b"\r\n\r\n")[2])
    assert found == {"": "127.0.0.1", "127.0.0.1": "203.0.113.9", "192.0.2.0/24": "127.0.0.1"}


def test_more_requests_at_once_than_can_be_answered_are_refused(
    tmp_path: Path, tokens: dict[str, str]
) -> None:
    settings = settings_in(tmp_path, http_requests_at_once=2)
    sending = head("/reports", tokens["fire"], "Content-Length: 10")
    with (
        served(build(settings), settings) as port,
        connected(port) as one,
        connected(port) as other,
        connected(port) as third,
    ):
        for connection in (one, other, third):
            connection.sendall(sending)
        one.settimeout(0.5)
        answer = answer_until_closed(third)
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"retry-after: 1" in answer.lower()
        with pytest.raises(TimeoutError):
            one.recv(1)
        with connected(port) as health:
            health.sendall(b"GET /live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert answer_until_closed(health).startswith(b"HTTP/1.1 200 ")
