"""Which lots a grade may bid for, with the values at which one class ends and the next begins."""

from decimal import Decimal

import msgspec
import pytest

from services.sanctions.domain.measures import due_of
from services.sanctions.domain.measures.bidding_limit import MEASURE, classes_open
from tests.support.dossiers import EDITION, dossier
from tests.support.parameters import english_of, texts_of

RULE = EDITION.bidding_limit
SEVERE_LIST, BLACKLIST = "severe_list", "blacklist"


def limits(grade: str, sector: str = "construction", **more):
    return due_of(MEASURE, dossier(grade, sector=sector, **more), EDITION)


def may_bid(rule, grade, lot_value, lists=()):
    """Say whether a grade may bid for a lot worth so many yuan, and the class of the lot."""
    *_, of = (each for each in rule.lot_classes if each.least.value <= lot_value)
    return of in classes_open(rule, grade, lists), of.name


@pytest.mark.parametrize(
    ("value", "lot_class", "grades"),
    [
        ("0", "small", "ABC"),
        ("9999999.99", "small", "ABC"),
        ("10000000", "medium", "AB"),
        ("99999999.99", "medium", "AB"),
        ("100000000", "large", "A"),
        ("5000000000", "large", "A"),
    ],
)
def test_the_lots_open_to_each_grade(value, lot_class, grades):
    for grade in EDITION.grades:
        assert may_bid(RULE, grade, Decimal(value)) == (grade in grades, lot_class), grade


@pytest.mark.parametrize("grade", ["A", "B", "C", "D"])
def test_nothing_is_open_to_the_severely_dishonest(grade):
    assert may_bid(RULE, grade, Decimal(1), (SEVERE_LIST,)) == (False, "small")


def test_another_list_closes_nothing():
    assert may_bid(RULE, "A", Decimal(1), (BLACKLIST,)) == (True, "small")


def test_nobody_escapes_by_a_grade_that_the_rule_does_not_know():
    assert may_bid(RULE, "A+", Decimal(1)) == (False, "small")


@pytest.mark.parametrize(
    ("grade", "parameters"),
    [
        ("B", {"lots_below_yuan": "100000000"}),
        ("C", {"lots_below_yuan": "10000000"}),
        ("D", {"no_lots_for": "D"}),
    ],
)
def test_the_limit_of_a_builder_by_grade(grade, parameters):
    (limit,) = limits(grade)
    assert texts_of(limit.parameters) == parameters
    assert limit.after_defence
    assert "第七十八条" in limit.article


def test_grade_a_is_told_nothing_unless_it_is_listed():
    assert limits("A") == []
    (limit,) = limits("A", lists=(SEVERE_LIST,))
    assert texts_of(limit.parameters) == {"on_lists": SEVERE_LIST}
    assert english_of(limit) == "No lots are open to those on the severe list of work safety."
    assert limit.grade == "A"


def test_only_the_rules_sectors_are_concerned():
    assert limits("D", sector="hazardous_chemicals") == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"lot_classes": []}, "the first begins at 0 yuan"),
        ({"first": 1}, "the first begins at 0 yuan"),
        ({"last": 10_000_000}, "each begins above the one before"),
        ({"largest": "huge"}, "no such class: huge"),
    ],
)
def test_classes_that_leave_a_gap_are_refused(change, fault):
    data = msgspec.to_builtins(RULE, builtin_types=(Decimal,))
    data["lot_classes"] = change.get("lot_classes", data["lot_classes"])
    if "first" in change:
        data["lot_classes"][0]["least"]["value"] = change["first"]
    if "last" in change:
        data["lot_classes"][-1]["least"]["value"] = change["last"]
    if "largest" in change:
        data["largest"]["B"]["value"] = change["largest"]
    with pytest.raises(msgspec.ValidationError, match=fault):
        msgspec.convert(data, type(RULE))
