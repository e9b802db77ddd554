"""From rejected and quarantined reports to occasions."""

from schemas.messages import ReportRejected
from schemas.vocabulary.sentences import both
from services.notify.domain.occasion import Occasion

from .sources import reporting


def report_occasion(body: ReportRejected) -> Occasion:
    """Return the occasion of a report that could not be accepted."""
    origin = body.origin
    chinese, english = both(department=reporting(origin.department))
    return Occasion(
        events=(f"report.{body.outcome}",),
        department=origin.department,
        values={
            "file": origin.file,
            "row": str(origin.row),
            "field": body.field,
            "value": body.value,
        },
        values_chinese=chinese | {"explanation": body.chinese},
        values_english=english | {"explanation": body.english},
    )
