"""Why an order about a measure was opened, amended or ended (事由)."""

from datetime import date
from typing import Literal

import msgspec

from .measure_status import MeasureStatus

# `standing`: the grade and the lists call for it. The others are ends: the grade calls for it no
# more, or had never been; another order takes its place; its own term is over; an act ended it; the
# code was succeeded by another, or the enterprise is no more.
CauseKind = Literal[
    "standing",
    "called_for_no_more",
    "never_was",
    "replaced",
    "term_over",
    "act",
    "succeeded",
    "deregistered",
]


class RuleDocuments(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rule behind a grade, with the documents of the records that it speaks of."""

    rule: str
    document_numbers: tuple[str, ...] = ()


class MeasureCause(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """A cause of some kind, with what belongs to that kind.

    `grade` is the enterprise's, `rules` are those behind it, `lists` those that call for the
    measure. `former_grade` is the grade that had never been, `until` the last day of the order's
    own term, `office` who acted, `succeeded_by` the code under which it is on record now, `status`
    the order's by the act, `registry_status` the enterprise's in the registry.
    """

    kind: CauseKind
    grade: str | None = None
    rules: tuple[RuleDocuments, ...] = ()
    lists: tuple[str, ...] = ()
    former_grade: str | None = None
    until: date | None = None
    office: str | None = None
    status: MeasureStatus | None = None
    succeeded_by: str | None = None
    registry_status: str | None = None
