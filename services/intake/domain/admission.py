"""What intake knows of an enterprise's records: enough to tell new from corrected and repeated."""

from collections.abc import Mapping
from typing import Literal

import msgspec

Verdict = Literal["known", "accepted", "corrected", "repeated", "superseded"]


class Reported(msgspec.Struct, frozen=True):
    """One report as admission sees it: short digests, and its place in its submission."""

    report: bytes
    content: bytes
    submission: bytes
    row: int


class KnownRecord(msgspec.Struct, frozen=True, array_like=True):
    """The latest content of a record, the row that brought it, and all reports that it had."""

    content: bytes
    submission: bytes
    row: int
    reports: tuple[bytes, ...]


Records = Mapping[str, KnownRecord]


def admit(records: Records, record_id: str, reported: Reported) -> tuple[Records, Verdict]:
    """Return the records known afterwards, and what the report is.

    `known`: this very report was here before (a redelivery). `superseded`: a later row of the same
    submission said otherwise and was here first, because this row had to wait.
    """
    before = records.get(record_id)
    if before is None:
        known = _known(reported, ())
        return {**records, record_id: known}, "accepted"
    if reported.report in before.reports:
        return records, "known"
    reports = (*before.reports, reported.report)
    if before.content == reported.content:
        same_submission = before.submission == reported.submission
        row = max(before.row, reported.row) if same_submission else reported.row
        repeated = KnownRecord(before.content, reported.submission, row, reports)
        return {**records, record_id: repeated}, "repeated"
    if before.submission == reported.submission and reported.row < before.row:
        known = msgspec.structs.replace(before, reports=reports)
        return {**records, record_id: known}, "superseded"
    return {**records, record_id: _known(reported, before.reports)}, "corrected"


def _known(reported: Reported, earlier: tuple[bytes, ...]) -> KnownRecord:
    return KnownRecord(
        content=reported.content,
        submission=reported.submission,
        row=reported.row,
        reports=(*earlier, reported.report),
    )
