"""Nodes that were proven before don't come with an answer again, and nothing else is believed."""

import pytest

from services.chassis.processing.identity import partition_of
from services.chassis.processing.outcome import ViewWrite
from services.chassis.views.proven_views import ProvenViews
from services.chassis.views.proven_writer import ProvenWriter
from services.chassis.views.redis_store import client_of
from services.chassis.views.stored_names import mark_name, stored_name, view_key
from services.chassis.views.tree import leaf_index, node_name, way_to
from services.chassis.views.unusable import NotProvenError, NotRebuiltError
from tests.support.proven_redis import KEY, PARTITIONS, SERVICE, TOPIC, KnownLog, reader, writer

STANDING = view_key("scoring:standing:", "a")
PARTITION = partition_of(b"a", PARTITIONS)
ROOT, BELOW, LEAF = (
    node_name(*node, SERVICE, PARTITION)
    for node in way_to(leaf_index(KEY.hashed_name(stored_name(STANDING, PARTITION))))
)
NODES_BYTES = (128 + 256) * 16  # of the root and the node below it


@pytest.fixture
def worker(redis_url: str) -> ProvenWriter:
    worker = writer(redis_url)
    for partition in range(PARTITIONS):
        worker.own(partition, None)
    worker.write(PARTITION, [ViewWrite(key=STANDING, value=b"D")], {TOPIC: 1})
    return worker


@pytest.fixture
def views(redis_url: str, worker: ProvenWriter) -> ProvenViews:  # noqa: ARG001 - it has written
    return reader(redis_url, KnownLog())


def sent(redis_url: str, views: ProvenViews) -> int:
    """Return how many bytes Redis sends for the answer to a question."""
    client = client_of(redis_url)

    def in_all() -> int:
        return int(client.info("stats")["total_net_output_bytes"])

    in_all()
    first, second = in_all(), in_all()
    views.get(STANDING)
    return in_all() - second - (second - first)


def test_what_was_proven_before_is_not_sent_again(redis_url, worker, views) -> None:
    first = sent(redis_url, views)
    again = sent(redis_url, views)
    assert first > NODES_BYTES
    assert again < first - NODES_BYTES + 100
    # After a write about another subject the root is another, and the node below it as it was.
    other = next(
        key
        for number in range(1000)
        if partition_of(b"%d" % number, PARTITIONS) == PARTITION
        and way_of(key := view_key("scoring:standing:", str(number)))[1] != BELOW
    )
    worker.write(PARTITION, [ViewWrite(key=other, value=b"A")], {TOPIC: 2})
    assert NODES_BYTES / 4 < sent(redis_url, views) < NODES_BYTES
    assert views.get(STANDING) == b"D"
    assert sent(redis_url, views) < again + 100


def way_of(key: str) -> list[bytes]:
    leaf = leaf_index(KEY.hashed_name(stored_name(key, PARTITION)))
    return [node_name(*node, SERVICE, PARTITION) for node in way_to(leaf)]


def test_an_old_leaf_does_not_fit_known_nodes(redis_url, worker, views) -> None:
    client = client_of(redis_url)
    assert views.get(STANDING) == b"D"
    name = stored_name(STANDING, PARTITION)
    old = {each: client.get(each) for each in (name, ROOT, BELOW, LEAF)}
    worker.write(PARTITION, [ViewWrite(key=STANDING, value=b"A")], {TOPIC: 2})
    new = {each: client.get(each) for each in old}
    # The old nodes, all of which the reader knows, under the new mark.
    client.mset(old)
    with pytest.raises(NotProvenError):
        views.get(STANDING)
    client.mset(new)
    assert views.get(STANDING) == b"A"
    # The old leaf alone, under nodes that are left out of the answer.
    client.mset({name: old[name], LEAF: old[LEAF]})
    with pytest.raises(NotProvenError):
        views.get(STANDING)


def test_a_forged_root_that_names_a_known_node_is_not_believed(redis_url, worker, views) -> None:
    client = client_of(redis_url)
    assert views.get(STANDING) == b"D"
    old_root = client.get(ROOT)
    worker.write(PARTITION, [ViewWrite(key=STANDING, value=b"A")], {TOPIC: 2})
    client.set(ROOT, old_root)
    with pytest.raises(NotProvenError):
        views.get(STANDING)


def test_a_mark_that_nobody_knows_gets_no_answer_from_known_nodes(redis_url, views) -> None:
    client = client_of(redis_url)
    assert views.get(STANDING) == b"D"
    mark = client.get(mark_name(SERVICE, PARTITION))
    client.set(mark_name(SERVICE, PARTITION), mark[:-2] + b" }")
    with pytest.raises(NotRebuiltError):
        views.get(STANDING)
