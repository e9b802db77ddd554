"""A department submitted a report, in its own layout."""

from typing import Annotated, Any, ClassVar

import msgspec

from .base import Body

# No file has as many; and no personal identity number (18 digits) is a row.
Row = Annotated[int, msgspec.Meta(ge=1, le=10**12)]
Cell = Any  # what JSON can hold: a department's field may be text, a number or a nested list


class ReportSubmitted(Body, frozen=True, kw_only=True):
    """One row of a department's file, one element of its list, or one message of its client.

    `layout` names how the department's fields are to be read (services/intake/rulebook/layouts).
    `fields` maps the department's own field names to what stands there. `submission` groups the
    rows that were sent together; `row` counts from 1, as the sender sees it in the file. `digest`
    is that of all that was sent together: by it the same row of the same file is known again.
    Subject: whatever identifier the sender has for the enterprise, or `unidentified`.
    """

    SUBJECT_ACTION: ClassVar[str] = "report-submitted"

    department: str
    layout: str
    fields: dict[str, Cell]
    submission: str
    row: Row
    file: str | None = None
    digest: str | None = None
