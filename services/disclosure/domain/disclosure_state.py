"""What disclosure keeps about an enterprise."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from schemas.vocabulary.disclosed_entry import DisclosedMeasure, GradeSince
from services.chassis.state.rows import Rows

from .entry.public_standing import PublicStanding
from .records.kept_records import ROW_TYPES as KEPT_ROWS

MEASURE, PUBLISHED = "m", "d"  # the first sign of a row's id


class PublishedRecord(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A record that is public as it was published last: the digest of that."""

    digest: bytes


ROW_TYPES: Mapping[str, type[Any]] = {
    **KEPT_ROWS,
    MEASURE: DisclosedMeasure,
    PUBLISHED: PublishedRecord,
}


class DisclosureHead(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is always read of an enterprise.

    `day` is the latest on which what is public was looked at, `changes_next_on` the next one on
    which it changes by itself. `entries` counts what was published, `digest` is of the last one.
    """

    standing: PublicStanding | None = None
    grades: tuple[GradeSince, ...] = ()
    day: date | None = None
    changes_next_on: date | None = None
    entries: int = 0
    digest: bytes = b""


class DisclosureState(msgspec.Struct, frozen=True, gc=False):
    """The state of one enterprise: the head, and rows of records, measures and publications."""

    head: DisclosureHead = DisclosureHead()
    rows: Rows[Any] = msgspec.field(default_factory=Rows)
