"""A Redis whose memory is full takes nothing of a batch; the writer goes on once it has room."""

from collections.abc import Iterator
from typing import Any

import pytest
import redis

from services.chassis.processing.identity import partition_of
from services.chassis.processing.outcome import ViewWrite
from services.chassis.unreachable import explained
from services.chassis.views.redis_store import RedisViews, client_of
from services.chassis.views.stored_names import view_key
from tests.support.attacked_views import STANDING, TABLE
from tests.support.proven_redis import PARTITIONS, TOPIC, KnownLog, reader, writer
from tests.support.valkey import running_valkey

FULL, ROOM = "1", "0"  # bytes; no limit
KEY, ROWS = view_key(STANDING, "a"), view_key(TABLE, "a")
BEFORE = [ViewWrite(key=KEY, value=b"D"), ViewWrite(key=ROWS, field="1", value=b"D")]
# A removal needs no memory: Redis would do that part alone, outside a transaction.
AFTER = [ViewWrite(key=ROWS, field="1"), ViewWrite(key=KEY, value=b"A")]


@pytest.fixture
def server() -> Iterator[tuple[str, Any]]:
    with running_valkey() as url:
        client: Any = client_of(url)
        client.config_set("maxmemory-policy", "noeviction")
        yield url, client


def test_views_that_prove_themselves_stay_what_they_were(server: tuple[str, Any]) -> None:
    url, client = server
    partition, log = partition_of(b"a", PARTITIONS), KnownLog()
    worker, views = writer(url), reader(url, log)
    for number in range(PARTITIONS):
        worker.own(number, None)
    assert worker.write(partition, BEFORE, {TOPIC: 1})
    client.config_set("maxmemory", FULL)
    for _ in range(3):
        with pytest.raises(redis.RedisError) as raised:
            worker.write(partition, AFTER, {TOPIC: 2})
        assert "its memory is full" in str(explained(raised.value))
        assert (views.get(KEY), views.field(ROWS, "1")) == (b"D", b"D")
    client.config_set("maxmemory", ROOM)
    assert worker.write(partition, AFTER, {TOPIC: 2})
    assert worker.not_whole == []
    log.offsets[partition] = 2
    assert (views.get(KEY), views.field(ROWS, "1")) == (b"A", None)


def test_other_views_are_right_once_the_batch_is_written_again(server: tuple[str, Any]) -> None:
    url, client = server
    with RedisViews.from_url(url) as views:
        views.apply(BEFORE)
        client.config_set("maxmemory", FULL)
        with pytest.raises(redis.RedisError) as raised:
            views.apply(AFTER)
        assert "its memory is full" in str(explained(raised.value))
        assert views.get(KEY) == b"D"
        client.config_set("maxmemory", ROOM)
        views.apply(AFTER)
        assert (views.get(KEY), views.field(ROWS, "1")) == (b"A", None)
