"""What is known of the records of an enterprise: its departments' versions of each."""

from datetime import date, datetime

import msgspec

from services.chassis.state.rows import RowMap


class DepartmentVersion(msgspec.Struct, frozen=True, array_like=True):
    """A record as one department last reported it, and the row that reported it.

    `content` and `submission` are digests of 12 bytes. `packed_finding` is the whole finding
    (translation/packed_findings). `known_at` is when it was last reported. `withdrawn`: the
    department took its report back. `refused`: it took back what it never reported; this is stored
    too, so that an earlier row of the same submission which comes late has no effect.
    """

    department: str
    content: bytes
    submission: bytes
    row: int
    occurred_on: date
    withdrawn: bool
    packed_finding: bytes
    known_at: datetime
    refused: bool = False


class KnownRecord(msgspec.Struct, frozen=True, array_like=True):
    """The departments' versions of a record, and the digests of all its reports.

    `versions` has first those that are not withdrawn, in the order in which they came; then those
    that are, the last one first. The first of all prevails. `revision` counts from 1: each other
    content and each other set of sources is one more. `reports` and `sheet_rows` are the digests of
    all its reports in the order of arrival; the rows only of reports that were not `of_another`.
    """

    revision: int
    versions: tuple[DepartmentVersion, ...]
    reports: tuple[bytes, ...]
    sheet_rows: tuple[bytes, ...]

    @property
    def prevailing(self) -> DepartmentVersion:
        """The version that counts."""
        return self.versions[0]

    @property
    def withdrawn(self) -> bool:
        """Whether every department took it back."""
        return self.prevailing.withdrawn

    @property
    def sources(self) -> tuple[str, ...]:
        """The departments that report it, first the one whose version prevails.

        Where all took it back, the last one that did.
        """
        standing = (version.department for version in self.versions if not version.withdrawn)
        return tuple(standing) or (self.prevailing.department,)

    def version_of(self, department: str) -> DepartmentVersion | None:
        """Return a department's version of the record, or None."""
        return next(
            (version for version in self.versions if version.department == department), None
        )


RECORD = "r"  # the first sign of a record's row


Records = RowMap[KnownRecord]  # by their ids


def no_records() -> Records:
    """Return the records of an enterprise of which nothing is known."""
    return RowMap(RECORD)
