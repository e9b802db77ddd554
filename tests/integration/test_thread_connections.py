"""Each thread that asks Redis has a connection of its own, as long as it lives."""

import gc
import threading

import pytest
import redis

from services.chassis.views.redis_store import client_of
from services.chassis.views.thread_connections import ThreadConnections


def addresses(redis_url: str) -> set[str]:
    """Return whence Redis is asked now, without this question's own connection."""
    client = client_of(redis_url)
    mine = client.client_id()
    found = {each["addr"] for each in client.client_list() if int(each["id"]) != mine}
    client.close()
    return found


def test_a_connection_that_was_closed_is_made_anew(redis_url) -> None:
    connections = ThreadConnections(client_of(redis_url))
    before = addresses(redis_url)
    assert connections.ask("GET", "nothing") is None
    opened = addresses(redis_url) - before
    assert len(opened) == 1
    assert connections.ask("GET", "nothing") is None
    assert addresses(redis_url) - before == opened
    client_of(redis_url).client_kill(opened.pop())
    assert connections.ask("GET", "nothing") is None


def test_an_answer_that_is_an_error_leaves_the_connection_usable(redis_url) -> None:
    connections = ThreadConnections(client_of(redis_url))
    client_of(redis_url).set("text", b"1")
    with pytest.raises(redis.ResponseError, match="WRONGTYPE"):
        connections.ask("HGETALL", "text")
    assert connections.ask("GET", "text") == b"1"


def test_a_connection_ends_with_its_thread(redis_url) -> None:
    connections = ThreadConnections(client_of(redis_url))
    before = addresses(redis_url)
    opened: set[str] = set()

    def ask() -> None:
        connections.ask("GET", "nothing")
        opened.update(addresses(redis_url) - before)

    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
    gc.collect()
    assert len(opened) == 1
    assert not opened & addresses(redis_url)
