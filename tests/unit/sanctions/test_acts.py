"""Which order an act is about, and what becomes of one that fits none."""

from datetime import date
from decimal import Decimal

import pytest

from schemas.records import CreditLine, MeasureAct
from schemas.vocabulary.act_refusal import ActRefusal
from schemas.vocabulary.measure_kind import MeasureKind
from tests.support.enterprise import Enterprise
from tests.support.fallen_enterprises import EFFECT, FALL, act, fallen, reasons


@pytest.mark.parametrize(
    ("kind", "more", "reason"),
    [
        ("carried_out", {"order": "TAX_REBATE_CANCELLED-0"}, ActRefusal.ORDER_UNKNOWN),
        ("carried_out", {}, ActRefusal.IMPOSSIBLE_STEP),
        ("served", {}, ActRefusal.IMPOSSIBLE_STEP),
        ("decided", {}, ActRefusal.OUTCOME_MISSING),
        ("decided", {"outcome": "taken"}, ActRefusal.OUTCOME_MISSING),
    ],
)
def test_an_act_that_fits_no_order_waits_with_its_reason(kind, more, reason):
    it = fallen()
    day = date(2026, 11, 12)
    assert it.reported(act(kind, day, **more), day, "act") == []
    assert [(a.outcome, a.reason, a.department) for a in it.answers()] == [
        ("refused", reason, "tax")
    ]
    it.reported(act(kind, day, **more), day, "act", withdrawn=True)
    assert it.answers()[-1].outcome == "settled"
    assert it.dossier.refused == ()


def test_an_act_of_another_agency_or_of_before_the_order_is_refused():
    it = fallen()
    it.days_pass(EFFECT)
    it.reported(act("carried_out", EFFECT), EFFECT, "bank", department="peoples-bank")
    it.reported(act("carried_out", date(2026, 11, 9)), EFFECT, "early")
    it.reported(
        MeasureAct(measure=MeasureKind.LOAN_LIMIT, act="carried_out", acted_on=EFFECT),
        EFFECT,
        "loan",
    )
    assert reasons(it) == [
        ActRefusal.NOT_ITS_AGENCY,
        ActRefusal.BEFORE_THE_ORDER,
        ActRefusal.NO_ORDER,
    ]


def test_of_several_orders_an_act_names_one():
    it = Enterprise()
    for name in ("a", "b"):
        line = CreditLine(amount=Decimal(10**6), bank=f"银行{name}", granted_on=FALL)
        it.reported(line, FALL, f"line-{name}")
    it.rated("D", FALL)
    it.days_pass(EFFECT)
    done = MeasureAct(measure=MeasureKind.LOAN_LIMIT, act="carried_out", acted_on=EFFECT)
    assert it.reported(done, EFFECT, "done") == []
    assert reasons(it) == [ActRefusal.ORDER_AMBIGUOUS]
    number = it.order("loan_limit", "line-b").number
    named = MeasureAct(
        measure=MeasureKind.LOAN_LIMIT, act="carried_out", acted_on=EFFECT, order=number
    )
    (step,) = it.reported(named, EFFECT, "done")
    assert (step.instance, step.to_status) == ("line-b", "carried_out")
    assert it.answers()[-1].outcome == "settled"
    assert it.order("loan_limit", "line-a").status == "in_force"


@pytest.mark.parametrize("dress", [str.lower, " {} ".format, "'{}".format, '="{}"'.format])
def test_an_order_is_known_in_whatever_signs_its_number_is_written(dress):
    it = Enterprise()
    for name in ("a", "b"):
        line = CreditLine(amount=Decimal(10**6), bank=f"银行{name}", granted_on=FALL)
        it.reported(line, FALL, f"line-{name}")
    it.rated("D", FALL)
    it.days_pass(EFFECT)
    named = MeasureAct(
        measure=MeasureKind.LOAN_LIMIT,
        act="carried_out",
        acted_on=EFFECT,
        order=dress(it.order("loan_limit", "line-b").number),
    )
    (step,) = it.reported(named, EFFECT, "done")
    assert (step.instance, step.to_status) == ("line-b", "carried_out")
