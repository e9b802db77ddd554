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
    `reports` and `sheet_rows` are digests by which repeats are recognised, in the order of arrival.
    """

    SUBJECT_ACTION: ClassVar[str] = "record-inherited"

    from_code: str
    versions: Annotated[tuple[SourceVersion, ...], msgspec.Meta(min_length=1)]
    revision: Annotated[int, msgspec.Meta(ge=1)]
    reports: tuple[bytes, ...]
    sheet_rows: tuple[bytes, ...]
