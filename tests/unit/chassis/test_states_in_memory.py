"""How many states a worker keeps in memory is bounded by what they weigh, not by their number."""

import pytest

from benchmarks.work import work
from services.chassis.processing import fold as fold_module
from services.chassis.processing.fold import Fold, Received
from services.chassis.state.store import MemoryStore
from services.scoring.stage import build_stage

LONG, SHORT = "9199" + "0" * 14, "9199" + "0" * 13 + "1"


class CountingStore(MemoryStore):
    """Counts how often the rows of a key are read."""

    def __init__(self) -> None:
        super().__init__()
        self.rows_read: dict[bytes, int] = {}

    def rows(self, partition, key, prefix=b""):
        self.rows_read[key] = self.rows_read.get(key, 0) + 1
        return super().rows(partition, key, prefix)


def records_of(code: str, count: int) -> list[Received]:
    """Return records of one enterprise."""
    return [each for each in work(1, 2 * count, 2) if each.key == code.encode()]


def folded(monkeypatch: pytest.MonkeyPatch, most: int) -> tuple[Fold, CountingStore]:
    """Fold a long history, and one record of another enterprise after each batch of it."""
    monkeypatch.setattr(fold_module, "CACHED_BYTES", most)
    store = CountingStore()
    fold = Fold(build_stage(), 1, store)
    long, short = records_of(LONG, 60), records_of(SHORT, 60)
    for start in range(0, 60, 10):
        batch = fold.fold([*long[start : start + 10], *short[start // 10 : start // 10 + 1]])
        assert not batch.dead
        store.apply(0, batch.states)
    return fold, store


def test_what_is_in_memory_weighs_no_less_than_what_is_stored(monkeypatch):
    fold, store = folded(monkeypatch, 10**9)
    assert fold._memory(0).weight >= sum(len(value) for _, value in store.stored(0))
    assert len(fold._memory(0).cache) == 2


def test_states_are_forgotten_by_weight_and_those_in_use_are_kept(monkeypatch):
    fold, store = folded(monkeypatch, 1)
    assert set(fold._memory(0).cache) == {LONG.encode(), SHORT.encode()}
    read = dict(store.rows_read)
    last = records_of(SHORT, 60)[-1:]
    store.apply(0, fold.fold(last).states)
    assert set(fold._memory(0).cache) == {SHORT.encode()}  # the long one was not in use
    assert store.rows_read.get(LONG.encode()) == read.get(LONG.encode())
    assert fold._memory(0).weight < sum(len(value) for _, value in store.stored(0))


def test_a_history_in_use_is_not_read_again(monkeypatch):
    _, kept = folded(monkeypatch, 10**9)
    _, pressed = folded(monkeypatch, 1)
    assert pressed.rows_read == kept.rows_read
