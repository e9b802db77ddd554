"""What hangs on the grade and the lists alone: inspections, listing, evaluation, preferences."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from schemas.records import CreditLine
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.measure_cause import MeasureCause
from schemas.vocabulary.measure_kind import CONTINUING, MeasureKind
from schemas.vocabulary.rule_value import RuleValue
from services.sanctions.domain.measures import (
    award_preference,
    due,
    due_of,
    inspection_frequency,
    loan_preference,
    public_listing,
    social_responsibility,
)
from tests.support.dossiers import DAY, EDITION, dossier, having
from tests.support.enterprise import BY_GRADE_ALONE, Enterprise, brief
from tests.support.parameters import texts_of

SEVERE_LIST, BLACKLIST = "severe_list", "blacklist"
LINE = CreditLine(amount=Decimal(30000000), bank="X市商业银行", granted_on=DAY)


@pytest.mark.parametrize(
    ("grade", "lists", "times"),
    [
        ("A", (), "1"),
        ("B", (), "2"),
        ("C", (), "4"),
        ("D", (), "12"),
        ("?", (), "12"),
        ("A", (BLACKLIST,), "2"),  # one in each half year
        ("B", (SEVERE_LIST,), "2"),
        ("D", (SEVERE_LIST,), "12"),
        ("A", ("watch_list",), "1"),
    ],
)
def test_inspections_a_year_by_grade_and_list(grade, lists, times):
    (terms,) = due_of(inspection_frequency.MEASURE, dossier(grade, lists=lists), EDITION)
    assert texts_of(terms.parameters)["times_a_year"] == times
    listed = bool({BLACKLIST, SEVERE_LIST} & set(lists))
    assert texts_of(terms.parameters).get("each_half_year") == ("1" if listed else None)


@pytest.mark.parametrize(
    ("sector", "agency"), [("industrial", "work-safety"), ("transport", "transport")]
)
def test_the_sectors_regulator_inspects(sector, agency):
    (terms,) = due_of(inspection_frequency.MEASURE, dossier("B", sector=sector), EDITION)
    assert terms.agency == agency


@pytest.mark.parametrize(
    ("grade", "lists", "parameters"),
    [
        ("C", (), None),
        ("D", (), {"shown_grade": "D"}),
        ("B", (BLACKLIST,), {"shown_grade": "B", "on_lists": "blacklist"}),
        ("D", (SEVERE_LIST,), {"shown_grade": "D", "on_lists": "severe_list"}),
    ],
)
def test_who_is_shown_to_the_public(grade, lists, parameters):
    found = due_of(public_listing.MEASURE, dossier(grade, lists=lists), EDITION)
    texts = [texts_of(each.parameters) for each in found]
    assert texts == ([] if parameters is None else [parameters])


@pytest.mark.parametrize(
    ("grade", "lists", "parameters"),
    [
        ("A", (), {"outstanding_for": "A"}),
        ("B", (), None),
        ("C", (), None),
        ("D", (), {"failed_for": "D"}),
        ("A", (BLACKLIST,), {"on_lists": "blacklist"}),
        ("D", (BLACKLIST,), {"failed_for": "D", "on_lists": "blacklist"}),
    ],
)
def test_how_safety_counts_for_social_responsibility(grade, lists, parameters):
    found = due_of(social_responsibility.MEASURE, dossier(grade, lists=lists), EDITION)
    texts = [texts_of(each.parameters) for each in found]
    assert texts == ([] if parameters is None else [parameters])


@pytest.mark.parametrize(
    ("grade", "lists", "preferred"),
    [("A", (), True), ("A", (SEVERE_LIST,), False), ("B", (), False), ("D", (), False)],
)
def test_only_grade_a_that_is_on_no_list_is_preferred(grade, lists, preferred):
    found = having(dossier(grade, lists=lists), "line", LINE)
    assert bool(due_of(award_preference.MEASURE, found, EDITION)) is preferred
    loans = due_of(loan_preference.MEASURE, found, EDITION)
    assert [(each.instance, texts_of(each.parameters)["line_yuan"]) for each in loans] == (
        [("line", "30000000")] if preferred else []
    )


def test_an_edition_takes_no_measure_that_it_leaves_out():
    names = (
        *("loan_preference", "bidding_limit", "performance_bond", "bid_bond", "wage_guarantee"),
        *("inspection_frequency", "public_listing", "social_responsibility", "award_preference"),
    )
    without = msgspec.structs.replace(EDITION, **dict.fromkeys(names))
    for grade in EDITION.grades:
        found = having(dossier(grade, sector="construction"), "line", LINE)
        assert {each.kind.value for each in due(found, EDITION)} & {*names}
        kinds = {each.kind for each in due(found, without)}
        assert kinds <= {MeasureKind.INSURANCE_RATE, MeasureKind.LOAN_LIMIT, MeasureKind.INTERVIEW}


def test_they_come_change_and_end_with_the_grade():
    it = Enterprise(everything=True)
    assert brief(it.rated("A", date(2026, 11, 1))) == [
        ("inspection_frequency", None, "in_force"),
        ("social_responsibility_item", None, "in_force"),
        ("award_preference", None, "in_force"),
    ]
    assert brief(it.rated("B", date(2026, 11, 2))) == [
        ("social_responsibility_item", "in_force", "lifted"),
        ("award_preference", "in_force", "lifted"),
        ("inspection_frequency", "in_force", "in_force"),
    ]
    assert set(brief(it.rated("D", date(2026, 11, 3)))) == {
        ("inspection_frequency", "in_force", "in_force"),
        ("interview", None, "in_force"),
        ("public_listing", None, "in_force"),
        ("social_responsibility_item", None, "in_force"),
    }


def test_what_goes_with_the_grade_alone_is_done_by_nobody_once_but_the_listing():
    assert {MeasureKind.PUBLIC_LISTING} == BY_GRADE_ALONE - CONTINUING


def test_the_showing_of_a_grade_ends_by_itself_at_the_longest_term_and_comes_with_a_new_fall():
    it = Enterprise(everything=True)
    it.rated("A", date(2026, 11, 1))
    it.rated("D", date(2026, 11, 3))
    it.days_pass(date(2029, 11, 3))
    assert it.order("public_listing").status == "in_force"
    (ended,) = [c for c in it.days_pass(date(2029, 11, 4)) if c.measure == "public_listing"]
    term_over = MeasureCause(kind="term_over", until=date(2029, 11, 3))
    assert (ended.to_status, ended.cause) == ("expired", term_over)
    it.rated("D", date(2029, 12, 1))
    assert it.order("public_listing").status == "expired"
    it.rated("A", date(2029, 12, 2))
    it.rated("D", date(2029, 12, 3))
    assert it.order("public_listing").status == "in_force"


def test_a_measure_may_be_for_the_larger_ones_alone():
    rule = msgspec.structs.replace(
        EDITION.award_preference,
        least_employees=RuleValue(value=100, unit="persons", article="x", mark=Mark.OURS),
    )
    edition = msgspec.structs.replace(EDITION, award_preference=rule)
    for employees, wanted in ((99, 0), (100, 1), (None, 1)):
        of = dossier("A")
        standing = msgspec.structs.replace(of.standing, employees=employees)
        of = msgspec.structs.replace(of, standing=standing)
        assert len(due_of(award_preference.MEASURE, of, edition)) == wanted
