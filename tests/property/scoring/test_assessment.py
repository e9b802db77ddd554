"""What must hold of every ledger, whatever is in it."""

from datetime import UTC, date, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from schemas.on_record.entry import LedgerEntry
from services.scoring.domain.standing.assessment import Standing, assess
from tests.support.random_histories import (
    ANY_DAY,
    CONTENTS,
    DAYS,
    ENTRIES,
    HISTORIES,
    INSTANTS,
    RULES,
    ledger_of,
)


def plain(standing: Standing) -> Standing:
    """Without what depends on the day of the question alone."""
    return msgspec.structs.replace(standing, day=date.min, changes_next_on=None)


@given(HISTORIES, st.randoms(), ANY_DAY)
def test_the_order_of_arrival_does_not_matter(
    entries: list[LedgerEntry], chance: object, on: date
) -> None:
    other = list(entries)
    chance.shuffle(other)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert ledger_of(entries) == ledger_of(other)
    assert assess(ledger_of(entries), RULES, on) == assess(ledger_of(other), RULES, on)


@given(HISTORIES)
def test_repeats_do_not_matter(entries: list[LedgerEntry]) -> None:
    ledger = ledger_of(entries)
    for entry in entries:
        assert ledger.with_entry(entry) is ledger


@given(HISTORIES, ENTRIES, ANY_DAY)
def test_a_withdrawn_record_is_as_one_that_never_was(
    entries: list[LedgerEntry], record: LedgerEntry, on: date
) -> None:
    record = msgspec.structs.replace(record, record_id="withdrawn", withdrawn=False)
    gone = msgspec.structs.replace(
        record, revision=10, withdrawn=True, known_at=record.known_at + timedelta(days=1)
    )
    with_it = ledger_of([*entries, record, gone])
    assert assess(with_it, RULES, on) == assess(ledger_of(entries), RULES, on)


@given(HISTORIES, ENTRIES, CONTENTS, ANY_DAY)
def test_a_corrected_record_is_as_if_it_had_been_so_from_the_start(
    entries: list[LedgerEntry], record: LedgerEntry, before: object, on: date
) -> None:
    right = msgspec.structs.replace(record, record_id="corrected")
    wrong = msgspec.structs.replace(
        right, revision=1, content=before, known_at=right.known_at - timedelta(days=9)
    )
    corrected, plain_one = ledger_of([*entries, wrong, right]), ledger_of([*entries, right])
    assert assess(corrected, RULES, on) == assess(plain_one, RULES, on)


@given(HISTORIES, ANY_DAY)
def test_a_standing_stays_within_its_bounds_and_adds_up(
    entries: list[LedgerEntry], on: date
) -> None:
    standing = assess(ledger_of(entries), RULES, on)
    pack = RULES.at(standing.sector, on)
    assert 0 <= standing.score <= 100
    assert standing.grade in {band.name for band in pack.grades}
    total = sum(line.points for line in standing.lines)
    assert standing.score == max(0, min(100, total))
    by_score = next(band.name for band in pack.grades if band.at_least.value <= standing.score)
    assert standing.grade >= by_score
    assert standing.overrides or standing.grade == by_score
    for line in (*standing.lines[1:], *standing.overrides):
        assert line.first_day <= on
        assert line.last_day is None or on <= line.last_day
        assert line.article


@given(HISTORIES, DAYS)
def test_nothing_changes_before_the_day_that_is_named(entries: list[LedgerEntry], on: date) -> None:
    """The validity is right: on each day until the next change the standing is the same."""
    ledger = ledger_of(entries)
    standing = assess(ledger, RULES, on)
    next_day = standing.changes_next_on
    assert next_day is None or next_day > on
    days = [on + timedelta(days=step) for step in (1, 2, 30, 92, 365, 900)]
    if next_day is not None and next_day < date.max:
        days = [day for day in days if day < next_day] + [next_day - timedelta(days=1)]
    for day in days:
        assert plain(assess(ledger, RULES, day)) == plain(standing)


@given(st.lists(CONTENTS, max_size=6), DAYS)
def test_in_the_end_what_has_a_period_is_over(contents: list[object], on: date) -> None:
    ledger = ledger_of(
        [
            LedgerEntry(
                record_id=str(number),
                known_at=datetime(2023, 1, 1, tzinfo=UTC),
                revision=1,
                department="work-safety",
                document_number=str(number),
                occurred_on=on,
                content=content,
            )
            for number, content in enumerate(contents)
        ]
    )
    late = assess(ledger, RULES, date(2040, 1, 1))
    for line in late.lines[1:]:
        assert line.last_day in {None, date.max}
        assert line.rule in {"danger_overdue", "major_danger_overdue", "major_danger_found"} or (
            line.last_day == date.max
        )


@given(HISTORIES, ANY_DAY, INSTANTS)
def test_as_known_then_is_what_was_said_then(
    entries: list[LedgerEntry], on: date, instant: datetime
) -> None:
    known = [entry for entry in entries if entry.known_at <= instant]
    then = assess(ledger_of(known), RULES, on)
    assert assess(ledger_of(entries), RULES, on, as_known=instant) == then
