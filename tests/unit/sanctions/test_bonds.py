"""Performance bond and bid bond of each project, to the fen, and never beyond the law's most."""

from decimal import Decimal

import msgspec
import pytest

from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.figures.money import bond_of
from services.sanctions.domain.measures import bonds, due_of
from services.sanctions.domain.measures.bonds import share_of
from tests.support.dossiers import DAY, EDITION, dossier, entry, having, project
from tests.support.parameters import english_of, texts_of


def due(found, edition):
    return [*due_of(bonds.PERFORMANCE, found, edition), *due_of(bonds.BID, found, edition)]


@pytest.mark.parametrize(
    ("grade", "performance", "bid"),
    [
        ("A", "4300000.02", "860000.00"),
        ("B", "6880000.03", "1376000.01"),
        ("C", "8600000.03", "1720000.01"),
        ("D", "8600000.03", "1720000.01"),
    ],
)
def test_both_bonds_float_with_the_grade(grade, performance, bid):
    found = due(having(dossier(grade), "p", project("86000000.33")), EDITION)
    assert [(each.kind, str(each.amount), each.instance) for each in found] == [
        (MeasureKind.PERFORMANCE_BOND, performance, "p"),
        (MeasureKind.BID_BOND, bid, "p"),
    ]


def test_a_bond_says_how_it_was_reckoned():
    performance, bid = due(having(dossier("B"), "p", project("86000000")), EDITION)
    project_of = "Project 城东安置房: "
    assert english_of(performance) == (
        f"{project_of}8 % (at most 10 %) of 86,000,000.00 yuan, that is 6,880,000.00 yuan."
    )
    assert english_of(bid) == (
        f"{project_of}1.6 % (at most 2 %) of 86,000,000.00 yuan, that is 1,376,000.00 yuan."
    )
    assert texts_of(performance.parameters) == {
        "project": "城东安置房",
        "contract_yuan": "86000000",
        "bond_percent": "8",
        "bond_most_percent": "10",
    }
    assert not performance.after_defence


def test_each_project_has_its_own_and_one_without_a_sum_none():
    found = having(dossier("B"), "p1", project("100"))
    found = having(found, "p2", project("200"))
    found = having(found, "p3", project(None))
    assert [each.instance for each in due(found, EDITION)] == ["p1", "p2", "p1", "p2"]
    gone = found.with_filing(entry("p1", project("100"), revision=2, withdrawn=True))
    assert [each.instance for each in due(gone, EDITION)] == ["p2", "p2"]


@pytest.mark.parametrize("field", ["performance_bond", "bid_bond"])
def test_no_share_is_beyond_the_most_of_the_law(field):
    rule = getattr(EDITION, field)
    assert share_of(rule, "no such grade") == rule.most.value
    data = msgspec.to_builtins(rule, builtin_types=(Decimal,))
    data["percent"]["A"]["value"] = rule.most.value + Decimal("0.01")
    with pytest.raises(msgspec.ValidationError, match=r"percent\.A: .* is more than"):
        msgspec.convert(data, type(rule))


@pytest.mark.parametrize("grade", ["A", "B", "C", "D"])
def test_a_policy_trial_reckons_the_same_bond(grade):
    applied = project("12345678.9")
    performance, _ = due(having(dossier(grade), "p", applied), EDITION)
    assert bond_of(applied, EDITION.performance_bond, DAY, grade) == performance.amount


def test_an_edition_without_the_rules_asks_for_no_bond():
    without = msgspec.structs.replace(EDITION, performance_bond=None, bid_bond=None)
    assert due(having(dossier("D"), "p", project("100")), without) == []
