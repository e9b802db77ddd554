"""Loans on preferential terms: each credit line of an enterprise of a preferred grade."""

from schemas.records import CreditLine
from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import concerned, on_lists, plain, terms


def due(dossier: Dossier, edition: MeasuresEdition) -> list[Terms]:
    """Return one preference for each credit line; how much cheaper it gets is the bank's affair."""
    rule = edition.loan_preference
    if rule is None or (standing := concerned(dossier, rule)) is None:
        return []
    if standing.grade not in rule.preferred_at or on_lists(standing, rule.lists):
        return []
    return [
        terms(
            MeasureKind.LOAN_PREFERENCE,
            rule,
            edition,
            standing,
            instance=record_id,
            parameters={"bank": line.bank, "line_yuan": plain(line.amount)},
        )
        for record_id, line in dossier.records(CreditLine)
    ]
