"""Tax rebates: those of periods that begin after the fall are cancelled."""

from datetime import date

from schemas.records import TaxRebate
from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.dossier import Dossier
from services.sanctions.domain.edition import MeasuresEdition
from services.sanctions.domain.measure import Terms
from services.sanctions.domain.wanted import terms, yuan


def due(dossier: Dossier, edition: MeasuresEdition) -> list[Terms]:
    """Return one measure for each rebate of a period that begins after the grade came."""
    standing, rule = dossier.standing, edition.tax_rebate
    if standing is None or standing.grade not in rule.cancelled_at:
        return []
    return [
        terms(
            MeasureKind.TAX_REBATE_CANCELLED,
            rule,
            edition,
            standing,
            instance=record_id,
            amount=rebate.amount,
            computation=f"rebate of the period from {rebate.period_begins}: {yuan(rebate.amount)}",
            parameters={"period_begins": rebate.period_begins.isoformat()},
        )
        for record_id, rebate in dossier.records(TaxRebate)
        if rebate.period_begins > standing.grade_since
    ]


def at_end(terms_in_force: Terms, today: date) -> str:
    """Say what the enterprise lost by a cancellation that ends: nothing before the period began."""
    period_begins = date.fromisoformat(terms_in_force.parameters["period_begins"])
    amount = terms_in_force.amount
    if amount is None or period_begins > today:
        return f"lifted before the period from {period_begins} began: nothing is forgone"
    return f"the period from {period_begins} began while cancelled: {yuan(amount)} are forgone"
