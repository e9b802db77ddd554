"""Loans: how much new credit a bank may grant, in percent of its line, by grade."""

from schemas.records import CreditLine
from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.orders.dossier import Dossier
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
    """Return one measure for each credit line of an enterprise whose grade is limited."""
    rule = edition.loan_limit
    standing = concerned(dossier, rule)
    percent = rule.new_credit_percent.get(standing.grade) if standing else None
    if standing is None or percent is None:
        return []
    result = []
    for record_id, line in dossier.records(CreditLine):
        most = to_the_fen(line.amount * percent.value / HUNDRED_PERCENT)
        share = plain(percent.value)
        result.append(
            terms(
                MeasureKind.LOAN_LIMIT,
                rule,
                edition,
                standing,
                instance=record_id,
                amount=most,
                computation=f"new credit: {share} % of {yuan(line.amount)} = {yuan(most)}",
                parameters={
                    "bank": line.bank,
                    "line_yuan": plain(line.amount),
                    "new_credit_percent": share,
                },
            )
        )
    return result
