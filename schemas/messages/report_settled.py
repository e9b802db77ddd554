"""What became of a report: the receipt of its sender."""

from typing import ClassVar, Literal

from .base import Body
from .finding_normalized import Origin

ReportOutcome = Literal["accepted", "corrected", "repeated", "rejected", "quarantined"]


class ReportSettled(Body, frozen=True, kw_only=True):
    """Each report ends in one outcome; a quarantined one gets a second receipt on its release.

    `code` and `record_id` are given where a record was admitted, repeated or corrected; `reason`
    is the reason code of a rejection or quarantine.
    """

    SUBJECT_ACTION: ClassVar[str] = "report-settled"

    origin: Origin
    outcome: ReportOutcome
    code: str | None = None
    record_id: str | None = None
    reason: str | None = None
