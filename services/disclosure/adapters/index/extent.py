"""What the index has read, kept in it with what that was."""

import sqlite3
from collections.abc import Mapping
from datetime import date, datetime

import msgspec

from .tables import FORMAT

Partition = tuple[str, int]
"""Topic and number of a partition."""


class OtherFormatError(ValueError):
    """An index that another version of the program made."""


class Extent(msgspec.Struct, frozen=True, kw_only=True):
    """What the index has read: of which log, up to where, and when that was all."""

    origin: bytes | None = None
    positions: Mapping[Partition, int] = {}
    last_day: date | None = None  # that a message states
    read_at: datetime | None = None  # when the log held no more (None: never yet)

    @property
    def text(self) -> str:
        """Return of which log what was read: `3f9a… topic 5.7.0`, the offsets by partition."""
        by_topic: dict[str, list[str]] = {}
        for (topic, _), offset in sorted(self.positions.items()):
            by_topic.setdefault(topic, []).append(str(offset))
        read = [f"{topic} {'.'.join(offsets)}" for topic, offsets in by_topic.items()]
        return " ".join([(self.origin or b"").hex(), *read])


def write_extent(connection: sqlite3.Connection, extent: Extent) -> None:
    """Write what was read, within the transaction of what that was."""
    notes = {
        "format": FORMAT,
        "origin": extent.origin,
        "last_day": extent.last_day and extent.last_day.isoformat(),
        "read_at": extent.read_at and extent.read_at.isoformat(),
    }
    connection.executemany("INSERT OR REPLACE INTO note VALUES (?, ?)", notes.items())
    connection.executemany(
        "INSERT OR REPLACE INTO position VALUES (?, ?, ?)",
        [(*partition, offset) for partition, offset in extent.positions.items()],
    )


def read_extent(connection: sqlite3.Connection) -> Extent:
    """Return what was read. Raises OtherFormatError."""
    notes = dict(connection.execute("SELECT name, value FROM note").fetchall())
    if notes.get("format", FORMAT) != FORMAT:
        raise OtherFormatError(notes["format"])
    last_day, read_at = notes.get("last_day"), notes.get("read_at")
    rows = connection.execute("SELECT topic, partition, next FROM position")
    return Extent(
        origin=notes.get("origin"),
        positions={(topic, partition): offset for topic, partition, offset in rows},
        last_day=last_day and date.fromisoformat(last_day),
        read_at=read_at and datetime.fromisoformat(read_at),
    )
