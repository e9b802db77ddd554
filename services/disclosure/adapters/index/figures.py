"""The figures of groups, kept up enterprise by enterprise as it is indexed."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from schemas.vocabulary.disclosed_entry import DisclosedEntry
from services.disclosure.domain.look_up import GroupFigures

Grouping = Literal["city", "sector", "district"]
Figure = tuple[str, str, str]
"""Grouping, group, and what is counted."""
_GRADE = "grade "
_COUNTED = tuple(name for name in GroupFigures.__struct_fields__ if name not in {"group", "grades"})


class FigureChanges:
    """How much each figure changes by what is written in one go."""

    def __init__(self) -> None:
        self._changes: Counter[Figure] = Counter()

    def add(self, entry: DisclosedEntry) -> None:
        """Count an entry."""
        self._count(entry, 1)

    def remove(self, entry: DisclosedEntry) -> None:
        """Count an entry no longer."""
        self._count(entry, -1)

    def write(self, connection: sqlite3.Connection) -> None:
        """Write the figures as they are now."""
        changed = [(*figure, by) for figure, by in self._changes.items() if by]
        connection.executemany(
            "INSERT INTO figure VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET amount = amount + excluded.amount",
            changed,
        )
        connection.execute("DELETE FROM figure WHERE amount = 0")

    def _count(self, entry: DisclosedEntry, times: int) -> None:
        if entry.identity.succeeded_by is not None:
            return  # its successor is counted
        groups = (
            ("city", ""),
            ("sector", entry.identity.sector),
            ("district", entry.identity.district or ""),
        )
        for field, amount in _amounts(entry):
            for group in groups:
                self._changes[*group, field] += times * amount


def figures(connection: sqlite3.Connection, by: Grouping) -> Sequence[GroupFigures]:
    """Return the figures of each group, in the order of their names; of no group, those without."""
    groups: dict[str, dict[str, int]] = {}
    rows = connection.execute(
        "SELECT grouped, field, amount FROM figure WHERE by = ? ORDER BY grouped, field", (by,)
    )
    for group, field, amount in rows:
        groups.setdefault(group, {})[field] = amount
    return [_group(group, amounts) for group, amounts in groups.items()]


def _group(group: str, amounts: dict[str, int]) -> GroupFigures:
    counted = {name: amounts.get(name, 0) for name in _COUNTED}
    grades = {
        field.removeprefix(_GRADE): amount
        for field, amount in amounts.items()
        if field.startswith(_GRADE)
    }
    return GroupFigures(group=group, grades=grades, **counted)


def _amounts(entry: DisclosedEntry) -> Iterator[tuple[str, int]]:
    yield "enterprises", 1
    yield ("unrated" if entry.grade is None else _GRADE + entry.grade), 1
    if entry.commitment in {"made", "published"}:
        yield "made", 1
    if entry.commitment in {"published", "broken"}:
        yield entry.commitment, 1
    counts = entry.counts
    yield "penalties", counts.penalties
    yield "accidents", counts.accidents
    yield "hidden_dangers", counts.hidden_dangers
    yield "listings", counts.listings
