"""What is known of the records of an enterprise: its departments' versions of each."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import msgspec

from services.chassis.state.rows import RowMap, Rows


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
    """The departments' versions of a record, and the digests of its first report.

    `versions` has first those that are not withdrawn, in the order in which they came; then those
    that are, the last one first. The first of all prevails. `revision` counts from 1: each other
    content and each other set of sources is one more. The digests of its first report (`report`,
    `sheet_row`) stand here, as most records are reported once; those of later ones are rows
    (EnterpriseRecords).
    """

    revision: int
    versions: tuple[DepartmentVersion, ...]
    report: bytes
    sheet_row: bytes

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


RECORD, REGISTRATION, ADDITION, SEEN = "r", "e", "f", "d"  # the first signs of rows


class EnterpriseRecords(RowMap[KnownRecord]):
    """An enterprise's records by their ids.

    Beside them are rows for the digests of what was seen before, one each, for the ids of the
    records that are registrations, and of those that add to an accident.
    """

    __slots__ = ()

    def __init__(self, rows: Rows[Any] | None = None) -> None:
        super().__init__(RECORD, rows)

    def with_row(self, name: str, row: KnownRecord | None) -> "EnterpriseRecords":
        """Return the records with another one of an id (None: with none)."""
        return EnterpriseRecords(self.rows.with_row(RECORD + name, row))

    def has_seen(self, digest: bytes) -> bool:
        """Say whether something of this digest is known: a report, a row of a file, a move."""
        return self.rows.get(_seen_id(digest)) is not None

    def with_seen(self, *digests: bytes) -> "EnterpriseRecords":
        """Return the records with digests of what was seen: these very ones where all are known."""
        rows = self.rows
        for digest in digests:
            if rows.get(row_id := _seen_id(digest)) is None:
                rows = rows.with_row(row_id, True)
        return self if rows is self.rows else EnterpriseRecords(rows)

    def seen(self) -> Iterator[bytes]:
        """Yield all digests: those of the records' first reports, and those of the rows."""
        for known in self.values():
            yield from (known.report, known.sheet_row)
        yield from (b64decode(row_id[len(SEEN) :]) for row_id, _ in self.rows.items(SEEN))

    def with_registration(self, record_id: str) -> "EnterpriseRecords":
        """Return the records with one that is known to be a registration."""
        return EnterpriseRecords(self.rows.with_row(REGISTRATION + record_id, True))

    def registrations(self) -> Iterator[tuple[str, KnownRecord]]:
        """Yield the enterprise's own registrations (as a rule, one), the withdrawn too."""
        for row_id, _ in self.rows.items(REGISTRATION):
            record_id = row_id[len(REGISTRATION) :]
            yield record_id, self[record_id]

    def with_addition(self, accident: str, record_id: str) -> "EnterpriseRecords":
        """Return the records with one that is known to add to an accident (by its letters)."""
        return EnterpriseRecords(self.rows.with_row(ADDITION + accident + record_id, True))

    def additions_to(self, accident: str) -> Iterator[str]:
        """Yield the ids of the records that add to an accident, or did so once."""
        prefix = ADDITION + accident
        return (row_id[len(prefix) :] for row_id, _ in self.rows.items(prefix))


def _seen_id(digest: bytes) -> str:
    return SEEN + b64encode(digest).decode()


def no_records() -> EnterpriseRecords:
    """Return the records of an enterprise of which nothing is known."""
    return EnterpriseRecords()
