"""Persons' decisions about identifiers, as reports of a department."""

from datetime import date, datetime

from schemas.messages import Fact, ReportSubmitted
from services.chassis.clock import clock_at
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.submission import Sender, submit_rows
from tests.support.sample_files import KNOWN_ON, RULEBOOK


def decision(
    identifier: str,
    code: str | None,
    *,
    reason: str = "",
    day: date = KNOWN_ON,
    at: datetime | None = None,
    department: str = "work-safety",
    changed: dict[str, object] | None = None,
) -> list[Fact[ReportSubmitted]]:
    """Return the report that an identifier is this code's (None: refused)."""
    fields = {
        "identifier": identifier,
        "decision": "refuse" if code is None else "accept",
        "decided_by": "信用信息科",
        **({"code": code} if code else {}),
        **({"reason": reason} if reason else {}),
        **(changed or {}),
    }
    sender = Sender(department, at or clock_at(day)())
    digest = f"{identifier} {code} {reason} {changed}"
    return list(submit_rows(RULEBOOK, sender, "decision", digest, [Row(1, fields)]))
