"""A record of a code that was succeeded, at its successor: adopted, or merged with the same one."""

import msgspec

from services.intake.domain.records.admission import (
    Authorization,
    Verdict,
    all_authorized,
    apply_version,
    by_precedence,
    with_version,
)
from services.intake.domain.records.known_records import (
    DepartmentVersion,
    EnterpriseRecords,
    KnownRecord,
)


def inherit(
    records: EnterpriseRecords,
    record_id: str,
    moved: KnownRecord,
    digest: bytes,
    authorized: Authorization = all_authorized,
) -> tuple[EnterpriseRecords, tuple[DepartmentVersion, ...]]:
    """Return the records afterwards, and the versions of the moved record that are refused.

    `digest` is of all that came over: where it was here before `records` itself is returned. Of
    each department's two versions the later one counts, as admission counts it. A version of
    another department's record here (with another day) is refused. Versions that were refused
    elsewhere are dropped.
    """
    if records.has_seen(digest):
        return records, ()
    accepted = (version for version in moved.versions if not version.refused)
    moved = msgspec.structs.replace(moved, versions=by_precedence(accepted, authorized))
    before = records.get(record_id)
    if before is None:
        return records.with_row(record_id, moved).with_seen(digest), ()
    after, refused = _merged(before, moved, authorized)
    records = records.with_seen(digest, moved.report, moved.sheet_row)
    return records.with_row(record_id, after), refused


def _merged(
    before: KnownRecord, moved: KnownRecord, authorized: Authorization
) -> tuple[KnownRecord, tuple[DepartmentVersion, ...]]:
    """Return the record with the versions of the moved one, and those that are refused."""
    after = before
    waiting = sorted(moved.versions, key=lambda version: not version.withdrawn)
    while waiting:
        refused = []
        for version in waiting:
            after, verdict = _with_moved_version(after, version, authorized)
            if verdict == "of_another":
                refused.append(version)
        if len(refused) == len(waiting):
            return after, tuple(refused)
        waiting = refused  # what another one took back or corrected may have stood in the way
    return after, ()


def _with_moved_version(
    before: KnownRecord, version: DepartmentVersion, authorized: Authorization
) -> tuple[KnownRecord, Verdict]:
    previous = before.version_of(version.department)
    if previous is not None and not _is_later(version, previous):
        return before, "superseded"
    if version.withdrawn and (
        previous is None or previous.refused
    ):  # it took back what it said elsewhere
        return with_version(before, version, before.revision, authorized), "superseded"
    return apply_version(before, version, authorized)


def _is_later(version: DepartmentVersion, previous: DepartmentVersion) -> bool:
    if version.submission == previous.submission:
        return version.row > previous.row
    return previous.refused or version.known_at > previous.known_at
