"""The registry of the linked measures, one a module: docs/how-to/add-a-measure.md adds one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

import msgspec

from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Order, Terms
from services.sanctions.domain.terms.required import Case, concerned

from . import (
    award_preference,
    bidding_limit,
    bonds,
    inspection_frequency,
    insurance_rate,
    interview,
    loan_limit,
    loan_preference,
    maintenance_qualification,
    project_approval,
    public_listing,
    social_responsibility,
    tax_rebate,
    wage_guarantee,
)
from .measure import Measure

REGISTRY: tuple[Measure[Any], ...] = (
    insurance_rate.MEASURE,
    tax_rebate.MEASURE,
    loan_limit.MEASURE,
    loan_preference.MEASURE,
    project_approval.MEASURE,
    bidding_limit.MEASURE,
    bonds.PERFORMANCE,
    bonds.BID,
    wage_guarantee.MEASURE,
    maintenance_qualification.MEASURE,
    inspection_frequency.MEASURE,
    public_listing.MEASURE,
    social_responsibility.MEASURE,
    award_preference.MEASURE,
    interview.MEASURE,
)
BY_KIND: Mapping[MeasureKind, Measure[Any]] = {each.kind: each for each in REGISTRY}
_POSITIONS = {each.kind: number for number, each in enumerate(REGISTRY)}
# An edition as it is read: with the rule of each measure under its name.
RegistryEdition = cast(
    "type[MeasuresEdition]",
    msgspec.defstruct(
        "RegistryEdition",
        [
            (each.name, each.rule) if each.in_every_edition else (each.name, each.rule | None, None)
            for each in REGISTRY
        ],
        bases=(MeasuresEdition,),
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
        module=__name__,  # where the processes of a trial look for it
    ),
)


def due(
    dossier: Dossier,
    edition: MeasuresEdition,
    today: date | None = None,
    orders: Sequence[Order] | None = None,
    instances: frozenset[str] | None = None,
) -> list[Terms]:
    """Return all measures that the dossier calls for under an edition (today: the standing's).

    `orders` and `instances` are as in a `Case` (None: all orders).
    """
    return [
        terms
        for measure in REGISTRY
        for terms in due_of(measure, dossier, edition, today, orders, instances)
    ]


def due_of(  # noqa: PLR0913, PLR0917 - what the terms of a measure hang on
    measure: Measure[Any],
    dossier: Dossier,
    edition: MeasuresEdition,
    today: date | None = None,
    orders: Sequence[Order] | None = None,
    instances: frozenset[str] | None = None,
) -> list[Terms]:
    """Return what the dossier calls for of one measure."""
    rule = edition.rule(measure)
    standing = None if rule is None else concerned(dossier, rule)
    if rule is None or standing is None:
        return []
    day = today or standing.day
    known = dossier.orders if orders is None else orders
    case = Case(measure.kind, dossier, standing, edition, day, known, instances)
    return measure.due(case, rule)


def position(order: Order) -> tuple[int, str, date, int]:
    """Return the key by which orders are sorted: by measure, record, and as they were opened."""
    return _POSITIONS[order.terms.kind], order.terms.instance, order.opened_on, order.count
