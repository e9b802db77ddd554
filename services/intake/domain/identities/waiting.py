"""Facts that wait for a person: each a row, and what is shown of all of them in the head."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from services.chassis.state.rows import RowMap, Rows

MOST_NAMES = 20  # that are shown of what waits, of a value that is one field of a view
WAITING = "w"  # the first sign of a row
_DIGITS = 12  # of a row's number


class WaitingFact(msgspec.Struct, frozen=True):
    """A fact that waits, encoded, with its digest, and what a person is shown of it."""

    fact: bytes
    digest: bytes
    known_at: datetime
    department: str
    name: str | None = None
    field: str | None = None
    sentence: str | None = None
    choices: tuple[str, ...] = ()


class WaitingSummary(msgspec.Struct, frozen=True, array_like=True):
    """What a person is shown of the facts that wait: how many, since when, whose.

    `names` are those of enterprises, `fields` those in which a statement stands: the first few.
    `size` is the bytes of all facts.
    """

    count: int
    size: int
    since: datetime
    departments: tuple[str, ...]
    names: tuple[str, ...]
    fields: tuple[str, ...]
    sentence: str | None
    choices: tuple[str, ...]


class WaitingFacts(RowMap[bytes]):
    """The facts that wait at a key, encoded, in the order in which they came."""

    __slots__ = ()

    def __init__(self, rows: Rows[Any] | None = None) -> None:
        super().__init__(WAITING, rows)

    def with_row(self, name: str, row: bytes | None) -> "WaitingFacts":
        """Return the facts with another one of a name (None: with none)."""
        return WaitingFacts(self.rows.with_row(WAITING + name, row))

    def with_one(self, number: int, fact: bytes) -> "WaitingFacts":
        """Return the facts with one more, of which so many came before it."""
        return self.with_row(f"{number:0{_DIGITS}}", fact)


def summary_with(before: WaitingSummary | None, fact: WaitingFact) -> WaitingSummary:
    """Return the summary with one more fact (None before: it is the first)."""
    if before is None:
        before = WaitingSummary(0, 0, fact.known_at, (), (), (), fact.sentence, fact.choices)
    return WaitingSummary(
        count=before.count + 1,
        size=before.size + len(fact.fact),
        since=min(before.since, fact.known_at),
        departments=_with_one(before.departments, fact.department),
        names=_with_one(before.names, fact.name),
        fields=_with_one(before.fields, fact.field),
        sentence=before.sentence,
        choices=before.choices,
    )


def summary_of(facts: Iterable[WaitingFact]) -> WaitingSummary | None:
    """Return the summary of some facts; None where there are none."""
    summary: WaitingSummary | None = None
    for fact in facts:
        summary = summary_with(summary, fact)
    return summary


def _with_one(names: tuple[str, ...], name: str | None) -> tuple[str, ...]:
    """Return the first few of some names and another one, sorted."""
    if not name or name in names:
        return names
    return tuple(sorted((*names, name))[:MOST_NAMES])
