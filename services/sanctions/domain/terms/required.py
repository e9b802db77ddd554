"""What all measures' terms are made of: the standing as cause, the rule as basis."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.orders.dossier import Dossier, StandingSummary
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.rules.measure_rules import MeasureRule

from .measure import ON_LISTS, Terms

HUNDRED_PERCENT = Decimal(100)
_FEN = Decimal("0.01")


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
    kind: MeasureKind,
    rule: MeasureRule,
    edition: MeasuresEdition,
    standing: StandingSummary,
    *,
    agency: str | None = None,
    instance: str = "",
    occasion: str = "",
    within: int | None = None,
    until: date | None = None,
    due_by: date | None = None,
    listed: tuple[str, ...] = (),
    amount: Decimal | None = None,
    computation: str | None = None,
    parameters: dict[str, str] | None = None,
) -> Terms:
    """Return the terms of a measure that the standing calls for.

    `listed` are the lists that call for it, beside the grade or instead of it; the parameters name
    them as `on_lists`.
    """
    return Terms(
        kind=kind,
        grade=standing.grade,
        cause="; ".join((standing.cause, *(f"on the list {name}" for name in listed))),
        agency=agency or rule.agency,
        article=rule.basis.article,
        mark=rule.basis.mark,
        edition=edition.edition,
        after_defence=rule.takes_effect == "after_defence",
        instance=instance,
        occasion=occasion,
        within=within,
        until=until,
        due_by=due_by,
        amount=amount,
        computation=computation,
        parameters=(parameters or {}) | ({ON_LISTS: ", ".join(listed)} if listed else {}),
    )


def to_the_fen(amount: Decimal) -> Decimal:
    """Return an amount of yuan rounded to the fen, half up."""
    return amount.quantize(_FEN, ROUND_HALF_UP)


def yuan(amount: Decimal) -> str:
    """Return an amount as people write it."""
    return f"{to_the_fen(amount):,} yuan"


def plain(number: Decimal) -> str:
    """Return a number without an exponent or needless zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
