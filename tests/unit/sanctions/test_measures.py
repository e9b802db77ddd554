"""Each measure by its figures, to the fen."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from schemas.records import CreditLine, InterviewHeld, RectificationChecked, TaxRebate
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from services.sanctions.domain.measures import (
    BY_KIND,
    due,
    due_of,
    insurance_rate,
    loan_limit,
    maintenance_qualification,
    tax_rebate,
)
from services.sanctions.domain.orders.dossier import Dossier
from tests.support.dossiers import DAY, EDITION, dossier, entry, having
from tests.support.parameters import english_of, texts_of


@pytest.mark.parametrize(
    ("risk_class", "grade", "level", "rate", "premium"),
    [
        (6, "A", 1, "0.65", "280345.00"),  # level one and grade A: the lowest tier, 50 %
        (6, "A", 2, "1.04", "448552.00"),  # one tier down: 80 %
        (6, "B", 1, "1.04", "448552.00"),
        (6, "C", 1, "1.56", "672828.00"),
        (6, "D", 2, "1.95", "841035.00"),
        (1, "A", 1, "0.2", "86260.00"),  # class 1 has no tier below the base
        (1, "B", None, "0.2", "86260.00"),
        (1, "D", None, "0.3", "129390.00"),
        (8, "D", None, "2.85", "1229205.00"),
        (3, "B", 3, "0.56", "241528.00"),
    ],
)
def test_the_premium_follows_class_and_tier(risk_class, grade, level, rate, premium):
    (terms,) = due_of(
        insurance_rate.MEASURE, dossier(grade, risk_class=risk_class, level=level), EDITION
    )
    assert texts_of(terms.parameters)["rate_percent"] == rate
    assert terms.amount == Decimal(premium)


def test_the_premium_is_rounded_half_up_to_the_fen():
    payroll = Decimal("100000.50")  # x 1.95 % = 1950.00975
    (terms,) = due_of(insurance_rate.MEASURE, dossier("D", payroll=payroll), EDITION)
    assert terms.amount == Decimal("1950.01")
    (terms,) = due_of(insurance_rate.MEASURE, dossier("D", payroll=Decimal("1000.20")), EDITION)
    assert str(terms.amount) == "19.50"  # 19.5039
    (terms,) = due_of(insurance_rate.MEASURE, dossier("B", payroll=Decimal("62500.4808")), EDITION)
    assert str(terms.amount) == "650.01"  # 650.00500032: not the even fen below


def test_level_one_or_grade_a_is_a_parameter():
    lowest = msgspec.structs.replace(EDITION.insurance_rate.lowest_tier, combine="or")
    rule = msgspec.structs.replace(EDITION.insurance_rate, lowest_tier=lowest)
    generous = msgspec.structs.replace(EDITION, insurance_rate=rule)
    (terms,) = due_of(insurance_rate.MEASURE, dossier("B", level=1), generous)
    assert texts_of(terms.parameters)["tier_percent"] == "50"
    (terms,) = due_of(insurance_rate.MEASURE, dossier("B", level=2), generous)
    assert texts_of(terms.parameters)["tier_percent"] == "80"


def test_without_payroll_there_is_a_rate_but_no_premium():
    (terms,) = due_of(insurance_rate.MEASURE, dossier("D", payroll=None), EDITION)
    assert terms.amount is None
    assert texts_of(terms.parameters)["rate_percent"] == "1.95"
    assert english_of(terms).endswith("No payroll is on file, so no premium is computed.")


@pytest.mark.parametrize("risk_class", [None, 0, 9])
def test_without_a_risk_class_there_is_no_rate(risk_class):
    (terms,) = due_of(insurance_rate.MEASURE, dossier("D", risk_class=risk_class), EDITION)
    assert (terms.amount, terms.parameters) == (None, MeasureParameters())
    assert english_of(terms).startswith("No industry risk class is on file, so no rate")


def test_an_enterprise_without_registration_has_no_rate():
    assert due_of(insurance_rate.MEASURE, dossier("D", registered=False), EDITION) == []


def with_stakes(found: Dossier) -> Dossier:
    line = CreditLine(amount=Decimal("30000000.33"), bank="X市商业银行", granted_on=DAY)
    rebate = TaxRebate(amount=Decimal("4120000"), period_begins=date(2027, 1, 1))
    return having(having(found, "line", line), "rebate", rebate)


@pytest.mark.parametrize(("grade", "most"), [("C", "15000000.17"), ("D", "0.00")])
def test_new_credit_is_a_share_of_the_line(grade, most):
    (terms,) = due_of(loan_limit.MEASURE, with_stakes(dossier(grade)), EDITION)
    assert str(terms.amount) == most
    assert terms.instance == "line"


@pytest.mark.parametrize("grade", ["A", "B"])
def test_good_grades_have_neither_limit_nor_cancellation(grade):
    kinds = {terms.kind for terms in due(with_stakes(dossier(grade)), EDITION)}
    assert not any(BY_KIND[kind].severe for kind in kinds)
    assert MeasureKind.INSURANCE_RATE in kinds


def test_a_rebate_is_cancelled_only_for_periods_that_begin_after_the_fall():
    found = with_stakes(dossier("D"))
    (terms,) = due_of(tax_rebate.MEASURE, found, EDITION)
    assert terms.amount == Decimal("4120000")
    running = TaxRebate(amount=Decimal(1), period_begins=DAY)
    assert [
        t.instance for t in due_of(tax_rebate.MEASURE, having(found, "a", running), EDITION)
    ] == ["rebate"]


def checked(passed: bool, on: date = DAY) -> RectificationChecked:
    return RectificationChecked(checked_on=on, passed=passed)


INTERVIEWED = InterviewHeld(held_on=DAY)
QUALITY = "quality-supervision"


def unit_of(grade: str = "D", sector: str = "special_equipment", by: str = QUALITY) -> Dossier:
    return having(dossier(grade, sector=sector), "talk", INTERVIEWED, by)


def test_the_latest_check_after_the_interview_decides_on_the_qualification():
    unit = unit_of()
    assert due_of(maintenance_qualification.MEASURE, unit, EDITION) == []
    before = having(unit, "0", checked(False, date(2026, 11, 9)), QUALITY)
    assert due_of(maintenance_qualification.MEASURE, before, EDITION) == []
    failed = having(unit, "1", checked(False), QUALITY)
    (terms,) = due_of(maintenance_qualification.MEASURE, failed, EDITION)
    assert terms.agency == QUALITY
    mended = having(failed, "2", checked(True, date(2026, 11, 11)), QUALITY)
    assert due_of(maintenance_qualification.MEASURE, mended, EDITION) == []
    corrected = failed.with_filing(entry("1", checked(False), QUALITY, revision=2, withdrawn=True))
    assert due_of(maintenance_qualification.MEASURE, corrected, EDITION) == []


def test_without_an_interview_no_qualification_is_cancelled():
    unit = having(dossier("D", sector="special_equipment"), "1", checked(False), QUALITY)
    assert due_of(maintenance_qualification.MEASURE, unit, EDITION) == []


@pytest.mark.parametrize(("interview_by", "check_by"), [("fire", QUALITY), (QUALITY, "fire")])
def test_interview_and_check_count_only_as_the_regulator_reports_them(interview_by, check_by):
    unit = having(unit_of(by=interview_by), "1", checked(False), check_by)
    assert due_of(maintenance_qualification.MEASURE, unit, EDITION) == []


def test_another_departments_check_saves_no_qualification():
    failed = having(unit_of(), "1", checked(False), QUALITY)
    other = having(failed, "2", checked(True, date(2026, 11, 11)), "fire")
    assert len(due_of(maintenance_qualification.MEASURE, other, EDITION)) == 1


@pytest.mark.parametrize(("grade", "sector"), [("C", "special_equipment"), ("D", "industrial")])
def test_only_units_of_the_last_grade_can_lose_their_qualification(grade, sector):
    unit = having(unit_of(grade, sector), "1", checked(False), QUALITY)
    assert due_of(maintenance_qualification.MEASURE, unit, EDITION) == []


def test_a_revision_that_comes_late_does_not_undo_a_later_one():
    later = dossier("D").with_filing(entry("line", checked(True), QUALITY, revision=2))
    assert later.with_filing(entry("line", checked(False), QUALITY, revision=1)) is later


@pytest.mark.parametrize(
    ("sector", "agency"),
    [
        ("industrial", "work-safety"),
        ("special_equipment", "quality-supervision"),
        ("construction", "housing-construction"),
        ("transport", "transport"),
    ],
)
def test_the_sectors_regulator_holds_the_interview(sector, agency):
    (terms,) = [
        t for t in due(dossier("D", sector=sector), EDITION) if t.kind is MeasureKind.INTERVIEW
    ]
    assert terms.agency == agency
