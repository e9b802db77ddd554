"""Yearly evaluations of special-equipment maintenance units (维保单位考评)."""

from datetime import date
from decimal import Decimal
from typing import Literal

from .base import Record


class Evaluation(Record, frozen=True, kw_only=True, tag="evaluation"):
    """The score (points of 100) that a maintenance unit got in the evaluation of a year."""

    unit_name: str
    equipment: Literal["elevator", "simple_lift"]
    score: Decimal
    evaluated_on: date
    evaluator: str
