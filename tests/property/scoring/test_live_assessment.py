"""The live assessment is that of the whole ledger, whatever comes in whatever order."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from random import Random  # noqa: TID251 - from a seed, it is the same each time

from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas.on_record.entry import LedgerEntry
from schemas.sheet import digest_text, id_value, line_id, line_json
from services.scoring.domain.live.live_assessment import LiveAssessment
from services.scoring.domain.live.sheet import Sheet, lines_of, sheet_of
from services.scoring.domain.records.ledger import Ledger, LedgerRow
from services.scoring.domain.standing.assessment import Rating, Standing, assess
from tests.support.dense_histories import dense_history
from tests.support.random_histories import RULES

SEEDS = st.integers(0, 2**32)


def days_from(seed: int, most: int) -> Iterator[date]:
    """Yield days that go on, at most so many at once, from one within the histories."""
    chance = Random(-seed)
    on = date(2025, 7, 1) + timedelta(days=chance.randrange(400))
    while True:
        yield on
        on += timedelta(days=chance.randrange(most))


def contents_of(sheet: Sheet) -> Counter[object]:
    return Counter(line for part in sheet.parts for line, _ in part.lines.values())


def rating_of(standing: Standing) -> Rating:
    return Rating(**{name: getattr(standing, name) for name in Rating.__struct_fields__})


def with_row(ledger: Ledger, row: LedgerRow) -> Ledger:
    return ledger.with_entry(row) if isinstance(row, LedgerEntry) else ledger.with_suspicion(row)


def assert_same(live: LiveAssessment, ledger: Ledger, on: date) -> None:
    standing = assess(ledger, RULES, on)
    assert live.rating == rating_of(standing)
    expected = sheet_of(standing)
    assert contents_of(live.sheet) == contents_of(expected)
    assert live.sheet.digest == expected.digest
    assert live.sheet.sums == expected.sums
    assert live.sheet.lists == expected.lists
    assert live.sheet.caused_on == expected.caused_on
    assert live.sheet.has_deductions == expected.has_deductions
    ids = [line_id(line_json(line)) for line in lines_of(standing)]
    assert digest_text(sum(map(id_value, ids))) == live.sheet.digest
    assert live.succession == ledger.succession()


@settings(max_examples=600)  # there are a dozen themes
@given(SEEDS)
def test_the_live_assessment_is_that_of_the_whole_ledger_on_every_day(seed: int) -> None:
    ledger, days = Ledger(), days_from(seed, 40)
    live = LiveAssessment(ledger, RULES, next(days))
    for row, on in zip(dense_history(seed), days, strict=False):
        after = with_row(ledger, row)
        rows = () if after is ledger else (row,)
        live, ledger = live.followed(after, rows, on), after
        assert_same(live, ledger, on)


@given(SEEDS, st.integers(1, 5))
def test_what_began_and_ended_since_it_was_published_makes_the_sheet_of_today(
    seed: int, often: int
) -> None:
    ledger, days = Ledger(), days_from(seed, 40)
    live = LiveAssessment(ledger, RULES, next(days))
    held = Counter[object]()
    for number, (row, on) in enumerate(zip(dense_history(seed), days, strict=False)):
        after = with_row(ledger, row)
        live = live.followed(after, () if after is ledger else (row,), on)
        ledger = after
        if number % often == 0:
            held.subtract(live.sheet.ended())
            held.update(live.sheet.began())
            live.sheet.mark_published()
            assert +held == contents_of(live.sheet) == held


@example(
    12353
)  # a penalty that was repaired before its day: no day on which who is counted changes
@example(21028)
@given(SEEDS)
def test_days_alone_move_it_on(seed: int) -> None:
    ledger = Ledger()
    for row in dense_history(seed):
        ledger = with_row(ledger, row)
    days = days_from(seed, 60)
    live = LiveAssessment(ledger, RULES, next(days))
    for on in islice(days, 20):
        while (next_day := live.changes_next_on) is not None and next_day <= on:
            live = live.followed(ledger, (), next_day)
            assert_same(live, ledger, next_day)
        live = live.followed(ledger, (), on)
        assert_same(live, ledger, on)
