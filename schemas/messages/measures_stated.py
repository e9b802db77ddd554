"""All measures of an enterprise that are under way or in effect."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from schemas.records.base import RecordPart
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from schemas.vocabulary.measure_status import MeasureStatus

from .base import Body


class StatedMeasure(RecordPart, frozen=True, kw_only=True):
    """A measure as it stands. `amount` is in yuan."""

    order: str
    measure: MeasureKind
    agency: str
    status: MeasureStatus
    since: date
    deadline: date | None
    instance: str | None
    amount: Decimal | None
    parameters: MeasureParameters = MeasureParameters()
    deadline_assumes: int | None = None


class MeasuresStated(Body, frozen=True, kw_only=True):
    """The measures of an enterprise on a day: the latest message of each is the whole truth."""

    SUBJECT_ACTION: ClassVar[str] = "measures-stated"

    day: date
    name: str | None
    grade: str
    measures: tuple[StatedMeasure, ...]
