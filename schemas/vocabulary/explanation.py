"""How a standing is explained: one line for each point given or taken, one for each override."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

from .assumption import Assumption
from .effect import Effect
from .legal_basis import Mark
from .note import EndsWhen, Note

StatusKind = Literal["status", "listed", "proposed"]


class PointsLine(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    gc=False,
):
    """Why some points were given or taken: the record, the rule, the days.

    `points` is signed. `first_day` is the first, `last_day` the last day on which it counts (None:
    until `ends_when` happens). `ends_when` names what would end it sooner. `departments` are all
    that reported the record, the one whose words hold first. `objected`: an objection to the record
    is under way. `assumed` are values on which it rests and that no department states.
    `possibly_same_as` are the documents of records that this one may be the same as, until a person
    decides; `counted_as` is the document as which it counts, without points of its own, since it
    was decided that the two are one.
    """

    rule: str
    chinese: str
    english: str
    points: Decimal
    article: str
    mark: Mark
    record_id: str | None
    document_number: str | None
    departments: tuple[str, ...]
    first_day: date
    last_day: date | None
    ends_when: EndsWhen | None = None
    note: Note | None = None
    objected: bool = False
    assumed: tuple[Assumption, ...] = ()
    possibly_same_as: tuple[str, ...] = ()
    counted_as: str | None = None


class OverrideLine(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    gc=False,
):
    """Why the grade is worse than the score alone would give.

    It rests on `record_count` records, of which the latest are named. `objected`: an objection to
    one of the records is under way. `assumed` are as on a line of points. `possibly_same_as` are
    the documents of records that one of these may be the same as, until a person decides.
    """

    rule: str
    chinese: str
    english: str
    effect: Effect
    article: str
    mark: Mark
    record_ids: tuple[str, ...]
    document_numbers: tuple[str, ...]
    record_count: int
    first_day: date
    last_day: date | None
    ends_when: EndsWhen | None = None
    objected: bool = False
    assumed: tuple[Assumption, ...] = ()
    possibly_same_as: tuple[str, ...] = ()


class GradeReason(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Why a grade is what it is, for people: what a line of the explanation is called.

    `points` are those that it gives (negative: takes), None for an override, whose `effect` is as
    there. `document_numbers` name the records behind it, `article` the source and `mark` its kind.
    """

    rule: str
    chinese: str
    english: str
    points: Decimal | None
    effect: Effect | None
    article: str
    mark: Mark
    document_numbers: tuple[str, ...]


def reason_of(line: PointsLine | OverrideLine) -> GradeReason:
    """Return a line of the explanation as the reason of a grade."""
    return GradeReason(
        rule=line.rule,
        chinese=line.chinese,
        english=line.english,
        points=line.points if isinstance(line, PointsLine) else None,
        effect=line.effect if isinstance(line, OverrideLine) else None,
        article=line.article,
        mark=line.mark,
        document_numbers=documents_of(line),
    )


class StatusLine(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    gc=False,
):
    """What an enterprise has beside score and grade: a status, or a list that it is on or fits.

    `kind` says which: `status` (a watch list, a suspended licence), `listed` (it is on that list by
    a decision), `proposed` (it meets a condition of the list; who penalizes decides).
    `may_leave_on` is the first day on which it may apply to leave a list. `record_count`,
    `objected` and `possibly_same_as` are as in an override.
    """

    kind: StatusKind
    name: str
    rule: str
    chinese: str
    english: str
    article: str
    mark: Mark
    record_ids: tuple[str, ...]
    document_numbers: tuple[str, ...]
    record_count: int
    first_day: date
    last_day: date | None
    may_leave_on: date | None = None
    note: Note | None = None
    objected: bool = False
    possibly_same_as: tuple[str, ...] = ()


def documents_of(line: PointsLine | OverrideLine | StatusLine) -> tuple[str, ...]:
    """Return the numbers of the documents that a line of the explanation rests on."""
    if isinstance(line, PointsLine):
        return (line.document_number,) if line.document_number else ()
    return line.document_numbers


class BudgetLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """What is left in a calendar year of the points of a project, and what was drawn from them.

    That was drawn for `record_count` records, of which the latest documents are named.
    """

    budget: str
    of: str
    chinese: str
    english: str
    year: int
    points: Decimal
    left: Decimal
    document_numbers: tuple[str, ...]
    record_count: int
    article: str
    mark: Mark


SheetPartName = Literal["base", "points", "overrides", "statuses", "budgets"]  # in their order
StandingLine = PointsLine | OverrideLine | StatusLine | BudgetLine


class RuleSum(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    gc=False,
):
    """What all lines of one rule come to: how many there are, and their points.

    `points` are signed; None for the overrides of a rule, whose `effect` is as there.
    """

    rule: str
    line_count: int
    points: Decimal | None = None
    effect: Effect | None = None


class ListedSince(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A list that an enterprise is on by a decision, and since when."""

    name: str
    first_day: date


class PartCounts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """How many lines each part of a sheet has, beside the base line."""

    points: int
    overrides: int
    statuses: int
    budgets: int
