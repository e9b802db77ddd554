"""Inspections (监督检查) and trainings (安全培训): duties that were fulfilled or not."""

from datetime import date
from typing import Literal

from .base import Record

SiteOrder = Literal["rectification_notice", "stop_work_order", "fine"]


class Inspection(Record, frozen=True, kw_only=True, tag="inspection"):
    """The result of an inspection on a day; `findings` says what was found wrong.

    On a building site `project` names the project, and `order` says what was ordered there.
    """

    subject: str
    inspected_on: date
    passed: bool
    findings: str = ""
    project: str | None = None
    order: SiteOrder | None = None


class Training(Record, frozen=True, kw_only=True, tag="training"):
    """A safety training that was due: how many persons had to take it, and how many passed."""

    course: str
    held_on: date
    persons_due: int
    persons_passed: int
