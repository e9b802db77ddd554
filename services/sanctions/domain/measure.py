"""A linked measure: what is wanted of an agency, and how far it has come."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.measure_kind import MeasureKind

Status = Literal["noticed", "in_force", "carried_out", "lifted", "dropped"]


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a measure says. `instance` is the record that it bears on (empty: the enterprise).

    `occasion` tells apart orders that are otherwise equal (each fall calls for its own interview).
    `within` is the count of working days that the agency has (None: no term). `amount` is in yuan.
    """

    kind: MeasureKind
    grade: str
    cause: str
    agency: str
    article: str
    mark: Mark
    edition: str
    after_defence: bool
    instance: str = ""
    occasion: str = ""
    within: int | None = None
    amount: Decimal | None = None
    computation: str | None = None
    parameters: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def key(self) -> tuple[MeasureKind, str]:
        """Return what names the measure within an enterprise."""
        return self.kind, self.instance

    def same_substance(self, other: "Terms") -> bool:
        """Say whether the agency has to do the same under both."""
        return (self.agency, self.amount, self.parameters, self.occasion) == (
            other.agency,
            other.amount,
            other.parameters,
            other.occasion,
        )


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """Stricter terms that were noticed while milder ones are in force."""

    terms: Terms
    deadline: date
    deadline_note: str | None


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """A measure as it stands. `since` is the day of the notice, of the effect or of the end.

    `deadline` is the last day of the defence (noticed) or of the agency's term (in force).
    """

    terms: Terms
    status: Status
    since: date
    deadline: date | None = None
    deadline_note: str | None = None
    pending: Pending | None = None

    @property
    def is_open(self) -> bool:
        """Say whether the measure is under way or in effect."""
        return self.status not in ("lifted", "dropped")

    @property
    def defence_ends(self) -> date | None:
        """Return the last day of a defence that is running."""
        if self.status == "noticed":
            return self.deadline
        return self.pending.deadline if self.pending else None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a measure's status, to be told to the agency."""

    terms: Terms
    from_status: Status | None
    to_status: Status
    grade: str
    cause: str
    deadline: date | None = None
    deadline_note: str | None = None
