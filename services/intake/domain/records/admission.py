"""Admission: the departments' versions of an enterprise's records, and what a report changes."""

from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

from .known_records import DepartmentVersion, EnterpriseRecords, KnownRecord

Verdict = Literal[
    "known",
    "accepted",
    "corrected",
    "repeated",
    "superseded",
    "sent_before",
    "also_reported",
    "reported_otherwise",
    "still_reported",
    "of_another",
]


Authorization = Callable[[DepartmentVersion], bool]


def all_authorized(_version: DepartmentVersion) -> bool:
    """Return True: no department's version goes before another's."""
    return True


class IncomingReport(msgspec.Struct, frozen=True):
    """One report as admission sees it: digests of 12 bytes, and the department's version.

    `digest` is of the report's id, its record and its content. `sheet_row` is the same for the same
    record in the same row of the same file, however often it is sent.
    """

    digest: bytes
    sheet_row: bytes
    version: DepartmentVersion


def admit(
    records: EnterpriseRecords,
    record_id: str,
    report: IncomingReport,
    authorized: Authorization = all_authorized,
) -> tuple[EnterpriseRecords, Verdict]:
    """Return the records after the report, and the verdict on it.

    Versions for which `authorized` is True go before all others.

    `known`: this very report was here before (a redelivery). `repeated`: the same content again.
    `sent_before`: a row of a file that was sent before and was corrected since; it changes nothing.
    `superseded`: a later row of the same submission has another content and was here first, because
    this row had to wait. `also_reported`, `reported_otherwise`: the same finding (its number, its
    enterprise, its day) from a further department, with the same content or another: it counts
    once, by its first department's version, and both are its sources. `still_reported`: withdrawn,
    but another department reports it too; then that one's version prevails. `of_another`: a
    withdrawal, or another day, from a department whose record it is not; the same row may be sent
    again once it is.
    """
    before = records.get(record_id)
    if before is None:
        return records.with_row(record_id, new_record(report)), "accepted"
    if report.digest == before.report or records.has_seen(report.digest):
        return records, "known"
    sent_before = report.sheet_row == before.sheet_row or records.has_seen(report.sheet_row)
    after, verdict = _with_report(before, sent_before, report.version, authorized)
    records = records.with_seen(report.digest)
    if not sent_before and verdict != "of_another":
        records = records.with_seen(report.sheet_row)
    return records.with_row(record_id, after), verdict


def _with_report(
    before: KnownRecord, sent_before: bool, version: DepartmentVersion, authorized: Authorization
) -> tuple[KnownRecord, Verdict]:
    """Return the record after one more report, and the verdict on it."""
    previous = before.version_of(version.department)
    if sent_before:  # the same file again: its rows were counted the first time
        unchanged = (previous or before.prevailing).content == version.content
        return before, "repeated" if unchanged else "sent_before"
    late = previous and previous.submission == version.submission and version.row < previous.row
    if late and previous and not is_repeat(previous, version):
        return before, "superseded"
    if late and previous:
        version = msgspec.structs.replace(version, row=previous.row)
    return apply_version(before, version, authorized)


def apply_version(
    before: KnownRecord, version: DepartmentVersion, authorized: Authorization = all_authorized
) -> tuple[KnownRecord, Verdict]:
    """Return the record after a department's version of it came, and the verdict on that."""
    previous = before.version_of(version.department)
    if previous is not None and not previous.refused and is_repeat(previous, version):
        again = msgspec.structs.replace(
            previous, submission=version.submission, row=version.row, known_at=version.known_at
        )
        return with_version(before, again, before.revision, authorized), "repeated"
    if previous is not None and (not previous.withdrawn or previous is before.prevailing):
        return _changed_by_source(before, version, authorized)
    return _from_other_department(before, version, authorized)


def is_repeat(previous: DepartmentVersion, version: DepartmentVersion) -> bool:
    """Return whether a version repeats the previous one; two withdrawals may differ in content."""
    return previous.content == version.content or (previous.withdrawn and version.withdrawn)


def _changed_by_source(
    before: KnownRecord, version: DepartmentVersion, authorized: Authorization
) -> tuple[KnownRecord, Verdict]:
    """Return the record after one of its sources changed its version."""
    after = with_version(before, version, before.revision + 1, authorized)
    if version.withdrawn:
        return after, "corrected" if after.withdrawn else "still_reported"
    if after.prevailing is version:
        return after, "corrected"
    if version.occurred_on != after.prevailing.occurred_on:
        return before, "of_another"
    if after.prevailing is before.prevailing:  # what is published of the record stays as it was
        after = msgspec.structs.replace(after, revision=before.revision)
    return after, _agreement(after, version)


def _from_other_department(
    before: KnownRecord, version: DepartmentVersion, authorized: Authorization
) -> tuple[KnownRecord, Verdict]:
    """Return the record after the report of a department that is none of its sources."""
    if version.withdrawn:
        never_stated = msgspec.structs.replace(version, refused=True)
        return with_version(before, never_stated, before.revision, authorized), "of_another"
    after = with_version(before, version, before.revision + 1, authorized)
    if before.withdrawn:
        return after, "accepted"
    if after.prevailing is version:  # it is authorized, and who reported it before is not
        return after, "corrected"
    if (
        version.occurred_on != before.prevailing.occurred_on
        and version.content != before.prevailing.content
    ):
        return before, "of_another"
    return after, _agreement(after, version)


def _agreement(after: KnownRecord, version: DepartmentVersion) -> Verdict:
    same_words = after.prevailing.content == version.content
    return "also_reported" if same_words else "reported_otherwise"


def with_version(
    before: KnownRecord,
    version: DepartmentVersion,
    revision: int,
    authorized: Authorization = all_authorized,
) -> KnownRecord:
    """Return the record with a department's version of it added or replaced."""
    versions = {each.department: each for each in before.versions} | {version.department: version}
    return msgspec.structs.replace(
        before, revision=revision, versions=by_precedence(versions.values(), authorized)
    )


def by_precedence(
    versions: Iterable[DepartmentVersion], authorized: Authorization = all_authorized
) -> tuple[DepartmentVersion, ...]:
    """Return the versions in the order in which they prevail.

    First those that are not withdrawn, the authorized before the others; then the withdrawn. One
    that changes over comes between the two: behind those that stand, before the earlier withdrawn.
    """

    def rank(version: DepartmentVersion) -> int:
        return 2 if version.withdrawn else int(not authorized(version))

    return tuple(sorted(versions, key=rank))


def new_record(report: IncomingReport) -> KnownRecord:
    """Return what is known of a record after its first report."""
    return KnownRecord(1, (report.version,), report.digest, report.sheet_row)
