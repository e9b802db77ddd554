"""Tax rebates: those of periods that begin after the fall are cancelled."""

from datetime import date

import msgspec

from schemas.records import TaxRebate
from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.dossier import Dossier
from services.sanctions.domain.edition import MeasuresEdition
from services.sanctions.domain.measure import Terms
from services.sanctions.domain.measure_rules import TaxRebateRule
from services.sanctions.domain.wanted import concerned, plain, terms, to_the_fen, yuan


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


def at_reversal(in_force: Terms, today: date) -> Terms:
    """Return terms that say what has to be paid back: nothing before the period began."""
    period_begins = date.fromisoformat(in_force.parameters["period_begins"])
    amount = in_force.amount
    if amount is None or period_begins > today:
        computation = f"reversed before the period from {period_begins} began: nothing to pay back"
        return msgspec.structs.replace(in_force, computation=computation)
    return msgspec.structs.replace(
        in_force,
        computation=f"the cancellation is undone: {yuan(amount)} of the period from "
        f"{period_begins} are to be paid back",
        parameters=in_force.parameters | {"pay_back_yuan": plain(amount)},
    )


def at_end(in_force: Terms, today: date) -> Terms:
    """Return terms that say what a cancellation cost: nothing before the period began."""
    period_begins = date.fromisoformat(in_force.parameters["period_begins"])
    amount = in_force.amount
    if amount is None or period_begins > today:
        computation = f"lifted before the period from {period_begins} began: nothing is forgone"
        return msgspec.structs.replace(in_force, computation=computation)
    return msgspec.structs.replace(
        in_force,
        computation=f"the period from {period_begins} began while cancelled: "
        f"{yuan(amount)} are forgone",
        parameters=in_force.parameters | {"forgone_yuan": plain(amount)},
    )
