"""A day that wakes many keys is walked in slices, each a batch of its own; nothing else differs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from schemas.codec import decode, encode
from schemas.messages import DayBegan, Fact
from schemas.topics import ASSESSMENTS, GRADE_CHANGES, SAFETY_RECORDS
from services.chassis.processing import fold as fold_module
from services.chassis.processing.batch import Batch
from services.chassis.processing.fold import Fold, Received, day_began
from services.chassis.processing.log_messages import Outgoing
from services.chassis.processing.outcome import Outcome
from services.chassis.processing.stage import Stage
from services.chassis.state.store import MemoryStore
from tests.support.counting_stage import Count, commitment, counting_stage, encoded

KEYS = [f"enterprise-{number:02d}" for number in range(10)]
EDITION = date(2026, 3, 5)


def stage_of(*, edition: bool = False, expected: Sequence[str] = ()) -> Stage[Count]:
    """Return the counting stage; with an `edition` everybody is visited on its first day.

    Who was never woken is woken on the 4th.
    """
    stage = counting_stage()

    def wake(state: Count, subject: str, began: Fact[DayBegan]) -> Outcome[Count]:
        if subject not in KEYS:
            return Outcome(state=state)
        return stage.wake(state, subject, began)

    first_days = frozenset({EDITION}) if edition else frozenset[date]()
    return replace(stage, wake=wake, visits_everyone_on=first_days, expected_keys=tuple(expected))


def messages(last: date) -> list[Received]:
    """Return a record of each enterprise, and the days up to a last one, each in its message."""
    rows = [encoded(commitment(key)) for key in KEYS]
    day = date(2026, 3, 2)
    while day <= last:
        rows.append((b"city", encode(day_began(day, 0)), 0))
        day += timedelta(days=1)
    return [
        Received(SAFETY_RECORDS.name, 0, offset, key, value, at)
        for offset, (key, value, at) in enumerate(rows)
    ]


class Run:
    """What a stage publishes and stores of some messages, slice by slice."""

    def __init__(self, stage: Stage[Count], records: Sequence[Received], *, restarts: bool) -> None:
        self.store = MemoryStore()
        self.published: list[Outgoing] = []
        self.batches: list[Batch] = []
        fold = Fold(stage, 1, self.store)
        waiting = list(records)
        while waiting:
            batch = fold.fold(waiting)
            self.batches.append(batch)
            self.published += batch.publish
            self.store.apply(0, batch.states)
            del waiting[: batch.handled]
            if restarts:
                fold = Fold(stage, 1, self.store)
                fold.adopt(0)

    def days_passed_on(self) -> list[date]:
        facts = [decode(m.value) for m in self.published if m.topic == ASSESSMENTS.name]
        return [fact.body.day for fact in facts if isinstance(fact.body, DayBegan)]


@pytest.mark.parametrize("restarts", [False, True])
@pytest.mark.parametrize("edition", [False, True])
@pytest.mark.parametrize("most", [1, 3, 10])
def test_slices_publish_and_store_what_one_batch_does(
    monkeypatch: pytest.MonkeyPatch, most: int, edition: bool, restarts: bool
) -> None:
    stage = stage_of(edition=edition, expected=["expected-1", "expected-0"])
    records = messages(date(2026, 3, 8))
    whole = Run(stage, records, restarts=False)
    assert len(whole.batches) == 1
    monkeypatch.setattr(fold_module, "MOST_WOKEN", most)
    sliced = Run(stage, records, restarts=restarts)
    assert len(sliced.batches) > 10 // most
    assert sliced.published == whole.published
    assert dict(sliced.store.stored(0)) == dict(whole.store.stored(0))
    woken = {decode(m.value).subject for m in whole.published if m.topic == GRADE_CHANGES.name}
    assert woken == set(KEYS)


@pytest.mark.parametrize("edition", [False, True])
def test_a_slice_wakes_no_more_than_so_many_and_says_how_many_are_left(
    monkeypatch: pytest.MonkeyPatch, edition: bool
) -> None:
    monkeypatch.setattr(fold_module, "MOST_WOKEN", 4)
    run = Run(stage_of(edition=edition), messages(EDITION), restarts=False)
    assert max(batch.woken for batch in run.batches) == 4
    lefts = [batch.under_way.left if batch.under_way else 0 for batch in run.batches]
    assert lefts[:3] == [6, 2, 8 if edition else 0]
    assert lefts[-1] == 0


def test_who_was_woken_in_a_slice_does_not_stay_in_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fold_module, "MOST_WOKEN", 3)
    store = MemoryStore()
    fold = Fold(stage_of(edition=True), 1, store)
    waiting, slices = messages(EDITION), 0
    while waiting:
        batch = fold.fold(waiting)
        store.apply(0, batch.states)
        del waiting[: batch.handled]
        slices += 1
        assert not fold._memory(0).cache
    assert slices > 3


@pytest.mark.parametrize("edition", [False, True])
def test_when_its_time_is_up_a_slice_wakes_no_further_key(edition: bool) -> None:
    stage, records = stage_of(edition=edition), messages(EDITION)
    store, published, lengths = MemoryStore(), [], []
    fold, waiting = Fold(stage, 1, store), list(records)
    while waiting:
        looks = iter([False, False, True])
        batch = fold.fold(waiting, lambda looks=looks: next(looks, True))
        store.apply(0, batch.states)
        published += batch.publish
        lengths.append(batch.woken)
        del waiting[: batch.handled]
    assert max(lengths) == 3  # the first, for which nobody looks at the time, and two
    assert published == Run(stage, records, restarts=False).published


def test_how_far_a_day_is_that_another_worker_goes_on_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fold_module, "MOST_WOKEN", 4)
    run = Run(stage_of(edition=True), messages(EDITION), restarts=True)
    progress = [batch.under_way for batch in run.batches if batch.under_way is not None]
    # The day before took half of the slice in which it begins.
    edition = [(each.keys, each.done) for each in progress if each.day == EDITION]
    assert edition == [(10, 2), (10, 6)]


def test_a_day_is_passed_on_after_the_last_that_it_wakes_and_what_is_behind_it_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fold_module, "MOST_WOKEN", 3)
    records = messages(date(2026, 3, 4))
    key, value, at = encoded(commitment(KEYS[0], "2"))
    behind = Received(SAFETY_RECORDS.name, 0, len(records), key, value, at)
    run = Run(stage_of(), [*records, behind], restarts=True)
    topics = [(m.topic, decode(m.value).subject) for m in run.published]
    passed_on = max(i for i, (_, subject) in enumerate(topics) if subject == "city")
    woken_last = topics.index((GRADE_CHANGES.name, KEYS[-1]), len(KEYS) * 2)
    assert woken_last < passed_on < len(topics) - 1
    assert [subject for _, subject in topics[passed_on + 1 :]] == [KEYS[0]] * 2
    assert run.days_passed_on() == [date(2026, 3, day) for day in (2, 3, 4)]


def test_a_day_that_was_broken_off_goes_on_from_what_is_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As where partitions moved and came back: other messages may have come meanwhile."""
    monkeypatch.setattr(fold_module, "MOST_WOKEN", 4)
    stage, records = stage_of(edition=True), messages(EDITION)
    store = MemoryStore()
    fold = Fold(stage, 1, store)
    waiting, published = list(records), []
    while waiting:
        batch = fold.fold(waiting)
        store.apply(0, batch.states)
        published += batch.publish
        del waiting[: batch.handled]
        fold.break_off()
    monkeypatch.undo()
    assert published == Run(stage, records, restarts=False).published
