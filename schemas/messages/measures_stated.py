"""The measures of an enterprise that are under way or in effect."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from schemas.records.base import RecordPart
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from schemas.vocabulary.measure_status import MeasureStatus
from schemas.vocabulary.measure_totals import MeasureTotal

from .base import Body

__all__ = ["MeasureTotal", "MeasuresStated", "StatedMeasure"]


class StatedMeasure(RecordPart, frozen=True, kw_only=True):
    """A measure as it stands. `amount` is in yuan."""

    order: str
    measure: MeasureKind
    agency: str
    status: MeasureStatus
    since: date
    deadline: date | None
    amount: Decimal | None
    parameters: MeasureParameters = MeasureParameters()
    deadline_assumes: int | None = None


class MeasuresStated(Body, frozen=True, kw_only=True):
    """The measures of an enterprise on a day, in sum; the latest message of each enterprise counts.

    `totals` counts all open orders, and sums their amounts. `measures` are those about the
    enterprise itself (the latest thirty), not those about its single rebates, credit lines and
    projects: these are on `measure-changes`, and the API has all.
    """

    SUBJECT_ACTION: ClassVar[str] = "measures-stated"

    day: date
    name: str | None
    grade: str
    totals: tuple[MeasureTotal, ...]
    measures: tuple[StatedMeasure, ...]
