"""The term of an agency's step is about to end, or passed without the step."""

from datetime import date
from typing import ClassVar

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_status import MeasureStatus

from .base import Body


class DeadlineAnnounced(Body, frozen=True, kw_only=True):
    """A reminder before the `deadline` of an order's next step, or (`passed`) the alarm after it.

    `status` is where the order stands: `proposed` (notice is due), `defended` (the decision),
    `decided` (service), `in_force` (the measure itself), `suspended` (the decision on an
    objection). `deadline_assumes` is the year whose calendar of working days is not published,
    where the deadline rests on it.
    """

    SUBJECT_ACTION: ClassVar[str] = "deadline-announced"

    day: date
    name: str | None
    order: str
    measure: MeasureKind
    agency: str
    status: MeasureStatus
    deadline: date
    passed: bool
    deadline_assumes: int | None = None
