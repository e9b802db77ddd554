"""The terms of a linked measure, and the order by which an agency is required to take it."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.measure_cause import MeasureCause
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters, Settlement
from schemas.vocabulary.measure_status import ENDED, MeasureStatus, Reached


class Terms(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a measure says. `instance` is the record that it bears on (empty: the enterprise).

    `occasion` tells apart orders that are otherwise equal (each fall calls for its own interview).
    `within` is the count of working days that the agency has (None: no term), `due_by` the last day
    of a term that is no count of them. `until` is the last day of a measure that ends by itself.
    `amount` is in yuan. `settlement` is what is left to do of earlier terms, once; it is no part of
    what the agency does from now on.
    """

    kind: MeasureKind
    grade: str
    agency: str
    article: str
    mark: Mark
    edition: str
    after_defence: bool
    instance: str = ""
    occasion: str = ""
    within: int | None = None
    until: date | None = None
    due_by: date | None = None
    amount: Decimal | None = None
    parameters: MeasureParameters = MeasureParameters()
    settlement: Settlement | None = None

    @property
    def key(self) -> tuple[MeasureKind, str]:
        """Return what names the measure within an enterprise."""
        return self.kind, self.instance

    def same_substance(self, other: "Terms") -> bool:
        """Say whether the agency has to do the same under both."""
        return (self.agency, self.amount, self.parameters, self.occasion, self.until) == (
            other.agency,
            other.amount,
            other.parameters,
            other.occasion,
            other.until,
        )


# What ends an order, apart from acts: the status in which it ends is in `orders.procedure`.
Ending = Literal["cause ends", "cause had never been", "own term ends", "replaced"]


class Ended(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The end of an order on a day, apart from what acts bring about.

    `revised_grade` is, where a record took grades back, that of the first day of the period that
    the order bears on, by what was known when it ended (None: none; `is_revised`: whether one did).
    """

    by: Ending
    day: date
    is_revised: bool = False
    revised_grade: str | None = None


class PublishedStatus(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was last published of an order: its status, from when, until when, on which terms.

    `cause` is why it was required then. `step_count` counts the first steps of the history that are
    as they were published: what follows them is to be published with the next change.
    """

    status: MeasureStatus
    since: date
    terms: Terms
    cause: MeasureCause
    deadline: date | None = None
    step_count: int = 0


class Version(msgspec.Struct, frozen=True):
    """The terms of an order from a day on."""

    since: date
    terms: Terms


class Order(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A measure on its way through due process.

    `versions` are its terms, the first those on which it was opened; `grade` is the grade of that
    day, `caused_on` the day of the latest record behind it. `successor` is the number of the order
    with stricter terms that takes its place when it takes effect. `refund` (yuan) is what was paid
    without cause so far. `history` has the statuses reached, `published` the last status and
    terms that were published. `reminded` is the deadline of which the agency was reminded,
    `alarmed` the one of which it was announced that it passed. `count` is how many orders of the
    same thing were opened before it on its day. `name` is the enterprise's, `looks_on` the next day
    on which the order changes by itself (None: never), both as of the last review.
    """

    number: str
    grade: str
    opened_on: date
    versions: tuple[Version, ...]
    caused_on: date | None = None
    successor: str | None = None
    refund: Decimal = Decimal()
    ended: Ended | None = None
    history: tuple[Reached, ...] = ()
    published: PublishedStatus | None = None
    reminded: date | None = None
    alarmed: date | None = None
    count: int = 0
    name: str | None = None
    looks_on: date | None = None

    @property
    def terms(self) -> Terms:
        """Return the terms as they are now."""
        return self.versions[-1].terms

    @property
    def last(self) -> Reached:
        """Return the status that was reached last, the end included."""
        return self.history[-1]

    @property
    def status(self) -> MeasureStatus:
        """Return the status."""
        return self.history[-1].status

    @property
    def is_open(self) -> bool:
        """Say whether the order is under way or in effect."""
        return self.status not in ENDED

    @property
    def was_in_effect(self) -> bool:
        """Say whether it ever took effect."""
        return any(each.status == "in_force" for each in self.history)

    def status_on(self, day: date) -> MeasureStatus | None:
        """Return the status at the end of a day (None: it was not opened yet)."""
        reached = [each.status for each in self.history if each.since <= day]
        return reached[-1] if reached else None


class OrderStep(msgspec.Struct, frozen=True, kw_only=True):
    """A change of an order, to be published to the agency.

    `step_count` counts the first steps of its history that were published before, and still hold.
    """

    order: Order
    terms: Terms
    from_status: MeasureStatus | None
    grade: str
    cause: MeasureCause
    step_count: int


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """The term of an order's next step that is about to end, or `passed`."""

    order: Order
    deadline: date
    passed: bool
    assumes: int | None = None
