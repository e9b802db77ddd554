"""The linked measures of the mission (rows 14 to 21), each on the demo's enterprises."""

from datetime import date
from decimal import Decimal

import pytest

from development.demo.city_tables import latest, steps
from development.demo.scenario import load_scenario
from schemas.messages import MeasureChanged
from schemas.topics import ALERTS, MEASURE_CHANGES, MEASURES, STANDINGS
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import Settlement
from tests.support.order_histories import applied
from tests.support.parameters import texts_of

STORY = load_scenario()
OF_A, OF_D = STORY.builders
CHEMICAL = STORY.enterprise


@pytest.fixture(scope="module")
def changes(played):
    return [(fact.subject, fact.body) for fact in steps(played.facts(MEASURE_CHANGES))]


@pytest.fixture(scope="module")
def grades(played):
    return {code: fact.body.grade for code, fact in latest(played.facts(STANDINGS)).items()}


@pytest.fixture(scope="module")
def open_measures(played):
    """The compacted topic: what each enterprise has at the end."""
    return {code: fact.body.measures for code, fact in latest(played.facts(MEASURES)).items()}


def of(changes, code: str, kind: MeasureKind) -> list[MeasureChanged]:
    return [body for subject, body in changes if subject == code and body.measure is kind]


def test_14_which_lots_one_may_bid_for_depends_on_the_grade(changes, open_measures):
    # While the files come in, a grade moves from message to message: what it calls for is noticed,
    # and nothing of it takes effect before the defence is over.
    assert "in_force" not in {b.to_status for b in of(changes, OF_A, MeasureKind.BIDDING_LIMIT)}
    assert MeasureKind.BIDDING_LIMIT not in {each.measure for each in open_measures[OF_A]}
    noticed, in_force = of(changes, OF_D, MeasureKind.BIDDING_LIMIT)[-2:]
    assert (noticed.to_status, in_force.to_status) == ("noticed", "in_force")
    assert texts_of(in_force.parameters)["no_lots_for"] == "D"
    assert in_force.day > (noticed.deadline or in_force.day)
    assert MeasureKind.BIDDING_LIMIT in {each.measure for each in open_measures[OF_D]}


def test_15_bonds_and_the_wage_guarantee_float_in_favour_of_the_good(changes):
    # What of the files comes first is not said: the last word holds.
    def amount(code: str, kind: MeasureKind) -> Decimal | None:
        return of(changes, code, kind)[-1].amount

    contract = Decimal(60_000_000)
    assert amount(OF_A, MeasureKind.PERFORMANCE_BOND) == contract * 5 / 100
    assert amount(OF_D, MeasureKind.PERFORMANCE_BOND) == contract * 10 / 100
    assert amount(OF_A, MeasureKind.WAGE_GUARANTEE) == Decimal(900_000)
    assert amount(OF_D, MeasureKind.WAGE_GUARANTEE) == Decimal(1_350_000)  # arrears: by half more
    assert of(changes, OF_D, MeasureKind.WAGE_GUARANTEE)[-1].parameters.arrears_on is not None


def test_16_good_enterprises_pay_a_lower_insurance_rate(changes, grades, open_measures):
    tiers = {"A": {"50", "80"}, "B": {"80"}, "C": {"120"}, "D": {"150"}}
    compared = 0
    for code, measures in open_measures.items():
        for each in measures:
            percent = texts_of(each.parameters).get("tier_percent")
            if each.measure is MeasureKind.INSURANCE_RATE and percent is not None:
                assert percent in tiers[grades[code]] | {"100"}, code  # class 1 has none below
                compared += 1
    assert compared > 100
    last = of(changes, OF_A, MeasureKind.INSURANCE_RATE)[-1]
    assert texts_of(last.parameters)["tier_percent"] == "50"  # level one and grade A: the lowest


def test_17_the_grade_steers_inspections_and_awards(grades, open_measures):
    a_year = {"A": "1", "B": "2", "C": "4", "D": "12"}
    for code, grade in grades.items():
        found = {each.measure: each for each in open_measures[code]}
        inspections = found[MeasureKind.INSPECTION_FREQUENCY]
        assert texts_of(inspections.parameters)["times_a_year"] == a_year[grade]
        assert (MeasureKind.AWARD_PREFERENCE in found) == (grade == "A")
        assert (MeasureKind.PUBLIC_LISTING in found) == (grade == "D")


def test_18_a_unit_that_did_not_mend_loses_its_qualification(changes):
    for unit in STORY.units:
        talks = of(changes, unit, MeasureKind.INTERVIEW)
        assert [body.to_status for body in talks] == ["in_force", "carried_out"]
        lost = of(changes, unit, MeasureKind.QUALIFICATION_CANCELLED)
        assert [body.to_status for body in lost] == ["noticed", "in_force"]
        assert texts_of(lost[0].parameters)["not_rectified_on"]


def test_19_a_rebate_of_over_four_million_is_cancelled(changes):
    rebate = of(changes, CHEMICAL, MeasureKind.TAX_REBATE_CANCELLED)
    assert [body.to_status for body in rebate] == ["noticed", "in_force", "carried_out", "lifted"]
    assert {body.amount for body in rebate} == {Decimal(4_120_000)}
    assert rebate[-1].settlement == Settlement(forgone=Decimal(4120000))
    (history,) = applied(rebate).values()
    assert [each.status for each in history] == [
        "proposed",
        "noticed",
        "decided",
        "served",
        "in_force",
        "carried_out",
        "lifted",
    ]


def test_20_its_bank_loans_are_limited(changes):
    loan = of(changes, CHEMICAL, MeasureKind.LOAN_LIMIT)
    assert (loan[0].to_status, loan[0].amount) == ("noticed", 0)
    assert loan[1].day == date(2026, 11, 25)
    eased = [body for body in loan if body.grade == "C" and body.to_status == "in_force"]
    assert [body.amount for body in eased] == [Decimal(15_000_000)]


def test_21_its_project_is_refused_and_nobody_stays_punished_longer(changes):
    refused = of(changes, CHEMICAL, MeasureKind.PROJECT_REFUSED)
    assert [body.to_status for body in refused] == ["noticed", "in_force", "lifted"]
    assert refused[-1].day == date(2027, 11, 11)  # the day on which the grade is no longer D


def test_every_end_of_an_order_is_told_to_its_agency(played, changes):
    told = {
        (fact.body.recipient, fact.body.about, fact.body.day)
        for fact in played.facts(ALERTS)
        if fact.body.template == "measure.lifted"
    }
    lifted = [
        (body.agency, subject, body.day)
        for subject, body in changes
        if body.to_status == "lifted"
        and body.measure in {MeasureKind.TAX_REBATE_CANCELLED, MeasureKind.PROJECT_REFUSED}
    ]
    assert lifted
    assert set(lifted) <= told
