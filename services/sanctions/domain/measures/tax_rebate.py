"""Tax rebates: those of periods that begin after the fall are cancelled."""

from datetime import date

from schemas.records import TaxRebate
from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.rules.measure_rules import TaxRebateRule
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import concerned, terms, to_the_fen, yuan


def due(dossier: Dossier, edition: MeasuresEdition) -> list[Terms]:
    """Return one measure for each rebate of a period that begins after the grade came."""
    rule = edition.tax_rebate
    standing = concerned(dossier, rule)
    if standing is None:
        return []
    return [
        terms(
            MeasureKind.TAX_REBATE_CANCELLED,
            rule,
            edition,
            standing,
            instance=record_id,
            amount=to_the_fen(rebate.amount),
            computation=f"rebate of the period from {rebate.period_begins}: {yuan(rebate.amount)}",
            parameters={"period_begins": rebate.period_begins.isoformat()},
        )
        for record_id, rebate in dossier.records(TaxRebate)
        if is_cancelled(rebate, rule, standing.grade, standing.grade_since)
    ]


def is_cancelled(rebate: TaxRebate, rule: TaxRebateRule, grade: str, grade_since: date) -> bool:
    """Say whether a grade cancels a rebate: of a period that begins after the grade came."""
    return grade in rule.cancelled_at and rebate.period_begins > grade_since
