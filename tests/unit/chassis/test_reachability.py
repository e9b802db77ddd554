"""Whether a server answers: what is wrong is named as it is, with where."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from development.brokers import Tansu
from development.brokers.server_process import free_port
from services.chassis.reachability import NotReachableError, require_kafka, require_redis
from services.chassis.settings import ServiceSettings

SOON = 0.3


@contextmanager
def answering(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that does with each connection what is asked."""
    connections = []

    def serve() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            connections.append(connection)
            answer(connection)

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield int(server.getsockname()[1])
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
        for each in connections:
            each.close()


def web_server(connection: socket.socket) -> None:
    connection.recv(100)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def said(ask: Callable[[], None]) -> str:
    with pytest.raises(NotReachableError) as error:
        ask()
    assert isinstance(error.value, ConnectionError)  # an API answers 503
    return str(error.value)


def kafka(servers: str, **more: str) -> ServiceSettings:
    return ServiceSettings.model_validate({"kafka_bootstrap_servers": servers, **more})


FAULTS = [
    (lambda _: None, "it does not answer", "接受连接但不应答"),
    (web_server, "another program answers there", "该端口上是别的程序"),
    (lambda connection: connection.close(), "closes the connection at once", "立即被关闭"),
]


@pytest.mark.parametrize(("answer", "english", "chinese"), FAULTS)
def test_what_is_wrong_is_named(
    answer: Callable[[socket.socket], None], english: str, chinese: str
) -> None:
    with answering(answer) as port:
        for text in (
            said(lambda: require_kafka(kafka(f"127.0.0.1:{port}"), SOON)),
            said(lambda: require_redis(f"redis://:secret@127.0.0.1:{port}/0", SOON)),
        ):
            assert f"127.0.0.1:{port}" in text
            assert english in text
            assert chinese in text
            assert "secret" not in text


def test_nobody_listens() -> None:
    port = free_port()
    assert "nobody listens" in said(lambda: require_kafka(kafka(f"127.0.0.1:{port}")))
    assert "nobody listens" in said(lambda: require_redis(f"redis://127.0.0.1:{port}"))


@pytest.mark.parametrize("server", ["no-such-host.invalid:9092", "..:1", "127.0.0.1:99999", ""])
def test_an_address_that_is_none(server: str) -> None:
    assert "there is no host of this name" in said(lambda: require_kafka(kafka(server)))
    assert "there is no host of this name" in said(lambda: require_redis(f"redis://{server}/0"))


def test_tls_that_does_not_come_about() -> None:
    with answering(web_server) as port:
        settings = kafka(f"127.0.0.1:{port}", kafka_security_protocol="SSL")
        assert "no TLS connection comes about" in said(lambda: require_kafka(settings, SOON))


def test_one_of_several_brokers_is_enough(redis_url: str) -> None:
    require_redis(redis_url)
    with Tansu() as broker, answering(lambda _: None) as silent:
        dead = f"127.0.0.1:{free_port()},127.0.0.1:{silent}"
        require_kafka(kafka(f"{dead}, {broker.bootstrap_servers}"))
        text = said(lambda: require_kafka(kafka(dead), SOON))
    assert "nobody listens there; 127.0.0.1:" in text
    assert "it does not answer" in text
