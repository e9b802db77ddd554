"""What intake knows of an enterprise's records: enough to tell new from corrected and repeated."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

import msgspec

Verdict = Literal[
    "known",
    "accepted",
    "corrected",
    "repeated",
    "superseded",
    "sent_before",
    "also_reported",
    "reported_otherwise",
    "of_another",
]


class Reported(msgspec.Struct, frozen=True):
    """One report as admission sees it: short digests, and its place in its submission.

    `sheet_row` is the same for the same row of the same file, however often it is sent. `said` is
    the whole finding, as it is kept with the record, `said_at` when it was known.
    """

    department: str
    report: bytes
    sheet_row: bytes
    content: bytes
    submission: bytes
    row: int
    occurred_on: date
    said: bytes
    said_at: datetime
    withdrawn: bool = False


class KnownRecord(msgspec.Struct, frozen=True, array_like=True):
    """The latest content of a record, the row that brought it, and all reports that it had.

    The record is the department's that reported it first. `revision` counts from 1 what was said of
    it: each other content, each further department in `sources`, which begins with the first.
    `said` is the finding that holds, `said_at` when it was known. `reports` and `sheet_rows` are
    those of all its reports, in the order of their arrival.
    """

    department: str
    revision: int
    content: bytes
    submission: bytes
    row: int
    occurred_on: date
    withdrawn: bool
    said: bytes
    said_at: datetime
    sources: tuple[str, ...]
    reports: tuple[bytes, ...]
    sheet_rows: tuple[bytes, ...]


Records = Mapping[str, KnownRecord]


def admit(records: Records, record_id: str, reported: Reported) -> tuple[Records, Verdict]:
    """Return the records known afterwards, and what the report is.

    `known`: this very report was here before (a redelivery). `repeated`: nothing new, be it the
    same content. `sent_before`: the row of a file that was sent before, and was corrected since:
    what it said then, it said. `superseded`: a later row of the same
    submission said otherwise and was here first, because this row had to wait. `also_reported`,
    `reported_otherwise`: the same finding (its number, its enterprise, its day) from a further
    department, in the same words or others: it counts once, as its first department says, and both
    are its sources. `of_another`: a withdrawal, or another day, from a department whose record it
    is not.
    """
    before = records.get(record_id)
    if before is None:
        return {**records, record_id: first_of(reported)}, "accepted"
    if reported.report in before.reports:
        return records, "known"
    seen = msgspec.structs.replace(
        before,
        reports=(*before.reports, reported.report),
        sheet_rows=(*before.sheet_rows, reported.sheet_row),
    )
    if reported.sheet_row in before.sheet_rows:  # the same file again: what it said then, it said
        unchanged = before.content == reported.content
        return {**records, record_id: seen}, "repeated" if unchanged else "sent_before"
    if before.department != reported.department:
        after, verdict = _from_another(seen, reported)
        return {**records, record_id: after}, verdict
    if before.content == reported.content:
        same_submission = before.submission == reported.submission
        row = max(before.row, reported.row) if same_submission else reported.row
        repeated = msgspec.structs.replace(seen, submission=reported.submission, row=row)
        return {**records, record_id: repeated}, "repeated"
    after, verdict = _otherwise(seen, reported)
    return {**records, record_id: after}, verdict


def _otherwise(before: KnownRecord, reported: Reported) -> tuple[KnownRecord, Verdict]:
    """Return the record after a report that says otherwise than what is known."""
    if before.submission == reported.submission and reported.row < before.row:
        return before, "superseded"
    corrected = msgspec.structs.replace(
        before,
        revision=before.revision + 1,
        content=reported.content,
        submission=reported.submission,
        row=reported.row,
        occurred_on=reported.occurred_on,
        withdrawn=reported.withdrawn,
        said=reported.said,
        said_at=reported.said_at,
    )
    return corrected, "corrected"


def _from_another(before: KnownRecord, reported: Reported) -> tuple[KnownRecord, Verdict]:
    """Return the record after a report of a department whose record it is not."""
    same_words = before.content == reported.content
    same_day = before.occurred_on == reported.occurred_on
    if not same_words and (before.withdrawn or reported.withdrawn or not same_day):
        return before, "of_another"
    verdict: Verdict = "also_reported" if same_words else "reported_otherwise"
    if reported.department in before.sources:
        return before, "repeated" if same_words else verdict
    confirmed = msgspec.structs.replace(
        before,
        revision=before.revision + 1,
        sources=(*before.sources, reported.department),
    )
    return confirmed, verdict


def first_of(reported: Reported) -> KnownRecord:
    """Return what is known of a record after its first report."""
    return KnownRecord(
        department=reported.department,
        revision=1,
        content=reported.content,
        submission=reported.submission,
        row=reported.row,
        occurred_on=reported.occurred_on,
        withdrawn=reported.withdrawn,
        said=reported.said,
        said_at=reported.said_at,
        sources=(reported.department,),
        reports=(reported.report,),
        sheet_rows=(reported.sheet_row,),
    )
