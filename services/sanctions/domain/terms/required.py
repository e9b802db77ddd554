"""What all measures' terms are made of: the standing as cause, the rule as basis."""

from datetime import date
from decimal import Decimal

import msgspec

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from services.sanctions.domain.orders.dossier import Dossier, StandingSummary
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.rules.measure_rules import MeasureRule

from .measure import Terms

HUNDRED_PERCENT = Decimal(100)


class Case(msgspec.Struct, frozen=True):
    """What the terms of a measure hang on, beside its rule: all that is known, and the day."""

    kind: MeasureKind
    dossier: Dossier
    standing: StandingSummary
    edition: MeasuresEdition
    today: date


def concerned(dossier: Dossier, rule: MeasureRule) -> StandingSummary | None:
    """Return the standing of an enterprise of a sector and size that a rule applies to."""
    standing = dossier.standing
    if standing is None or (rule.sectors and standing.sector not in rule.sectors):
        return None
    size, least = standing.employees, rule.least_employees
    if least is not None and size is not None and size < least.value:
        return None
    return standing


def on_lists(standing: StandingSummary, lists: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of some lists that the enterprise is on."""
    return tuple(name for name in lists if name in standing.lists)


def terms(  # noqa: PLR0913 - a measure has as many particulars as the law asks for
    case: Case,
    rule: MeasureRule,
    *,
    agency: str | None = None,
    instance: str = "",
    occasion: str = "",
    within: int | None = None,
    until: date | None = None,
    due_by: date | None = None,
    listed: tuple[str, ...] = (),
    amount: Decimal | None = None,
    parameters: MeasureParameters | None = None,
) -> Terms:
    """Return the terms of a measure that a case calls for.

    `listed` are the lists that call for it, beside the grade or instead of it; the parameters name
    them as `on_lists`.
    """
    return Terms(
        kind=case.kind,
        grade=case.standing.grade,
        cause=msgspec.structs.replace(case.standing.cause, lists=listed),
        agency=agency or rule.agency,
        article=rule.basis.article,
        mark=rule.basis.mark,
        edition=case.edition.edition,
        after_defence=rule.takes_effect == "after_defence",
        instance=instance,
        occasion=occasion,
        within=within,
        until=until,
        due_by=due_by,
        amount=amount,
        parameters=msgspec.structs.replace(parameters or MeasureParameters(), on_lists=listed),
    )
