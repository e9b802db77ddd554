"""A linked measure changed its state."""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

import msgspec

from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.measure_kind import MeasureKind

from .base import Body

MeasureStatus = Literal["noticed", "in_force", "carried_out", "lifted", "dropped"]


class MeasureChanged(Body, frozen=True, kw_only=True):
    """An order to an agency, or the end of one.

    `noticed`: served on the enterprise, which may defend itself until `deadline`; `in_force`: the
    agency carries it out (by `deadline`, where it has one); `carried_out`: the agency acknowledged;
    `lifted`: the cause ended; `dropped`: the cause ended before it took effect.
    `amount` is in yuan, and `computation` says how it was computed. `parameters` are the
    measure's own figures (a rate in percent, a line in yuan). `instance` is the record id of what
    the measure bears on, where an enterprise can have several (a rebate, a credit line, a project).
    `deadline_note` says what is uncertain about the deadline.
    """

    SUBJECT_ACTION: ClassVar[str] = "measure-changed"

    day: date
    name: str | None
    measure: MeasureKind
    agency: str
    from_status: MeasureStatus | None
    to_status: MeasureStatus
    grade: str
    cause: str
    article: str
    mark: Mark
    edition: str
    amount: Decimal | None = None
    computation: str | None = None
    parameters: dict[str, str] = msgspec.field(default_factory=dict)
    deadline: date | None = None
    instance: str | None = None
    deadline_note: str | None = None
    prompted_by: str | None = None
