"""However receipts are repeated and mixed, a month's reports stand in the views once each."""

from datetime import date

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from schemas.messages import Fact, Origin, ReportProcessed
from services.chassis.clock import clock_at
from services.chassis.views.store import MemoryViews
from services.intake.domain.quality.figures import assess_month
from services.intake.read_model.quality import quality_writes, reports_of
from tests.support.sample_files import RULEBOOK

MONTH = (2026, 10)


def receipt(number: int, outcome: str, known_on: date) -> Fact[ReportProcessed]:
    known_at = clock_at(known_on)()
    return Fact(
        id=f"{number} {outcome}",
        source="/safety-credit/intake",
        subject="fire",
        known_at=known_at,
        occurred_at=known_at,
        correlation_id=str(number),
        body=ReportProcessed(
            origin=Origin(
                report_id=str(number), department="fire", layout="record", submission="s", row=1
            ),
            outcome=outcome,  # type: ignore[arg-type]  # one of the outcomes
            reason="name_only" if outcome == "quarantined" else None,
            record_id=None if outcome == "quarantined" else f"record {number}",
            reported_on=date(2026, 10, 31),
            fields_filled=number % 4,
            fields_expected=4,
        ),
    )


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Fact[ReportProcessed]], list[Fact[ReportProcessed]]]:
    once: list[Fact[ReportProcessed]] = []
    for number in range(draw(st.integers(0, 8))):
        final = draw(st.sampled_from(["accepted", "corrected", "repeated", "rejected", None]))
        if final is None or draw(st.booleans()):
            once.append(receipt(number, "quarantined", date(2026, 10, 31)))
        if final is not None:
            once.append(receipt(number, final, date(2026, 12, 1)))  # released in another month
    again = draw(st.lists(st.sampled_from(once), max_size=20)) if once else []
    return once, draw(st.permutations([*once, *again]))


def views_of(facts: list[Fact[ReportProcessed]]) -> MemoryViews:
    views = MemoryViews()
    for fact in facts:
        views.apply(quality_writes(fact))
    return views


@given(histories())
def test_repeated_and_mixed_receipts_change_nothing(
    history: tuple[list[Fact[ReportProcessed]], list[Fact[ReportProcessed]]],
) -> None:
    once, mixed = history
    straight = reports_of(views_of(once), "fire", MONTH)
    twisted = reports_of(views_of(mixed), "fire", MONTH)
    assert len(straight) == len({fact.correlation_id for fact in once})
    assert sorted(map(msgspec.json.encode, straight)) == sorted(map(msgspec.json.encode, twisted))
    assert assess_month(RULEBOOK.quality, straight) == assess_month(RULEBOOK.quality, twisted)
    assert reports_of(views_of(once), "fire", (2026, 12)) == []
    final = {fact.correlation_id: fact.body.outcome for fact in once}
    assert sorted(each.outcome for each in straight) == sorted(final.values())
