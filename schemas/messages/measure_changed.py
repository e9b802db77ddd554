"""A linked measure changed its state."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from schemas.vocabulary.explanation import GradeReason
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.measure_cause import MeasureCause
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters, Settlement
from schemas.vocabulary.measure_status import MeasureStatus, Reached

from .base import Body

__all__ = ["MeasureChanged", "Reached"]


class MeasureChanged(Body, frozen=True, kw_only=True):
    """An order to an agency took a step; its number is `order`.

    `proposed`: the agency has to give notice; `noticed`: the enterprise may defend itself until
    `deadline`; `defended`: it did, and the agency has to decide; `decided`, `served`: the decision
    has to be, and was, served; `in_force`: the agency carries it out (by `deadline`, where it has
    one); `carried_out`, `refused`: the agency said so; `suspended`: by objection or court.
    Ends: `lifted`: the cause ended; `reversed`: the cause had never been, or the objection was
    upheld; `replaced`: another order took its place; `expired`: its own term ended; `dropped`: it
    ended before it took effect. `history` has what
    this change made of the statuses behind the first `steps_before` ones, at least the last: who
    applies the changes of an order one after the other has its whole history. It has fifty at most:
    who knows fewer than `steps_before` misses some, and finds them in the API.

    `cause` says why it was opened, amended or ended; `because` are the rules behind the grade and
    the base score in words, for the notice and the decision (empty where the order ended). `amount`
    is in yuan. `parameters` are what the measure says beside it, and how the amount was computed
    (`schemas.vocabulary.measure_details` puts them into words), `settlement` what is left to do of
    earlier terms. `instance` is the record id of what the measure bears on, where an enterprise can
    have several (a rebate, a credit line, a project). `deadline_assumes` is the year whose calendar
    of working days is not published, where the deadline rests on it: the step is published again
    with the true one once it is.
    """

    SUBJECT_ACTION: ClassVar[str] = "measure-changed"

    day: date
    name: str | None
    sector: str
    district: str | None
    order: str
    measure: MeasureKind
    agency: str
    from_status: MeasureStatus | None
    to_status: MeasureStatus
    grade: str
    cause: MeasureCause
    article: str
    mark: Mark
    edition: str
    amount: Decimal | None = None
    parameters: MeasureParameters = MeasureParameters()
    settlement: Settlement | None = None
    deadline: date | None = None
    instance: str | None = None
    deadline_assumes: int | None = None
    steps_before: int = 0
    history: tuple[Reached, ...] = ()
    prompted_by: str | None = None
    because: tuple[GradeReason, ...] = ()
