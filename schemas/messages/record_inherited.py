"""A record of a code that was succeeded goes over to its successor."""

from datetime import datetime
from typing import Annotated, ClassVar

import msgspec

from schemas.records.base import RecordPart

from .base import Body
from .finding_normalized import FindingNormalized


class SourceVersion(RecordPart, frozen=True, kw_only=True):
    """What a department says of the record: its finding, its latest place, when it was known."""

    finding: FindingNormalized
    reported_at: datetime
    submission: bytes
    row: int


class RecordInherited(Body, frozen=True, kw_only=True):
    """What admission at the old code knew of a record, so that it is known at the successor's too.

    `versions` are what its departments say, or took back; what the first of them says holds.
    `report` and `sheet_row` are the digests of its first report; all of them go over beforehand
    (ReportsInherited).
    """

    SUBJECT_ACTION: ClassVar[str] = "record-inherited"

    from_code: str
    versions: Annotated[tuple[SourceVersion, ...], msgspec.Meta(min_length=1)]
    revision: Annotated[int, msgspec.Meta(ge=1)]
    report: bytes
    sheet_row: bytes


class ReportsInherited(Body, frozen=True, kw_only=True):
    """Digests by which admission recognises repeats go over to a successor, some at a time.

    They are of reports, of rows of files, of decisions on doubles, and of records that came over.
    """

    SUBJECT_ACTION: ClassVar[str] = "reports-inherited"

    from_code: str
    digests: Annotated[tuple[bytes, ...], msgspec.Meta(min_length=1, max_length=1_000)]
