"""What is in force in the end follows from standing, stakes and acts, not from their order."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from schemas.records import (
    CreditLine,
    InterviewHeld,
    MeasureCarriedOut,
    ProjectApplication,
    RectificationChecked,
    TaxRebate,
    WageArrears,
)
from schemas.vocabulary.measure_kind import CONTINUING, MeasureKind
from tests.support.enterprise import Enterprise, registration

DAY = date(2026, 11, 10)
END = date(2027, 2, 1)

amounts = some.integers(0, 10**9).map(Decimal)
days = some.dates(date(2026, 11, 8), date(2026, 11, 12))
contents = some.one_of(
    some.builds(TaxRebate, amount=amounts, period_begins=days),
    some.builds(CreditLine, amount=amounts, bank=some.just("X市商业银行"), granted_on=days),
    some.builds(
        ProjectApplication,
        project=some.just("新项目"),
        applied_on=days,
        contract_sum=some.none() | amounts,
    ),
    some.builds(WageArrears, found_on=days, amount=amounts, settled_on=some.none() | days),
    some.builds(InterviewHeld, held_on=days),
    some.builds(RectificationChecked, checked_on=days, passed=some.booleans()),
    some.builds(
        MeasureCarriedOut,
        measure=some.sampled_from(MeasureKind),
        carried_out_on=some.dates(DAY, END),
    ),
)
records = some.lists(some.tuples(contents, some.booleans()), max_size=6).map(
    lambda found: [(f"record-{number}", *each) for number, each in enumerate(found)]
)
sectors = some.sampled_from(["special_equipment", "construction"])
grades = some.lists(some.sampled_from("ABCD"), min_size=1, max_size=3)


def live(events, restart: bool, sector: str = "special_equipment") -> Enterprise:
    """Return the enterprise after the events of a day and three months."""
    it = Enterprise()
    for kind, *event in events:
        if kind == "grade":
            it.rated(event[0], DAY, sector=sector, registered=registration())
        else:
            record_id, content, withdrawn = event
            it.reported(content, DAY, record_id)
            if withdrawn:
                it.reported(content, DAY, record_id, withdrawn=True)
    if restart:
        it.worker.restart()
    it.days_pass(END)
    return it


@given(records=records, grades=grades, sector=sectors, data=some.data())
def test_the_order_of_arrival_within_a_day_changes_nothing_in_the_end(
    records, grades, sector, data
):
    ordered = [("grade", grade) for grade in grades]
    told = [("record", *record) for record in records]
    shuffled = data.draw(some.permutations(told))
    place = data.draw(some.integers(0, len(shuffled)))
    first = live([*told, *ordered], False, sector)
    second = live([*shuffled[:place], *ordered, *shuffled[place:]], True, sector)

    def in_effect(it: Enterprise) -> dict[str, tuple[str, object]]:
        return {
            f"{m.terms.kind}:{m.terms.instance}": (m.status, m.terms.amount)
            for m in it.dossier.measures
            # An interview that was held is history: no order, whether or not one would be now.
            if m.is_open and (m.terms.kind, m.status) != ("interview", "carried_out")
        }

    assert in_effect(first) == in_effect(second)


@given(records=records)
def test_nothing_severe_is_left_once_the_grade_is_good(records):
    events = [("grade", "D"), *(("record", *record) for record in records), ("grade", "A")]
    it = live(events, restart=False)
    open_kinds = {m.terms.kind for m in it.dossier.measures if m.is_open}
    assert open_kinds <= CONTINUING | {MeasureKind.INTERVIEW}
    assert all(
        m.status == "carried_out"
        for m in it.dossier.measures
        if m.terms.kind == "interview" and m.is_open
    )
