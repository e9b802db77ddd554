"""A record about an enterprise was admitted: new, corrected or withdrawn."""

from datetime import date
from typing import Annotated, ClassVar

import msgspec

from schemas.records import Content

from .base import Body
from .finding_normalized import Origin


class RecordAdmitted(Body, frozen=True, kw_only=True):
    """One revision of a record.

    `record_id` names the finding through all its revisions; `revision` counts these from 1, in the
    order in which intake admitted them: of those that were known, the one with the highest number
    holds. `department` is the one that reported it first, whose words hold; `sources` are all that
    reported this finding, that one first. A withdrawn record counts as never having been, from
    `known_at` on. `assumed` are the fields of the content that its department does not state, so
    that a value was taken for them.
    `known_at` on. `same_as` is the record as which this one counts, by a person's decision that the
    two are one (None: it counts itself).
    """

    SUBJECT_ACTION: ClassVar[str] = "record-admitted"

    record_id: str
    revision: Annotated[int, msgspec.Meta(ge=1)]
    department: str
    document_number: str
    occurred_on: date
    content: Content
    origin: Origin
    sources: tuple[str, ...]
    withdrawn: bool = False
    assumed: tuple[str, ...] = ()
    same_as: str | None = None
