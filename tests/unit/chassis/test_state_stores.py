"""A store of states holds heads and rows, in memory and on disk alike."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.chassis.clock import system_clock
from services.chassis.state.rocks_store import (
    LONGEST_ABSENCE_SECONDS,
    RocksStore,
    StoreUnusableError,
    folder_of,
)
from services.chassis.state.store import StateStore, parts_of, row_key
from tests.support.state_stores import STORES, new_store

A, B = "甲".encode(), "甲乙".encode()  # one key begins as the other does


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StateStore]:
    with new_store(request.param, tmp_path) as made:
        yield made


def test_heads_and_rows_are_apart_and_rows_in_the_order_of_their_ids(store: StateStore) -> None:
    rows = {row_key(A, b"e%d" % n): b"%d" % n for n in (10, 2, 1)}
    store.apply(0, {A: b"head", B: b"other", row_key(B, b"e1"): b"b", **rows}, 7)
    assert store.head(0, A) == b"head"
    assert dict(store.heads(0)) == {A: b"head", B: b"other"}
    assert list(store.rows(0, A)) == [(b"e1", b"1"), (b"e10", b"10"), (b"e2", b"2")]
    assert list(store.rows(0, A, b"e1")) == [(b"e1", b"1"), (b"e10", b"10")]
    assert list(store.rows(0, B)) == [(b"e1", b"b")]
    assert list(store.rows(0, b"none")) == []
    assert store.row(0, A, b"e2") == b"2"
    assert store.row(0, A, b"e3") is None
    assert store.position(0) == 7
    assert store.partitions == {0}


def test_none_removes_and_a_later_value_holds(store: StateStore) -> None:
    store.apply(3, {A: b"head", row_key(A, b"x"): b"1", row_key(A, b"y"): b"2"}, 3)
    store.apply(3, {A: b"newer", row_key(A, b"x"): None, row_key(A, b"z"): None})
    assert store.head(3, A) == b"newer"
    assert list(store.rows(3, A)) == [(b"y", b"2")]
    assert sorted(store.stored(3)) == [(A, b"newer"), (row_key(A, b"y"), b"2")]
    assert store.position(3) == 3
    store.apply(3, {A: None})
    assert store.head(3, A) is None


def test_the_last_message_of_a_log_holds_in_whatever_order_they_come(store: StateStore) -> None:
    x, y, z = (row_key(A, name) for name in (b"x", b"y", b"z"))
    log = [(y, b"1"), (x, b"2"), (A, b"3"), (z, b"4"), (z, None), (y, b"5"), (x, None), (x, b"6")]
    store.load(0, [*log, (row_key(B, b"x"), None), (A, b"7"), (B, b"8"), (B, None)], 12)
    assert dict(store.heads(0)) == {A: b"7"}
    assert list(store.rows(0, A)) == [(b"x", b"6"), (b"y", b"5")]
    assert list(store.rows(0, B)) == []
    store.load(0, iter([(z, b"9")]), 13)
    assert [row_id for row_id, _ in store.rows(0, A)] == [b"x", b"y", b"z"]
    assert store.position(0) == 13


def test_what_is_of_another_log_is_forgotten(store: StateStore) -> None:
    store.apply(0, {A: b"0", row_key(A, b"x"): b"1"}, 5)
    store.apply(1, {A: b"1"}, 5)
    store.clear(0)
    assert (store.position(0), store.head(0, A), list(store.rows(0, A))) == (None, None, [])
    assert store.head(1, A) == b"1"


def test_partitions_are_apart(store: StateStore) -> None:
    store.apply(0, {A: b"0"}, 1)
    store.apply(1, {A: b"1"}, 9)
    assert (store.head(0, A), store.head(1, A)) == (b"0", b"1")
    assert (store.position(0), store.position(1)) == (1, 9)


def test_a_key_is_taken_apart_where_it_was_put_together() -> None:
    assert parts_of(row_key(A, b"e\xff1")) == (A, b"e\xff1")
    assert parts_of(A) == (A, None)


def test_in_memory_what_was_let_go_of_is_gone(tmp_path: Path) -> None:
    with new_store("memory", tmp_path) as store:
        store.apply(0, {A: b"0"}, 1)
        store.drop(0)
        assert (store.head(0, A), store.position(0), store.partitions) == (None, None, set())


def test_on_disk_another_process_goes_on_from_the_position(tmp_path: Path) -> None:
    with new_store("disk", tmp_path) as first:
        first.apply(0, {A: b"0", row_key(A, b"r"): b"1"}, 5)
    with new_store("disk", tmp_path) as second:
        assert second.position(0) == 5
        assert (second.head(0, A), second.row(0, A, b"r")) == (b"0", b"1")


def test_on_disk_a_partition_from_which_removals_may_be_missing_is_read_anew(
    tmp_path: Path,
) -> None:
    with new_store("disk", tmp_path) as first:
        first.apply(0, {A: b"0"}, 5)
    later = system_clock() + timedelta(seconds=LONGEST_ABSENCE_SECONDS + 2)
    second = RocksStore(tmp_path, clock=lambda: later)
    assert second.position(0) is None
    assert second.head(0, A) is None
    second.close()


def test_two_processes_can_not_have_one_folder(tmp_path: Path) -> None:
    with new_store("disk", tmp_path) as first:
        first.apply(0, {A: b"0"}, 5)
        with pytest.raises(StoreUnusableError, match=r"0 can't be opened \(each worker needs a"):
            RocksStore(tmp_path).position(0)


def test_each_log_has_a_folder_of_its_own_and_those_of_others_go(tmp_path: Path) -> None:
    older = folder_of(tmp_path, "scoring", b"\x01")
    store = RocksStore(older)
    store.apply(0, {A: b"0"}, 5)
    store.close()
    other_service = folder_of(tmp_path, "notify", b"\x01")
    RocksStore(other_service).apply(0, {A: b"n"}, 1)
    newer = folder_of(tmp_path, "scoring", b"\x02")
    assert newer != older
    assert not older.exists()
    assert other_service.exists()
