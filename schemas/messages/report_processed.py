"""What became of a report: the receipt of its sender."""

from datetime import date
from typing import ClassVar, Literal

from schemas.vocabulary.assumption import Assumption
from schemas.vocabulary.record_kind import RecordKind

from .base import Body
from .double_suspected import RecordNamed
from .finding_normalized import Count, Origin

ReportOutcome = Literal["accepted", "corrected", "repeated", "rejected", "quarantined"]


class ReportProcessed(Body, frozen=True, kw_only=True):
    """Each report ends in one outcome; a quarantined one gets a second receipt on its release.

    `code` and `record_id` are given where a record was admitted, repeated or corrected; `reason`
    is the reason code of a rejection or quarantine, `field` the department's own field that it is
    about. The rest is what a department's data quality
    follows from: the day on which the report was known (None: that of the receipt); and, where the
    report could be read, the kind of record, the day on which it happened (None: not stated), how
    many of the form's fields were filled, whether it takes the record back, and which values were
    assumed because it does not state them. `double` is the record that this one may be the same as,
    or is decided to be.
    """

    SUBJECT_ACTION: ClassVar[str] = "report-processed"

    origin: Origin
    outcome: ReportOutcome
    code: str | None = None
    record_id: str | None = None
    reason: str | None = None
    field: str | None = None
    reported_on: date | None = None
    kind: RecordKind | None = None
    occurred_on: date | None = None
    fields_filled: Count | None = None
    fields_expected: Count | None = None
    withdrawn: bool = False
    assumed: tuple[Assumption, ...] = ()
    double: RecordNamed | None = None
