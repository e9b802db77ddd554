"""What all measures' terms are made of: the standing as cause, the rule as basis."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.orders.dossier_rows import E
from services.sanctions.domain.orders.standing_summary import StandingSummary
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.rules.measure_rules import MeasureRule

from .measure import Order, Terms

HUNDRED_PERCENT = Decimal(100)


class Case(msgspec.Struct, frozen=True):
    """What the terms of a measure hang on, beside its rule: all that is known, and the day.

    `orders` are those about the enterprise as a whole, as they are on that day. Of measures that
    bear on single records the terms are asked for of those with the ids in `instances` alone (None:
    of all).
    """

    kind: MeasureKind
    dossier: Dossier
    standing: StandingSummary
    edition: MeasuresEdition
    today: date
    orders: Sequence[Order] = ()
    instances: frozenset[str] | None = None

    def asks_for(self, record_id: str) -> bool:
        """Say whether the terms about a record are asked for."""
        return self.instances is None or record_id in self.instances

    def stakes(self, kind: type[E]) -> list[tuple[str, E]]:
        """Return the records of a kind that stand and are asked for, in the order of their ids."""
        if self.instances is None:
            return self.dossier.records(kind)
        stakes = ((each, self.dossier.filing(each, (kind,))) for each in sorted(self.instances))
        return [
            (record_id, filing.content)  # type: ignore[misc]  # filings of a kind were asked for
            for record_id, filing in stakes
            if filing is not None and not filing.withdrawn
        ]


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
