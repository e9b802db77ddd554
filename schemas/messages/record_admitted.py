"""A record about an enterprise was admitted: new, corrected or withdrawn."""

from datetime import date
from typing import ClassVar

from schemas.records import Content

from .base import Body
from .finding_normalized import Origin


class RecordAdmitted(Body, frozen=True, kw_only=True):
    """One revision of a record.

    `record_id` names the finding through all its revisions; `revision` names this version of it.
    A withdrawn record counts as never having been, from `known_at` on.
    """

    SUBJECT_ACTION: ClassVar[str] = "record-admitted"

    record_id: str
    revision: str
    department: str
    document_number: str
    occurred_on: date
    content: Content
    origin: Origin
    withdrawn: bool = False
