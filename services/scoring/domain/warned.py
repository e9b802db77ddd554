"""What an enterprise was warned of, so that it is told each thing once."""

from collections.abc import Iterable
from datetime import date

import msgspec

from schemas.vocabulary.telling import WarningKind


class Matter(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What comes by itself on a day (None: a score that is near; `key` is its grade).

    `key` tells the matters of one kind and day apart: the record, or the rule and the record.
    Another day is another matter. `step` is the place of the lead time that was reached.
    """

    kind: WarningKind
    key: str
    on: date | None
    step: int = 0

    def is_new(self, told: Iterable["Matter"]) -> bool:
        """Say whether none of what was told leaves nothing new to be told."""
        return not any(self.is_told_by(other) for other in told)

    def is_told_by(self, told: "Matter") -> bool:
        """Say whether another telling of the same matter leaves nothing new to be told."""
        same = (told.kind, told.key, told.on) == (self.kind, self.key, self.on)
        return same and told.step >= self.step


class Warned(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What was told and is not over yet, and the day on which to look again (None: at a record).

    One that has begun already: as soon as the next one begins.
    """

    told: tuple[Matter, ...] = ()
    looks_next_on: date | None = None


NOT_WARNED = Warned()
