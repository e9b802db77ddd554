"""Redis as docker-compose.yml has it: encrypted, and each container with its own views alone."""

import select
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import redis
from redis.exceptions import NoPermissionError

from development.brokers import Valkey
from development.container_secrets.__main__ import AUTHORITY_IN_CONTAINER, make
from development.container_secrets.redis_users import (
    DISPATCHER,
    HEALTH,
    REGISTER,
    WITH_VIEWS,
    rules,
)
from schemas.topics import SERVICES
from services.chassis.http.request_memory import RedisRequestMemory
from services.chassis.processing.identity import partition_of
from services.chassis.processing.outcome import ViewWrite
from services.chassis.views.proofs import ProofKey
from services.chassis.views.redis_store import RedisViews
from services.chassis.views.stored_names import view_key
from tests.support.proven_redis import PARTITIONS, TOPIC, KnownLog, reader, writer

LOOPBACK = "127.0.0.1"


class Secured(NamedTuple):
    folder: Path
    port: int

    def url(self, user: str) -> str:
        password = (self.folder / f"redis-{user}").read_text()
        return f"redis://{user}:{password}@{LOOPBACK}:{self.port}/0"

    def views(self, user: str) -> RedisViews:
        return RedisViews.from_url(self.url(user))

    def client(self, user: str) -> redis.Redis:
        return redis.Redis.from_url(self.url(user))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    folder = tmp_path_factory.mktemp("secrets")
    make(folder)
    with Valkey(users=folder / "redis-users.acl") as valkey:
        yield Secured(folder, valkey.port)


def key_of(service: str) -> str:
    return f"{service}:something"


@pytest.mark.parametrize("service", WITH_VIEWS)
def test_a_worker_does_all_with_its_views_and_nothing_with_others(
    server: Secured, service: str
) -> None:
    own, hashed = (f"{key_of(service)}:{kind}" for kind in ("value", "hash"))
    with server.views(f"{service}-worker") as views:
        views.apply(
            [
                ViewWrite(key=own, value=b"1"),
                ViewWrite(key=hashed, field="a", value=b"2"),
                ViewWrite(key=hashed, field="b", value=b"2"),
                ViewWrite(key=hashed, field="b"),
            ]
        )
        assert (views.get(own), views.field(hashed, "a")) == (b"1", b"2")
        assert views.fields(hashed) == views.few_fields(hashed, 5) == {"a": b"2"}
        assert (views.names(hashed), views.count(hashed)) == (["a"], 1)
        assert (views.several(hashed, ["a"]), views.present(hashed, ["a"])) == ([b"2"], 1)
        views.drop(f"{service}:")
        assert views.get(own) is None
        for other in (*(set(SERVICES) - {service}), "requests", "notify-accesses"):
            for write in (ViewWrite(key=key_of(other), value=b"1"), ViewWrite(key=key_of(other))):
                with pytest.raises(NoPermissionError):
                    views.apply([write])
            with pytest.raises(NoPermissionError):
                views.get(key_of(other))


@pytest.mark.parametrize("service", WITH_VIEWS)
def test_an_api_reads_the_views_of_its_service_and_writes_none(
    server: Secured, service: str
) -> None:
    with server.views(f"{service}-worker") as writer:
        writer.apply([ViewWrite(key=key_of(service), value=b"the truth")])
    with server.views(f"{service}-api") as views:
        assert views.get(key_of(service)) == b"the truth"
        for write in (
            ViewWrite(key=key_of(service), value=b"forged"),
            ViewWrite(key=key_of(service)),
            ViewWrite(key=f"{service}:hash", field="x", value=b"forged"),
        ):
            with pytest.raises(NoPermissionError):
                views.apply([write])
        for other in set(SERVICES) - {service}:
            with pytest.raises(NoPermissionError):
                views.get(key_of(other))
        assert views.get(key_of(service)) == b"the truth"


@pytest.mark.parametrize("service", WITH_VIEWS)
def test_views_that_prove_themselves_are_written_and_read_by_their_users(
    server: Secured, service: str
) -> None:
    key, subject = ProofKey(b"s" * 32, service), view_key(f"{service}:sheet:", "a")
    views = reader(server.url(f"{service}-api"), KnownLog(), key=key, service=service)
    worker = writer(server.url(f"{service}-worker"), key, service)
    home = partition_of(b"a", PARTITIONS)
    for partition in range(PARTITIONS):
        worker.own(partition, None)
    write = ViewWrite(key=subject, field="x", value=b"1", paged=True)
    for _ in range(2):  # the first one removes what may stand there
        assert worker.write(home, [write], {TOPIC: 1})
    assert views.fields(subject) == {"x": b"1"}
    assert views.several(subject, ["x"]) == [b"1"]
    with pytest.raises(NoPermissionError):
        writer(server.url(f"{service}-api"), key, service).own(home, None)


@pytest.mark.parametrize("user", [user for user in rules() if user != "operator"])
@pytest.mark.parametrize(
    "command", ["FLUSHALL", "KEYS *", "CONFIG GET *", "ACL LIST", "MONITOR", "SWAPDB 0 1", "INFO"]
)
def test_nobody_may_do_what_is_everybodys(server: Secured, user: str, command: str) -> None:
    client = server.client(user)
    with pytest.raises(NoPermissionError):
        client.execute_command(*command.split())
    client.close()


def test_what_is_written_besides(server: Secured) -> None:
    memory = RedisRequestMemory(server.url("intake-api"))
    assert memory.first("key", "one", 60) == "one"
    assert memory.first("key", "two", 60) == "one"
    assert memory.spend("fire", 1, 2) is None
    assert memory.spend("fire", 1, 2) is None
    assert memory.spend("fire", 1, 2) is not None
    with server.views("notify-api") as views:
        assert views.fields("notify-accesses:positions") == {}
        with pytest.raises(NoPermissionError):
            views.apply([ViewWrite(key="notify-accesses:positions", field="x", value=b"1")])
    with server.views(REGISTER) as views:
        views.apply([ViewWrite(key="notify-accesses:days", field="x", value=b"1")])
        views.drop("notify-accesses:")
    with server.views(DISPATCHER) as views:
        assert views.fields("notify:receipts:b") == {}
        with pytest.raises(NoPermissionError):
            views.apply([ViewWrite(key="notify:receipts:b", field="r", value=b"1")])


def test_without_a_name_nobody_is_let_in_and_who_asks_for_health_gets_that(server: Secured) -> None:
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(host=LOOPBACK, port=server.port).ping()
    health = redis.Redis(host=LOOPBACK, port=server.port, username=HEALTH, password="none")
    assert health.ping()
    with pytest.raises(NoPermissionError):
        health.get("scoring:ready")


def test_a_container_speaks_to_redis_by_tls_and_trusts_nobody_else(
    server: Secured, tmp_path: Path
) -> None:
    strangers = tmp_path / "strangers"
    make(strangers)
    url = (server.folder / "redis-url-scoring-api").read_text()
    with encrypted(server) as port:
        here = url.replace("@redis:6379", f"@localhost:{port}")
        trusting = here.replace(AUTHORITY_IN_CONTAINER, str(server.folder / "redis-authority.pem"))
        assert trusting.startswith("rediss://")
        with RedisViews.from_url(trusting) as views:
            assert views.get("scoring:ready") is None
        wrong = here.replace(AUTHORITY_IN_CONTAINER, str(strangers / "redis-authority.pem"))
        with pytest.raises(redis.ConnectionError, match="CERTIFICATE_VERIFY_FAILED"):
            RedisViews.from_url(wrong).get("scoring:ready")


class encrypted:  # noqa: N801 - used as a function
    """A port that ends TLS with the certificate of the secrets before the server."""

    def __init__(self, server: Secured) -> None:
        self._server = server
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(
            server.folder / "redis-certificate.pem", server.folder / "redis-key.pem"
        )
        self._listening = socket.create_server((LOOPBACK, 0))

    def __enter__(self) -> int:
        threading.Thread(target=self._accept, daemon=True).start()
        return int(self._listening.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                plain, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(plain,), daemon=True).start()

    def _carry(self, plain: socket.socket) -> None:
        try:
            near = self._context.wrap_socket(plain, server_side=True)
        except OSError:
            return
        with near, socket.create_connection((LOOPBACK, self._server.port)) as far:
            while True:
                if not near.pending() and near not in select.select([near, far], [], [])[0]:
                    near.sendall(data := far.recv(65536))
                else:
                    far.sendall(data := near.recv(65536))
                if not data:
                    return
