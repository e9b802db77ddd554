"""A record of a code that was succeeded goes over to its successor."""

from datetime import datetime
from typing import Annotated, ClassVar

import msgspec

from .base import Body
from .finding_normalized import FindingNormalized


class RecordInherited(Body, frozen=True, kw_only=True):
    """What admission at the old code knew of a record, so that it is known at the successor's too.

    `finding` is what holds, `said_at` when that was known, `row` its latest place in `submission`.
    `reports` and `sheet_rows` are digests by which repeats are recognised, in the order of arrival.
    """

    SUBJECT_ACTION: ClassVar[str] = "record-inherited"

    from_code: str
    finding: FindingNormalized
    said_at: datetime
    department: str
    revision: Annotated[int, msgspec.Meta(ge=1)]
    sources: tuple[str, ...]
    submission: bytes
    row: int
    reports: tuple[bytes, ...]
    sheet_rows: tuple[bytes, ...]
