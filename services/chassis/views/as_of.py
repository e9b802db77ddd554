"""As of which instant an answer holds: that of the oldest views that it was made from."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime


@dataclass
class OldestInstant:
    """The instant of the oldest views that were read (None: none were)."""

    instant: datetime | None = None


_current: ContextVar[OldestInstant | None] = ContextVar("as_of", default=None)


@contextmanager
def noting_as_of() -> Iterator[OldestInstant]:
    """Note, within it, the instant of the oldest views that are read."""
    noted = OldestInstant()
    token = _current.set(noted)
    try:
        yield noted
    finally:
        _current.reset(token)


def note_as_of(instant: datetime) -> None:
    """Note that views of an instant were read, where anybody asks."""
    noted = _current.get()
    if noted is not None and (noted.instant is None or instant < noted.instant):
        noted.instant = instant
