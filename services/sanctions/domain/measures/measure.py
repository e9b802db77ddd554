"""What a linked measure is to the rest of sanctions: one entry of the registry."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

import msgspec

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.retroactive_grade import RetroactiveGrade
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.rules.measure_rules import MeasureRule, Nature
from services.sanctions.domain.terms.measure import Order, Terms
from services.sanctions.domain.terms.required import Case

R = TypeVar("R", bound=MeasureRule)


class Review(msgspec.Struct, frozen=True):
    """What a look back hangs on: all that is known, the edition, the grades of the past, the day.

    `revised_grades` are the grades by what is known now, where a record took some back.
    """

    dossier: Dossier
    edition: MeasuresEdition
    revised_grades: tuple[RetroactiveGrade, ...]
    today: date


def _nothing_paid(_order: Order, _review: Review) -> Decimal:
    return Decimal()


def _no_burden(_terms: Terms) -> Decimal:
    return Decimal()


def _as_they_were(order: Order) -> Terms:
    return order.terms


def _no_grade(_rule: MeasureRule) -> Iterable[str]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Measure(Generic[R]):
    """All that is particular to a linked measure.

    `name` is that of its `rule` in an edition. `nature` is what it does to an enterprise. `due`
    returns the terms that a case calls for. A `severe` one cuts into what an enterprise has or may
    do: notice and defence come before the effect. `burden` is the greater the more is taken: only
    to compare terms of this measure; heavier ones need a notice of their own. `ended` returns the
    terms of an order that was in effect, with what its end leaves to do. One that is
    `done_when_carried_out` is over then: there is nothing left to lift. `paid_without_cause`
    returns the yuan that an order took beyond what was due. `constrained_grades` are those that
    lose something by it: no measure may prefer them. One `in_every_edition` can't be left out.
    """

    kind: MeasureKind
    name: str
    rule: type[R]
    nature: Nature
    due: Callable[[Case, R], list[Terms]]
    severe: bool = False
    in_every_edition: bool = False
    burden: Callable[[Terms], Decimal] = _no_burden
    ended: Callable[[Order], Terms] = _as_they_were
    done_when_carried_out: bool = False
    paid_without_cause: Callable[[Order, Review], Decimal] = _nothing_paid
    constrained_grades: Callable[[R], Iterable[str]] = _no_grade
