"""All 38 rates of 人社部发〔2015〕71号: eight risk classes by five tiers, class 1 by three."""

from decimal import Decimal

import msgspec
import pytest

from services.sanctions.domain.measures import due_of
from services.sanctions.domain.measures.insurance_rate import MEASURE, premium_of, rate_percent
from services.sanctions.domain.measures.insurance_rate import tier_percent as tier_of
from tests.support.dossiers import EDITION, dossier
from tests.support.parameters import english_of

RULE = EDITION.insurance_rate
# Percent of payroll at 50, 80, 100, 120 and 150 % of the base; class 1 has no tier below its base.
RATES = {
    1: (None, None, "0.2", "0.24", "0.3"),
    2: ("0.2", "0.32", "0.4", "0.48", "0.6"),
    3: ("0.35", "0.56", "0.7", "0.84", "1.05"),
    4: ("0.45", "0.72", "0.9", "1.08", "1.35"),
    5: ("0.55", "0.88", "1.1", "1.32", "1.65"),
    6: ("0.65", "1.04", "1.3", "1.56", "1.95"),
    7: ("0.8", "1.28", "1.6", "1.92", "2.4"),
    8: ("0.95", "1.52", "1.9", "2.28", "2.85"),
}
# Grade and level that lead to each tier; a grade of which nothing is said pays the base.
WHO = (("A", 1), ("B", None), ("-", None), ("C", None), ("D", None))
CASES = [
    (risk_class, *who, rate)
    for risk_class, rates in RATES.items()
    for who, rate in zip(WHO, rates, strict=True)
    if rate is not None
]


def test_the_table_has_all_rates():
    assert len(CASES) == 38


@pytest.mark.parametrize(("risk_class", "grade", "level", "rate"), CASES)
def test_each_rate_is_as_published(risk_class, grade, level, rate):
    assert rate_percent(RULE, risk_class, grade, level) == Decimal(rate)
    assert premium_of(Decimal(1_000_000), Decimal(rate)) == Decimal(rate) * 10_000


@pytest.mark.parametrize(("grade", "level"), [("A", 1), ("A", None), ("B", 1), ("B", None)])
@pytest.mark.parametrize("combine", ["and", "or"])
def test_class_one_has_no_tier_down(grade, level, combine):
    assert rate_percent(_reading(combine), 1, grade, level) == Decimal("0.2")


def _reading(combine: str):
    lowest = msgspec.structs.replace(RULE.lowest_tier, combine=combine)
    return msgspec.structs.replace(RULE, lowest_tier=lowest)


@pytest.mark.parametrize(
    ("grade", "level", "both", "either"),
    [
        ("A", 1, 50, 50),
        ("A", 2, 80, 50),
        ("A", None, 80, 50),
        ("B", 1, 80, 50),
        ("B", 2, 80, 80),
        ("C", 2, 120, 120),
        ("D", None, 150, 150),
    ],
)
def test_the_sentence_can_be_read_both_ways(grade, level, both, either):
    assert tier_of(_reading("and"), "6", grade, level) == both
    assert tier_of(_reading("or"), "6", grade, level) == either


def test_a_rate_that_is_no_published_tier_is_refused():
    data = msgspec.to_builtins(RULE, builtin_types=(Decimal,))
    data["raised_percent"]["D"]["value"] = Decimal(140)
    with pytest.raises(msgspec.ValidationError, match="140 % is no tier"):
        msgspec.convert(data, type(RULE))


def test_the_premium_says_how_it_was_reckoned():
    (terms,) = due_of(MEASURE, dossier("C", risk_class=7, payroll=Decimal("2000000.55")), EDITION)
    assert str(terms.amount) == "38400.01"
    assert english_of(terms) == (
        "Risk class 7: a base of 1.6 % and a tier of 120 % give a rate of 1.92 %. "
        "Of a payroll of 2,000,000.55 yuan that is 38,400.01 yuan a year."
    )
