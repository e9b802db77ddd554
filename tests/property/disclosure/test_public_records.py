"""What is public on a day is a function of what is on record, the editions and the day."""

from datetime import date, timedelta
from random import Random  # noqa: TID251 - from a seed, it is the same each time
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.on_record.entry import LedgerEntry
from schemas.records import BlacklistDecision
from schemas.vocabulary.city_day import city_day
from schemas.vocabulary.disclosed_record import DisclosedPenalty
from schemas.vocabulary.periods import corresponding_day, day_before
from schemas.vocabulary.rule_value import in_force
from services.chassis.state.rows import Rows
from services.disclosure.domain.records.kept_records import is_kept, subjects, with_revision
from services.disclosure.domain.records.public_records import (
    PublicRecords,
    Questions,
    public_records,
    retired,
)
from services.disclosure.domain.records.publicity import ListedDays
from services.disclosure.stage import load
from tests.support.dense_histories import dense_history

SEEDS = st.integers(0, 2**32)
EDITIONS = load()


def asked(rows: Rows[Any], on: date) -> Questions:
    rules = in_force(EDITIONS, on)
    assert rules is not None
    listings = {
        record_id: ListedDays(record_id, each.entry.content.decided_on, None, None, "第一条")
        for record_id, each in subjects(rows, past=True).items()
        if isinstance(each.entry.content, BlacklistDecision) and not each.entry.withdrawn
    }
    return Questions(EDITIONS, rules, on, listings)


def looked_at(rows: Rows[Any], on: date, *, past: bool) -> tuple[Rows[Any], PublicRecords]:
    kept = subjects(rows, past=past)
    public = public_records(kept, rows, asked(rows, on))
    return retired(rows, kept, public.over), public


def history_of(seed: int) -> list[LedgerEntry]:
    return [
        row
        for row in dense_history(seed, 60)
        if isinstance(row, LedgerEntry) and is_kept(row.content)
    ]


def rows_of(entries: list[LedgerEntry]) -> Rows[Any]:
    rows: Rows[Any] = Rows()
    for entry in entries:
        rows = with_revision(rows, entry, city_day(entry.known_at))
    return rows


@settings(max_examples=300)
@given(SEEDS)
def test_record_by_record_and_day_by_day_it_is_what_all_records_give(seed: int) -> None:
    chance, on = Random(-seed), date(2025, 7, 1)
    rows: Rows[Any] = Rows()
    whole: Rows[Any] = Rows()
    for entry in history_of(seed):
        before = on
        on += timedelta(days=chance.randrange(40))
        begun = any(before < edition.effective_from <= on for edition in EDITIONS)
        if begun:
            rows, _ = looked_at(rows, on, past=True)
        rows = with_revision(rows, entry, city_day(entry.known_at))
        whole = with_revision(whole, entry, city_day(entry.known_at))
        rows, public = looked_at(rows, on, past=False)
        _, expected = looked_at(whole, on, past=True)
        assert public.records == expected.records
        upcoming = (public.changes_next_on, expected.changes_next_on)
        assert upcoming[0] == upcoming[1]


@settings(max_examples=200)
@given(SEEDS)
def test_in_whatever_order_records_come_the_same_is_public(seed: int) -> None:
    entries, chance = history_of(seed), Random(-seed)
    on = date(2025, 7, 1) + timedelta(days=chance.randrange(700))
    shuffled = list(entries)
    chance.shuffle(shuffled)
    _, public = looked_at(rows_of(entries), on, past=True)
    _, other = looked_at(rows_of(shuffled), on, past=True)
    assert public.records == other.records


@settings(max_examples=200)
@given(SEEDS)
def test_nothing_changes_before_the_day_that_is_announced(seed: int) -> None:
    rows, chance = rows_of(history_of(seed)), Random(-seed)
    on = date(2025, 7, 1) + timedelta(days=chance.randrange(700))
    _, public = looked_at(rows, on, past=True)
    next_day = public.changes_next_on
    editions = [each.effective_from for each in EDITIONS if each.effective_from > on]
    last = min((day_before(day) for day in (next_day, *editions) if day is not None), default=None)
    if last is not None:
        _, later = looked_at(rows, last, past=True)
        assert later.records == public.records


@settings(max_examples=200)
@given(SEEDS)
def test_what_is_withdrawn_has_never_been(seed: int) -> None:
    entries, chance = history_of(seed), Random(-seed)
    on = date(2025, 7, 1) + timedelta(days=chance.randrange(700))
    if not entries:
        return
    gone = chance.choice(entries).record_id
    without = [each for each in entries if each.record_id != gone]
    last = max((each for each in entries if each.record_id == gone), key=lambda e: e.revision)
    withdrawal = msgspec.structs.replace(last, revision=last.revision + 1, withdrawn=True)
    _, public = looked_at(rows_of([*entries, withdrawal]), on, past=True)
    _, expected = looked_at(rows_of(without), on, past=True)
    assert public.records == expected.records


@settings(max_examples=200)
@given(SEEDS)
def test_nothing_is_public_a_day_longer_than_the_edition_lets_it_be(seed: int) -> None:
    rows, chance = rows_of(history_of(seed)), Random(-seed)
    on = date(2025, 7, 1) + timedelta(days=chance.randrange(700))
    rules = asked(rows, on).rules
    _, public = looked_at(rows, on, past=True)
    for record in public.records.values():
        assert record.first_day <= on
        assert record.last_day is None or on <= record.last_day
        if isinstance(record.content, DisclosedPenalty):
            of_severity = rules.penalties[record.content.severity]
            assert of_severity.public.value
            longest = corresponding_day(record.content.decided_on, of_severity.maximum.value)
            assert record.last_day is not None
            assert record.last_day <= longest
