"""What rulebooks are made of: values that name their article, in editions that name their day."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Generic, TypeVar

import msgspec

from .adoption import Approval
from .legal_basis import Mark, Text

T = TypeVar("T")


class ContradictionsError(ValueError):
    """Rules that contradict themselves: every fault, `path: what`; as text the first of them."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__(faults[0])
        self.faults = faults


class RuleValue(msgspec.Struct, Generic[T], frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number (or a name) of the rules: value, unit, the article it rests on, and its mark.

    `note` says beside the value what a reader should know, e.g. why a value of ours was chosen.
    """

    value: T
    unit: Text
    article: Text
    mark: Mark
    note: Text | None = None


Term = RuleValue[Annotated[int, msgspec.Meta(ge=1, le=366)]]
"""A number of days that somebody has: at least one, and no longer than a year."""


class Edition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One edition of a rulebook: in force from a day until the next edition of the same scope.

    `approvals` are those of the departments that adopted it, as it is.
    """

    edition: Text
    effective_from: date
    approvals: tuple[Approval, ...] = ()

    @property
    def scope(self) -> str:
        """What the edition is about; two editions of one scope may not begin on the same day."""
        return ""


E = TypeVar("E", bound=Edition)


def in_force(editions: Iterable[E], day: date) -> E | None:
    """Return the edition in force on a day, of editions in any order; None before the first."""
    latest: E | None = None
    for edition in editions:
        begun = edition.effective_from <= day
        if begun and (latest is None or latest.effective_from <= edition.effective_from):
            latest = edition
    return latest
