"""A record became public, changed, or is public no longer."""

from datetime import date
from typing import ClassVar

from schemas.vocabulary.disclosed_record import DisclosedRecord, DisclosureEnd

from .base import Body


class RecordDisclosed(Body, frozen=True, kw_only=True):
    """What is public of a record from `day` on; with `ended` nothing is, and nothing is said of it.

    `code` and `name` are the enterprise's. One of `record` and `ended` is given. Who receives it
    shows the record from that day on, or no longer: `ended` says why (公示期满, 信用修复 ...).
    """

    SUBJECT_ACTION: ClassVar[str] = "record-disclosed"

    code: str
    name: str | None
    day: date
    record_id: str
    record: DisclosedRecord | None = None
    ended: DisclosureEnd | None = None
