"""Limits hold for all replicas, a first value stays, and without Redis nobody is kept out."""

import pytest

from services.chassis.http.request_memory import (
    RedisRequestMemory,
    RequestMemory,
)
from tests.support.request_memory import MemoryOfOneProcess
from tests.support.valkey import free_port, redis_url, valkey_server

__all__ = ["redis_url", "valkey_server"]


@pytest.fixture(params=["process", "redis"])
def memories(request: pytest.FixtureRequest) -> tuple[RequestMemory, RequestMemory]:
    if request.param == "process":
        one = MemoryOfOneProcess()
        return one, one
    url = request.getfixturevalue("redis_url")
    return RedisRequestMemory(url), RedisRequestMemory(url)


def test_what_was_said_first_stays(memories: tuple[RequestMemory, RequestMemory]) -> None:
    one, other = memories
    assert one.first("key", "a", 60) == "a"
    assert other.first("key", "b", 60) == "a"
    assert other.first("another", "b", 60) == "b"


def test_a_minute_has_its_allowance(memories: tuple[RequestMemory, RequestMemory]) -> None:
    one, other = memories
    assert one.spend("fire", 3, 5) is None
    assert other.spend("fire", 2, 5) is None
    wait = other.spend("fire", 1, 5)
    assert wait is not None
    assert 1 <= wait <= 60
    assert other.spend("port", 5, 5) is None


def test_without_redis_requests_are_let_through() -> None:
    memory = RedisRequestMemory(f"redis://127.0.0.1:{free_port()}/0")
    assert memory.first("key", "a", 60) == "a"
    assert memory.spend("fire", 10, 5) is None
