"""What is in force in the end follows from standing, stakes and acts, not from their order."""

from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

from hypothesis import given
from hypothesis import strategies as some

from schemas.records import (
    CreditLine,
    InterviewHeld,
    MeasureAct,
    ProjectApplication,
    RectificationChecked,
    TaxRebate,
    WageArrears,
)
from schemas.records.act import ActKind, Outcome
from schemas.vocabulary.measure_kind import CONTINUING, MeasureKind
from services.sanctions.domain.measures import due
from tests.support.enterprise import EDITION, Enterprise, registration

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
        MeasureAct,
        measure=some.sampled_from(MeasureKind),
        act=some.sampled_from(get_args(ActKind)),
        # All are reported on the day; intake takes no act that is still to come.
        acted_on=some.dates(date(2026, 11, 8), DAY),
    ),
)
records = some.lists(some.tuples(contents, some.booleans()), max_size=6).map(
    lambda found: [(f"record-{number}", *each) for number, each in enumerate(found)]
)
acts = some.lists(
    some.builds(
        MeasureAct,
        measure=some.sampled_from(
            [MeasureKind.TAX_REBATE_CANCELLED, MeasureKind.LOAN_LIMIT, MeasureKind.INTERVIEW]
        ),
        act=some.sampled_from(get_args(ActKind)),
        acted_on=some.dates(DAY, END),
        outcome=some.sampled_from([None, *get_args(Outcome)]),
        officer=some.sampled_from([None, "0017", "0021"]),
    ),
    max_size=6,
).map(lambda found: sorted(found, key=lambda act: act.acted_on))
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
            for m in it.dossier.orders
            # An interview that was held is history: no order, whether or not one would be now.
            if m.is_open and (m.terms.kind, m.status) != ("interview", "carried_out")
        }

    assert in_effect(first) == in_effect(second)


@given(records=records)
def test_nothing_severe_is_left_once_the_grade_is_good(records):
    events = [("grade", "D"), *(("record", *record) for record in records), ("grade", "A")]
    it = live(events, restart=False)
    open_kinds = {m.terms.kind for m in it.dossier.orders if m.is_open}
    assert open_kinds <= CONTINUING | {MeasureKind.INTERVIEW}
    assert all(
        m.status == "carried_out"
        for m in it.dossier.orders
        if m.terms.kind == "interview" and m.is_open
    )


def fallen() -> Enterprise:
    it = Enterprise()
    it.reported(TaxRebate(amount=Decimal(4120000), period_begins=END), DAY, "rebate")
    line = CreditLine(amount=Decimal(10**7), bank="X市商业银行", granted_on=DAY)
    it.reported(line, DAY, "line")
    it.rated("B", DAY)
    it.rated("D", DAY)
    return it


@given(acts=acts, late=some.sets(some.integers(0, 5)))
def test_an_act_that_is_told_late_makes_the_course_that_it_makes_in_time(acts, late):
    in_time, in_the_end = fallen(), fallen()
    for it, told_late in ((in_time, set()), (in_the_end, late)):
        for place, act in enumerate(acts):
            it.days_pass(act.acted_on)
            if place not in told_late:
                it.reported(act, act.acted_on, f"act-{place}")
        it.days_pass(END)
        for place in sorted(told_late):
            if place < len(acts):
                it.reported(acts[place], END, f"act-{place}")

    def refused(it: Enterprise) -> list[object]:
        return [(each.record_id, each.reason) for each in it.dossier.refused]

    def courses(it: Enterprise) -> list[object]:
        return [(o.number, o.terms, o.history) for o in it.dossier.orders]

    assert courses(in_time) == courses(in_the_end)
    assert refused(in_time) == refused(in_the_end)


@given(acts=acts)
def test_acts_that_are_withdrawn_had_never_been(acts):
    plain, it = fallen(), fallen()
    for place, act in enumerate(acts):
        it.days_pass(act.acted_on)
        it.reported(act, act.acted_on, f"act-{place}")
    for end in (plain, it):
        end.days_pass(END)
    for place, act in enumerate(acts):
        it.reported(act, END, f"act-{place}", withdrawn=True)
    assert [o.history for o in it.dossier.orders] == [o.history for o in plain.dossier.orders]
    assert it.dossier.refused == ()


@given(records=records, grades=some.lists(some.sampled_from("ABCD"), min_size=1, max_size=5))
def test_no_measure_is_open_without_a_cause_in_force(records, grades):
    it = Enterprise()
    for name, content, _ in records:
        it.reported(content, DAY, name)
    for step, grade in enumerate(grades):
        day = DAY + timedelta(days=9 * step)
        it.rated(grade, day, sector="special_equipment", registered=registration())
        it.days_pass(day + timedelta(days=8))
        called_for = {terms.key for terms in due(it.dossier, EDITION)}
        held = MeasureKind.INTERVIEW  # an interview that was held is history
        assert {
            o.terms.key
            for o in it.dossier.orders
            if o.is_open and (o.terms.kind, o.status) != (held, "carried_out")
        } <= called_for
