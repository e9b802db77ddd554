"""A report could not be accepted, or waits in quarantine for a person's decision."""

from typing import ClassVar, Literal

from .base import Body
from .finding_normalized import Origin
from .report_submitted import Cell


class ReportRejected(Body, frozen=True, kw_only=True):
    """Tells the sender what is wrong, where, and what to do; keeps what was sent.

    `field` is the department's own field name. `chinese` and `english` say the reason and the
    remedy. `fields` is the report without personal data. `proposals` are what a person may choose
    from (unified codes, or what a statement can say), where the outcome is `quarantined`.
    """

    SUBJECT_ACTION: ClassVar[str] = "report-rejected"

    origin: Origin
    outcome: Literal["rejected", "quarantined"]
    reason: str
    field: str | None
    value: str | None
    chinese: str
    english: str
    fields: dict[str, Cell]
    identifier: str | None = None
    proposals: tuple[str, ...] = ()
