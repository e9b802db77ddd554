"""Whatever somebody does to Redis alone: what is answered is the truth, or it is nothing."""

import os
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.chassis.processing.identity import partition_of
from services.chassis.processing.outcome import ViewWrite
from services.chassis.views.as_of import noting_as_of
from services.chassis.views.redis_store import client_of
from services.chassis.views.stored_names import view_key
from services.chassis.views.unusable import NotRebuiltError
from tests.support.attacked_views import (
    CITY,
    FIELDS,
    PAGED,
    STANDING,
    SUBJECTS,
    TABLE,
    VALUES,
    Attacked,
    questions,
)
from tests.support.proven_redis import PARTITIONS, TOPIC, KnownLog, reader, writer

EXAMPLES = int(os.environ.get("HOSTILE_EXAMPLES", "200"))
writes = st.one_of(
    st.builds(
        lambda s, v: (STANDING, s, None, v), st.sampled_from(SUBJECTS), st.sampled_from(VALUES)
    ),
    st.builds(
        lambda t, s, f, v: (t, s, f, v),
        st.sampled_from((TABLE, PAGED, CITY)),
        st.sampled_from(SUBJECTS),
        st.sampled_from(FIELDS),
        st.sampled_from((*VALUES, None)),
    ),
    st.builds(
        lambda t, s: (t, s, None, None),
        st.sampled_from((STANDING, TABLE, PAGED)),
        st.sampled_from(SUBJECTS),
    ),
)
attacks = st.one_of(
    st.tuples(st.just("delete"), st.integers(0, 10_000)),
    st.tuples(st.just("exchange"), st.integers(0, 10_000), st.integers(0, 10_000)),
    st.tuples(st.just("put back"), st.integers(0, 10_000), st.integers(0, 10)),
    st.tuples(st.just("put table back"), st.integers(0, 10_000), st.integers(0, 10)),
    st.tuples(st.just("put all back"), st.integers(0, 10)),
    st.tuples(
        st.just("empty"),
    ),
    st.tuples(st.just("overwrite"), st.integers(0, 10_000), st.sampled_from(VALUES)),
    st.tuples(st.just("invent"), st.sampled_from(SUBJECTS), st.sampled_from(VALUES)),
    st.tuples(
        st.sampled_from(("change field", "change index")),
        st.integers(0, 10_000),
        st.sampled_from(FIELDS),
        st.sampled_from((*VALUES, None)),
    ),
)


batches = st.lists(writes, min_size=1, max_size=6)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=EXAMPLES,
)
@given(
    st.lists(batches, min_size=1, max_size=4),
    st.lists(st.one_of(attacks, batches), min_size=1, max_size=8),
)
@example([[(STANDING, "a", None, b"D")], [(STANDING, "a", None, b"A")]], [("put all back", 1)])
@example([[(CITY, "a", "1", b"D")], [(CITY, "a", "1", b"A")]], [("empty",)])
@example(
    [[(TABLE, "a", "1", b"D")], [(TABLE, "a", "1", b"A")]],
    [("put table back", 0, 1), [(TABLE, "a", "2", b"D")]],
)
# A field that is hidden while it is written again, or removed, must not count twice, or not at all.
@example([[(TABLE, "a", "2", b"A")]], [("delete", 0), [(TABLE, "a", "2", b"A")]])
@example(
    [[(PAGED, "a", "1", b"A")]],
    [
        ("change index", 0, "1", None),
        [(PAGED, "a", "1", b"D")],
        [(PAGED, "a", "1", None)],
        ("change field", 0, "1", b"D"),
    ],
)
def test_tampered_views_give_the_truth_or_an_error(redis_url, begun, steps) -> None:
    attacked = Attacked(redis_url)
    for batch in begun:
        assert attacked.write(batch)
    assert attacked.require_truth_or_error() == len(questions())
    for step in steps:
        if isinstance(step, list):
            attacked.write(step)
        else:
            how, *what = step
            attacked.attack(how, *what)
        attacked.require_truth_or_error()


def test_of_two_writers_of_a_partition_the_later_one_writes(redis_url) -> None:
    log = KnownLog()
    first, views = writer(redis_url), reader(redis_url, log)
    key = view_key(STANDING, "a")
    partition = partition_of(b"a", PARTITIONS)
    for number in range(PARTITIONS):
        first.own(number, None)
    assert first.write(partition, [ViewWrite(key=key, value=b"D")], {TOPIC: 1})
    second = writer(redis_url)
    second.own(partition, {TOPIC: 1})
    assert second.not_whole == []
    assert second.write(partition, [ViewWrite(key=key, value=b"C")], {TOPIC: 2})
    # The first one was only slow: its partition is another's now.
    assert not first.write(partition, [ViewWrite(key=key, value=b"A")], {TOPIC: 2})
    assert first.not_whole == [partition]
    assert views.get(key) == b"C"


def test_views_of_another_log_are_not_taken_over(redis_url) -> None:
    key = view_key(STANDING, "a")
    partition = partition_of(b"a", PARTITIONS)
    before = writer(redis_url)
    before.own(partition, None)
    before.write(partition, [ViewWrite(key=key, value=b"D")], {TOPIC: 9})
    anew = writer(redis_url)
    anew.own(partition, None)
    assert anew.not_whole == []
    assert reader(redis_url, KnownLog()).get(key) is None


def test_lost_views_stay_unanswered_until_they_are_rebuilt(redis_url) -> None:
    key, partition = view_key(STANDING, "a"), partition_of(b"a", PARTITIONS)
    log = KnownLog({partition: 1})
    worker, views = writer(redis_url), reader(redis_url, log)
    worker.own(partition, None)
    worker.write(partition, [ViewWrite(key=key, value=b"D")], {TOPIC: 1})
    client: Any = client_of(redis_url)
    client.flushall()
    with pytest.raises(NotRebuiltError, match="no mark"):
        views.get(key)
    # What comes meanwhile is not written: it would be all that there is.
    assert not worker.write(partition, [ViewWrite(key=key, value=b"C")], {TOPIC: 2})
    builder = writer(redis_url)
    builder.rebuild(partition, 7)
    builder.read_so_far(partition, 3)
    assert builder.write(partition, [ViewWrite(key=key, value=b"D")], {})
    with pytest.raises(NotRebuiltError, match="3/7 messages") as raised:
        views.get(key)
    assert raised.value.progress == "3/7"
    # What was rebuilt holds less than the worker has handled: it does not go on from there.
    assert builder.finish(partition, {TOPIC: 1})
    assert not worker.write(partition, [ViewWrite(key=key, value=b"B")], {TOPIC: 3})
    assert builder.write(partition, [ViewWrite(key=key, value=b"B")], {})
    assert builder.finish(partition, {TOPIC: 3})
    assert worker.write(partition, [ViewWrite(key=key, value=b"A")], {TOPIC: 4})
    assert worker.not_whole == []
    assert not builder.finish(partition, {TOPIC: 3})
    log.offsets[partition] = 4
    assert views.get(key) == b"A"


def test_views_behind_the_log_are_answered_for_a_stated_time(redis_url) -> None:
    key, partition = view_key(STANDING, "a"), partition_of(b"a", PARTITIONS)
    log = KnownLog({partition: 1})
    worker = writer(redis_url)
    worker.own(partition, None)
    worker.write(partition, [ViewWrite(key=key, value=b"D")], {TOPIC: 1})
    patient, strict = reader(redis_url, log), reader(redis_url, log, behind=timedelta(0))
    with noting_as_of() as noted:
        assert patient.get(key) == b"D"
    written_at = noted.instant
    assert written_at is not None
    with pytest.raises(NotRebuiltError, match="behind the log"):
        strict.get(key)
    log.ends = {partition: 1}  # nothing has come since: as of now
    with noting_as_of() as noted:
        patient.get(key)
    assert noted.instant is not None
    assert noted.instant > written_at
