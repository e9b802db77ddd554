"""The performance bond and the bid bond: shares of the contract sum that float with the grade.

招标投标法实施条例, articles 58 and 26, say how much they are at most.
"""

from decimal import Decimal

from schemas.records import ProjectApplication
from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.rules.contract_rules import Bond
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import (
    HUNDRED_PERCENT,
    concerned,
    plain,
    terms,
    to_the_fen,
    yuan,
)


def due(dossier: Dossier, edition: MeasuresEdition) -> list[Terms]:
    """Return both bonds of each project on record whose contract sum is known.

    The contract sum stands for the estimated price, of which the law makes the bid bond a share.
    """
    return [
        *_of_kind(MeasureKind.PERFORMANCE_BOND, edition.performance_bond, dossier, edition),
        *_of_kind(MeasureKind.BID_BOND, edition.bid_bond, dossier, edition),
    ]


def _of_kind(
    kind: MeasureKind, rule: Bond | None, dossier: Dossier, edition: MeasuresEdition
) -> list[Terms]:
    if rule is None or (standing := concerned(dossier, rule)) is None:
        return []
    percent = share_of(rule, standing.grade)
    return [
        terms(
            kind,
            rule,
            edition,
            standing,
            instance=record_id,
            amount=(amount := amount_of(rule, standing.grade, project.contract_sum)),
            computation=(
                f"{plain(percent)} % (at most {plain(rule.most.value)} %) of "
                f"{yuan(project.contract_sum)} = {yuan(amount)}"
            ),
            parameters={
                "project": project.project,
                "contract_yuan": plain(project.contract_sum),
                "bond_percent": plain(percent),
            },
        )
        for record_id, project in dossier.records(ProjectApplication)
        if project.contract_sum is not None
    ]


def share_of(rule: Bond, grade: str) -> Decimal:
    """Return a grade's bond in percent of the contract sum; the most for one that is not named."""
    return rule.percent.get(grade, rule.most).value


def amount_of(rule: Bond, grade: str, contract_sum: Decimal) -> Decimal:
    """Return a grade's bond for a contract, in yuan."""
    return to_the_fen(contract_sum * share_of(rule, grade) / HUNDRED_PERCENT)
