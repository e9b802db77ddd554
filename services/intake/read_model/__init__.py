"""Intake's views: what became of each report, and what waits for a person."""

from .settled import (
    Receipt,
    Submission,
    Totals,
    receipts,
    settled_rows,
    submissions,
    totals,
    view_of_fact,
)
from .waiting import Page, Waiting, page, quarantine, view_of_state

__all__ = [
    "Page",
    "Receipt",
    "Submission",
    "Totals",
    "Waiting",
    "page",
    "quarantine",
    "receipts",
    "settled_rows",
    "submissions",
    "totals",
    "view_of_fact",
    "view_of_state",
]
