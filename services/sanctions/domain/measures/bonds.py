"""The performance bond and the bid bond: shares of the contract sum that float with the grade.

招标投标法实施条例, articles 58 and 26, say how much they are at most.
"""

from decimal import Decimal

from schemas.records import ProjectApplication
from schemas.vocabulary.amounts import to_the_fen
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from schemas.vocabulary.rule_value import RuleValue
from services.sanctions.domain.rules.measure_rules import MeasureRule, Nature, Percent
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import HUNDRED_PERCENT, Case, terms

from .measure import Measure


class Bond(MeasureRule, frozen=True, kw_only=True):
    """A bond by grade, in percent of the contract sum; a grade that is not named pays `most`."""

    most: Percent
    percent: dict[str, Percent]

    def __post_init__(self) -> None:
        """Refuse a share beyond the most that the law allows."""
        for grade, share in self.percent.items():
            if share.value > self.most.value:
                raise ValueError(f"percent.{grade}: {share.value} is more than {self.most.value}")


class PerformanceBond(Bond, frozen=True, kw_only=True):
    """The performance bond (履约保证金).

    A policy trial reckons it for the projects applied for in the last `counts_for` days.
    """

    counts_for: RuleValue[int]


def due(case: Case, rule: Bond) -> list[Terms]:
    """Return the bond of each project on record whose contract sum is known.

    The contract sum stands for the estimated price, of which the law makes the bid bond a share.
    """
    grade = case.standing.grade
    percent = share_of(rule, grade)
    return [
        terms(
            case,
            rule,
            instance=record_id,
            amount=amount_of(rule, grade, project.contract_sum),
            parameters=MeasureParameters(
                project=project.project,
                contract_yuan=project.contract_sum,
                bond_percent=percent,
                bond_most_percent=rule.most.value,
            ),
        )
        for record_id, project in case.stakes(ProjectApplication)
        if project.contract_sum is not None
    ]


def share_of(rule: Bond, grade: str) -> Decimal:
    """Return a grade's bond in percent of the contract sum; the most for one that is not named."""
    return rule.percent.get(grade, rule.most).value


def amount_of(rule: Bond, grade: str, contract_sum: Decimal) -> Decimal:
    """Return a grade's bond for a contract, in yuan."""
    return to_the_fen(contract_sum * share_of(rule, grade) / HUNDRED_PERCENT)


PERFORMANCE = Measure(
    kind=MeasureKind.PERFORMANCE_BOND,
    name="performance_bond",
    rule=PerformanceBond,
    nature=Nature.CHARGE,
    due=due,
)
BID = Measure(
    kind=MeasureKind.BID_BOND,
    name="bid_bond",
    rule=Bond,
    nature=Nature.CHARGE,
    due=due,
)
