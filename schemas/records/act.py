"""Acts of authorities that answer a measure: they come in as reports like any other."""

from datetime import date

from schemas.vocabulary.measure_kind import MeasureKind

from .base import Record


class InterviewHeld(Record, frozen=True, kw_only=True, tag="interview_held"):
    """The regulator's interview (约谈) took place."""

    held_on: date


class RectificationChecked(Record, frozen=True, kw_only=True, tag="rectification_checked"):
    """The regulator checked whether an enterprise mended (整改复查) and says with what result."""

    checked_on: date
    passed: bool


class MeasureCarriedOut(Record, frozen=True, kw_only=True, tag="measure_carried_out"):
    """An agency acknowledges that it carried a measure out."""

    measure: MeasureKind
    carried_out_on: date
