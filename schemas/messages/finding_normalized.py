"""A report was brought into the common language, and waits for identification or admission."""

from datetime import date
from typing import Annotated, ClassVar

import msgspec

from schemas.records import Content

from .base import Body
from .report_submitted import Row

Count = Annotated[int, msgspec.Meta(ge=0)]


class Origin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a report came from: enough to find the row again and to tell its sender."""

    report_id: str
    department: str
    layout: str
    submission: str
    row: Row
    file: str | None = None
    digest: str | None = None


class FindingNormalized(Body, frozen=True, kw_only=True):
    """A finding in the common language.

    `identifier` says what the department named the enterprise by: `code:`, `org:`, `reg:` or
    `name:` and the tidy value, `identifier_field` the department's own field where it stood. `name`
    is the name that the report gave, if any. `occurred_on` is the day of the report where none is
    stated (`day_stated`). `reported_on` is the day on which the report was known, which stays when
    the finding has to wait; `fields_filled` of `fields_expected` fields of its form were filled.
    `placeholder` is what stood in that field in place of a code, where there is but the name.
    `assumed` are the fields of the content that the report does not state, though rules need them.
    """

    SUBJECT_ACTION: ClassVar[str] = "finding-normalized"

    origin: Origin
    identifier: str
    name: str | None
    document_number: str
    occurred_on: date
    content: Content
    reported_on: date
    fields_filled: Count
    fields_expected: Count
    withdrawn: bool = False
    identifier_field: str | None = None
    day_stated: bool = True
    placeholder: str | None = None
    assumed: tuple[str, ...] = ()
