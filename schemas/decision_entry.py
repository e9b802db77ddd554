"""What the decision log needs of a message, read from its bytes whatever else they say.

Later versions may say more, and earlier ones said less: only what is needed is looked at here, so
that a log of many years can be verified by today's program.
"""

import json
import re
from datetime import date
from typing import Annotated, Any

import msgspec

from .decision_log import NotOfTheLogError
from .messages import DecisionsSealed, GradeChanged
from .messages.decisions_sealed import Hash, Positive

_EVENT_TYPE = re.compile(r"safety-credit\.(?P<subject_action>[a-z-]+)\.v[0-9]{1,4}")


class LogEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A message of the log: its bytes as published, whom it is about, its place in the log."""

    value: bytes
    subject: str
    day: date
    number: Positive
    previous: Hash | None
    hash: Hash


class GradeChangeEntry(LogEntry, frozen=True, kw_only=True):
    """A grade change. The grades are for who reads the answer: nothing is verified by them."""

    from_grade: str | None = None
    to_grade: str | None = None


class Seal(LogEntry, frozen=True, kw_only=True):
    """The seal of a day."""

    count: Annotated[int, msgspec.Meta(ge=0)]
    frontier: tuple[Hash, ...]
    checkpoint: str
    key_id: str
    signature: str


class _Envelope(msgspec.Struct, frozen=True):
    type: str
    subject: str
    data: dict[str, Any]


_BODIES: dict[str, type[GradeChangeEntry | Seal]] = {
    GradeChanged.SUBJECT_ACTION: GradeChangeEntry,
    DecisionsSealed.SUBJECT_ACTION: Seal,
}


def read_entry(value: bytes) -> GradeChangeEntry | Seal:
    """Return the entry that a message is.

    Raises NotOfTheLogError where it is none, or has a key twice: of those each reader may take
    another.
    """
    try:
        envelope = msgspec.convert(
            json.loads(value.decode(), object_pairs_hook=_each_key_once), _Envelope
        )
        match = _EVENT_TYPE.fullmatch(envelope.type)
        kind = _BODIES.get(match["subject_action"]) if match else None
        if kind is None:
            raise NotOfTheLogError(f"{envelope.type!r} is no message of the decision log")
        data = {**envelope.data, "value": value, "subject": envelope.subject}
        return msgspec.convert(data, kind)
    except NotOfTheLogError:
        raise
    except (ValueError, RecursionError) as error:
        raise NotOfTheLogError(f"not readable: {error}") from error


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries: dict[str, Any] = {}
    for key, value in pairs:
        if key in entries:
            raise NotOfTheLogError(f"it has the key {key!r} more than once")
        entries[key] = value
    return entries
