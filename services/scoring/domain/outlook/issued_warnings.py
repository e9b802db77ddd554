"""The early warnings that were issued to an enterprise, so that each is issued once."""

from collections.abc import Iterable
from datetime import date

import msgspec

from schemas.vocabulary.notification_terms import WarningKind


class WarningSubject(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What comes by itself on a day (None: a score that is near; `key` is its grade).

    `key` tells the subjects of one kind and day apart: the record, or the rule and the record.
    Another day is another subject. `step` is the index of the lead time that was reached.
    """

    kind: WarningKind
    key: str
    on: date | None
    step: int = 0

    def is_new(self, issued: Iterable["WarningSubject"]) -> bool:
        """Say whether no warning that was issued covers this subject."""
        return not any(self.is_covered_by(other) for other in issued)

    def is_covered_by(self, issued: "WarningSubject") -> bool:
        """Say whether one about the same subject was issued, at this lead time or a later one."""
        same = (issued.kind, issued.key, issued.on) == (self.kind, self.key, self.on)
        return same and issued.step >= self.step


class IssuedWarnings(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The subjects of issued warnings whose day is not over, and the day of the next look.

    `looks_next_on` None: at the next record. A day that is over or runs: when the next one begins.
    """

    subjects: tuple[WarningSubject, ...] = ()
    looks_next_on: date | None = None


NO_WARNINGS = IssuedWarnings()
