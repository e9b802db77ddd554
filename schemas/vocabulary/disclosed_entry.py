"""What the public may know of an enterprise: the grade and its public reasons, the measures."""

from datetime import date
from typing import Literal

import msgspec

from .disclosed_record import DisclosedRecord
from .legal_basis import Mark
from .measure_kind import MeasureKind
from .note import EndsWhen

CommitmentStatus = Literal["none", "made", "published", "broken"]


class _Part(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    gc=False,
):
    """A frozen value inside an entry."""


class DisclosedReason(_Part, frozen=True, kw_only=True):
    """A public line behind the grade: the base, or one that rests on public records alone."""

    rule: str
    chinese: str
    english: str
    article: str
    mark: Mark
    first_day: date
    last_day: date | None = None
    ends_when: EndsWhen | None = None
    document_numbers: tuple[str, ...] = ()
    objected: bool = False


class DisclosedMeasure(_Part, frozen=True, kw_only=True):
    """A linked measure that must be published: which agency takes it, since when, by what."""

    order: str
    measure: MeasureKind
    agency: str
    since: date
    article: str
    mark: Mark


class GradeSince(_Part, frozen=True, kw_only=True):
    """A grade, and the first day on which the enterprise had it."""

    first_day: date
    grade: str


class DisclosedCounts(_Part, frozen=True, kw_only=True):
    """How many records of each kind are public."""

    penalties: int = 0
    accidents: int = 0
    hidden_dangers: int = 0
    listings: int = 0
    commitments: int = 0
    replies: int = 0


class DisclosedIdentity(_Part, frozen=True, kw_only=True):
    """Who the enterprise is: as registered."""

    name: str | None
    sector: str
    district: str | None = None
    former_names: tuple[str, ...] = ()
    organization_code: str | None = None
    former_codes: tuple[str, ...] = ()
    succeeded_by: str | None = None


class DisclosedEntry(_Part, frozen=True, kw_only=True):
    """The public entry of an enterprise on a day.

    `grade` is None where it is not rated, or the edition lets no grade be public. `reasons` are
    those behind the grade that are public; `further_reasons`: there are others, which the law does
    not let be public. `records` are the latest of those that are public, `counts` how many there
    are in all. `grades` has the last changes of the grade. `thin`: the standing rests on too
    little. `rating_edition` is the rule pack behind the grade, `edition` the rules on disclosure.
    """

    identity: DisclosedIdentity
    edition: str
    grade: str | None
    level: int | None
    rating_edition: str | None
    counts: DisclosedCounts
    commitment: CommitmentStatus
    reasons: tuple[DisclosedReason, ...] = ()
    further_reasons: bool = False
    records: tuple[DisclosedRecord, ...] = ()
    measures: tuple[DisclosedMeasure, ...] = ()
    grades: tuple[GradeSince, ...] = ()
    thin: bool = False
