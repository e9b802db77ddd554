"""Objections (异议) to a record, and credit repair (信用修复).

`record_number` is the document number of the record that is objected to or repaired, `record_kind`
its kind: together with the enterprise they name it.
"""

from datetime import date
from typing import Literal

from schemas.vocabulary.record_kind import RecordKind

from .base import Record


class ObjectionFiled(Record, frozen=True, kw_only=True, tag="objection_filed"):
    """An enterprise objects to a record."""

    record_kind: RecordKind
    record_number: str
    filed_on: date
    grounds: str


class ObjectionDecided(Record, frozen=True, kw_only=True, tag="objection_decided"):
    """An objection was decided; by another office than that which decided the record.

    `objection_number` is the document number of the objection.
    """

    objection_number: str
    record_kind: RecordKind
    record_number: str
    decided_on: date
    outcome: Literal["upheld", "partly_upheld", "dismissed"]
    decided_by: str


class RepairApplied(Record, frozen=True, kw_only=True, tag="repair_applied"):
    """An enterprise applied for the repair of its credit as to one record."""

    record_kind: RecordKind
    record_number: str
    applied_on: date
    commitment_given: bool


class RepairGranted(Record, frozen=True, kw_only=True, tag="repair_granted"):
    """An application for repair was decided. Where it was granted, it takes effect on that day."""

    record_kind: RecordKind
    record_number: str
    decided_on: date
    granted: bool
    decided_by: str
