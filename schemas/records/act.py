"""Acts of authorities that answer a measure: they come in as reports like any other."""

from datetime import date
from typing import Literal

from schemas.vocabulary.measure_kind import MeasureKind

from .base import Record

ActKind = Literal[
    "noticed",
    "defended",
    "decided",
    "served",
    "carried_out",
    "refused",
    "objected",
    "suspended",
    "objection_decided",
    "resumed",
]
Outcome = Literal["taken", "not_taken", "upheld", "rejected"]


class InterviewHeld(Record, frozen=True, kw_only=True, tag="interview_held"):
    """The regulator's interview (约谈) took place."""

    held_on: date


class RectificationChecked(Record, frozen=True, kw_only=True, tag="rectification_checked"):
    """The regulator checked whether an enterprise mended (整改复查) and says with what result."""

    checked_on: date
    passed: bool


class MeasureAct(Record, frozen=True, kw_only=True, tag="measure_act"):
    """A step of an order: of its agency, or of the enterprise or a court as the agency heard of it.

    `noticed` (告知), `defended` (陈述申辩), `decided` (`outcome`: taken or not_taken), `served`
    (送达), `carried_out`, `refused` (with the `reason`), `objected` (申请复核),
    `objection_decided` (`outcome`: upheld or rejected), `suspended` and `resumed` (by a court, or
    by who reviews). `order` is the order's number; without it the act is about the agency's only
    order of this measure. `officer` is the staff number of who decided, `office` the office.
    """

    measure: MeasureKind
    act: ActKind
    acted_on: date
    order: str | None = None
    outcome: Outcome | None = None
    office: str | None = None
    officer: str | None = None
    reason: str | None = None
