"""Findings as intake admits them."""

from datetime import UTC, date, datetime

from services.intake.domain.records.admission import IncomingReport
from services.intake.domain.records.known_records import DepartmentVersion


def reported(
    report: str,
    content: str,
    row: int = 1,
    submission: str = "s",
    sheet_row: str = "",
    department: str = "fire",
    day: int = 1,
) -> IncomingReport:
    """Return a report; the content `-` takes back."""
    return IncomingReport(
        digest=report.encode(),
        sheet_row=(sheet_row or report).encode(),
        version=DepartmentVersion(
            department=department,
            content=content.encode(),
            submission=submission.encode(),
            row=row,
            occurred_on=date(2026, 3, day),
            withdrawn=content == "-",
            packed_finding=content.encode(),
            known_at=datetime(2026, 3, day, tzinfo=UTC),
        ),
    )
