"""Sequences in which acts, grades, lists and records cross each other."""

from datetime import date
from decimal import Decimal

import pytest

from schemas.records import CreditLine, InterviewHeld, MeasureAct, TaxRebate
from schemas.vocabulary.act_refusal import ActRefusal
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import Settlement
from tests.support.enterprise import Enterprise, registration
from tests.support.fallen_enterprises import EFFECT, FALL, acted, fallen, reasons, status

LOAN = MeasureKind.LOAN_LIMIT
LINE = CreditLine(amount=Decimal(30_000_000), bank="X市商业银行", granted_on=date(2026, 11, 2))
UPHELD = {"outcome": "upheld", "officer": "0021", "office": "复核科"}
NOT_TAKEN = {"outcome": "not_taken", "officer": "0017", "office": "法规科"}
BEGAN_DURING = date(2026, 12, 1)


def limited() -> Enterprise:
    it = Enterprise()
    it.rated("B", date(2026, 11, 1), registered=registration())
    it.reported(LINE, date(2026, 11, 2), "line")
    return it


def loan_act(kind: str, day: date, **more) -> MeasureAct:
    return MeasureAct(measure=LOAN, act=kind, acted_on=day, **more)


def loans(it: Enterprise) -> list[tuple[str, Decimal | None]]:
    return [(o.status, o.terms.amount) for o in it.dossier.orders if o.terms.kind is LOAN]


def test_an_objection_upheld_after_the_grade_eased_ends_the_order_and_opens_none():
    it = limited()
    it.rated("D", FALL)
    it.days_pass(EFFECT)
    it.rated("C", date(2026, 12, 1))
    it.reported(loan_act("objected", date(2026, 12, 2)), date(2026, 12, 2), "o")
    decided = loan_act("objection_decided", date(2026, 12, 4), **UPHELD)
    it.reported(decided, date(2026, 12, 4), "od")
    assert loans(it) == [("reversed", Decimal(15_000_000))]
    it.days_pass(date(2027, 3, 1))
    assert len(loans(it)) == 1
    assert it.answers() == []


def test_a_decision_for_the_enterprise_after_an_easing_settles_it():
    it = limited()
    it.rated("D", FALL)
    it.rated("C", date(2026, 11, 16))
    it.reported(loan_act("defended", date(2026, 11, 20)), date(2026, 11, 20), "d")
    it.reported(loan_act("decided", date(2026, 11, 30), **NOT_TAKEN), date(2026, 11, 30), "dd")
    assert [each for each, _ in loans(it)] == ["dropped"]


def test_what_a_fall_told_of_the_past_says_nothing_of_later_ends():
    it = Enterprise()
    it.rated("B", date(2026, 11, 1))
    rebate = TaxRebate(amount=Decimal(4_120_000), period_begins=BEGAN_DURING)
    it.reported(rebate, date(2026, 11, 2), "rebate")
    it.rated("D", FALL, revised_grades=((date(2026, 11, 1), "A"), (FALL, "D")))
    it.days_pass(date(2026, 12, 5))
    it.reported(rebate, date(2026, 12, 10), "rebate", withdrawn=True)
    assert it.order("tax_rebate_cancelled", "rebate").status == "lifted"


def test_a_second_lawful_cause_keeps_the_forgone_rebate_forgone():
    it = Enterprise()
    it.rated("B", date(2026, 11, 1))
    rebate = TaxRebate(amount=Decimal(4_120_000), period_begins=BEGAN_DURING)
    it.reported(rebate, date(2026, 11, 2), "rebate")
    it.rated("D", FALL)
    it.days_pass(date(2026, 12, 5))
    then = ((date(2026, 11, 1), "B"), (date(2026, 11, 12), "D"), (date(2026, 12, 20), "B"))
    it.rated("B", date(2026, 12, 20), revised_grades=then)
    order = it.order("tax_rebate_cancelled", "rebate")
    assert order.status == "lifted"
    assert order.published.terms.settlement == Settlement(forgone=Decimal(4120000))


def test_a_cause_that_falls_away_after_the_lifting_is_paid_back_still():
    it = Enterprise()
    it.rated("B", date(2026, 11, 1))
    rebate = TaxRebate(amount=Decimal(4_120_000), period_begins=BEGAN_DURING)
    it.reported(rebate, date(2026, 11, 2), "rebate")
    it.rated("D", FALL)
    it.days_pass(date(2026, 12, 5))
    it.rated("B", date(2027, 11, 10))
    assert it.order("tax_rebate_cancelled", "rebate").published.terms.settlement == Settlement(
        forgone=Decimal(4120000)
    )
    told = it.rated("B", date(2027, 12, 20), revised_grades=((date(2026, 11, 1), "B"),))
    (again,) = [c for c in told if c.measure is MeasureKind.TAX_REBATE_CANCELLED]
    assert (again.from_status, again.to_status) == ("lifted", "reversed")
    assert again.settlement == Settlement(pay_back=Decimal(4120000))


@pytest.mark.parametrize(
    ("kind", "day"), [("refused", date(2026, 11, 27)), ("suspended", date(2026, 11, 27))]
)
def test_what_took_nothing_forgoes_nothing(kind, day):
    it = Enterprise()
    it.rated("B", date(2026, 11, 1))
    rebate = TaxRebate(amount=Decimal(4_120_000), period_begins=BEGAN_DURING)
    it.reported(rebate, date(2026, 11, 2), "rebate")
    it.rated("D", FALL)
    it.days_pass(EFFECT)
    acted(it, kind, day)
    it.rated("B", date(2026, 12, 10))
    order = it.order("tax_rebate_cancelled", "rebate")
    assert (order.status, order.published.terms.settlement) == ("lifted", None)


def test_an_objection_outlives_the_order():
    it = fallen()
    it.days_pass(EFFECT)
    acted(it, "objected", date(2026, 11, 27))
    it.rated("B", date(2026, 12, 10))
    assert status(it) == "lifted"
    acted(it, "objection_decided", date(2026, 12, 15), **UPHELD)
    assert status(it) == "reversed"
    assert it.answers() == []


def test_a_corrected_decision_meets_the_end_of_the_cause():
    it = fallen()
    it.days_pass(EFFECT)
    acted(it, "objected", date(2026, 11, 26))
    decided = {"measure": MeasureKind.TAX_REBATE_CANCELLED, "acted_on": date(2026, 11, 27)}
    upheld = MeasureAct(act="objection_decided", **decided, **UPHELD)
    it.reported(upheld, date(2026, 11, 27), "od")
    it.rated("B", date(2026, 12, 1))
    rejected = MeasureAct(act="objection_decided", **decided, **UPHELD | {"outcome": "rejected"})
    it.reported(rejected, date(2027, 6, 1), "od")
    order = it.order("tax_rebate_cancelled", "rebate")
    assert (order.status, order.last.since) == ("lifted", date(2026, 12, 1))
    assert order.published.terms.settlement is None


def test_a_late_defence_against_the_heavier_order_leaves_the_milder_one():
    it = limited()
    it.rated("C", date(2026, 11, 3))
    it.days_pass(date(2026, 11, 18))
    it.rated("D", date(2026, 11, 20))
    it.days_pass(date(2026, 12, 5))
    assert [each for each, _ in loans(it)] == ["replaced", "in_force"]
    heavier = it.order(LOAN, "line").number
    late = loan_act("defended", date(2026, 12, 1), order=heavier)
    it.reported(late, date(2026, 12, 8), "late")
    assert [each for each, _ in loans(it)] == ["in_force", "defended"]
    dropped = loan_act("decided", date(2026, 12, 9), order=heavier, **NOT_TAKEN)
    it.reported(dropped, date(2026, 12, 9), "dropped")
    it.days_pass(date(2027, 3, 1))
    assert loans(it) == [("in_force", Decimal(15_000_000)), ("dropped", 0)]


def test_more_money_needs_a_notice_of_its_own():
    it = Enterprise()
    it.rated("B", date(2026, 11, 1))
    small = TaxRebate(amount=Decimal(412_000), period_begins=date(2027, 1, 1))
    it.reported(small, date(2026, 11, 2), "rebate")
    it.rated("D", FALL)
    more = TaxRebate(amount=Decimal(4_120_000), period_begins=date(2027, 1, 1))
    it.reported(more, date(2026, 11, 24), "rebate")
    it.days_pass(EFFECT)
    first, second = [o for o in it.dossier.orders if o.terms.instance == "rebate"]
    assert (first.status, second.status) == ("replaced", "noticed")
    less = TaxRebate(amount=Decimal(400_000), period_begins=date(2027, 1, 1))
    it.reported(less, date(2026, 11, 26), "rebate")
    assert (second.number, it.order("tax_rebate_cancelled", "rebate").terms.amount) == (
        it.order("tax_rebate_cancelled", "rebate").number,
        Decimal(400_000),
    )


def test_an_act_stays_with_the_order_that_it_was_about():
    it = limited()
    it.rated("C", date(2026, 11, 3))
    it.days_pass(date(2026, 11, 18))
    it.reported(loan_act("carried_out", date(2026, 11, 20)), date(2026, 11, 20), "done")
    it.rated("D", date(2026, 11, 20))
    assert [each for each, _ in loans(it)] == ["carried_out", "noticed"]
    assert it.answers() == []


def test_acts_between_two_amendments_stay_taken():
    it = limited()
    it.rated("D", FALL)
    it.days_pass(EFFECT)
    it.reported(loan_act("carried_out", date(2026, 11, 26)), date(2026, 11, 26), "c1")
    it.rated("C", date(2026, 12, 1))
    it.reported(loan_act("carried_out", date(2026, 12, 3)), date(2026, 12, 3), "c2")
    smaller = CreditLine(amount=Decimal(20_000_000), bank="X市商业银行", granted_on=FALL)
    it.reported(smaller, date(2026, 12, 10), "line")
    assert it.answers() == []
    assert [each.status for each in it.order(LOAN, "line").history][-4:] == [
        "carried_out",
        "in_force",
        "carried_out",
        "in_force",
    ]


def test_a_decision_on_the_day_of_the_defence_waits_for_its_end():
    it = fallen()
    acted(it, "defended", FALL)
    taken = {"outcome": "taken", "officer": "0017", "office": "法规科"}
    acted(it, "decided", FALL, **taken)
    assert (status(it), reasons(it)) == ("defended", [ActRefusal.IMPOSSIBLE_STEP])


def test_acts_of_one_day_are_taken_in_any_sequence_that_is_possible():
    it = fallen()
    it.days_pass(EFFECT)
    acted(it, "suspended", date(2026, 11, 26))
    acted(it, "carried_out", date(2026, 11, 30))
    acted(it, "resumed", date(2026, 11, 30))
    assert status(it) == "carried_out"


def test_an_act_about_who_has_no_standing_waits_too():
    it = Enterprise()
    talk = MeasureAct(measure=MeasureKind.INTERVIEW, act="carried_out", acted_on=FALL)
    it.reported(talk, FALL, "talk")
    assert reasons(it) == [ActRefusal.NO_ORDER]


def test_who_moves_to_another_regulators_sector_is_told_so():
    it = Enterprise()
    it.rated("B", date(2026, 11, 1))
    it.rated("D", FALL)
    it.reported(InterviewHeld(held_on=date(2026, 11, 9)), FALL, "early")
    moved = it.rated("D", date(2026, 11, 23), sector="transport")
    steps = [(c.agency, c.to_status) for c in moved if c.measure is MeasureKind.INTERVIEW]
    assert steps == [("work-safety", "replaced"), ("transport", "in_force")]
