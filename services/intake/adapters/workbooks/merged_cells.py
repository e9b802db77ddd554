"""Merged cells: a spreadsheet shows one value over several rows, and its file holds it in one."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from services.intake.adapters.files.tables import Record, is_empty
from services.intake.adapters.files.unreadable import UnreadableFileError
from services.intake.domain.layouts.cell import Cell

MOST_RANGES = 100_000
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
_ALPHABET = 26


class MergedRange(NamedTuple):
    """A rectangle of cells: rows count from 1, columns from 0, the last ones belong to it."""

    top: int
    bottom: int
    left: int
    right: int


class _Covered(NamedTuple):
    """Cells that a merged one covers, and the row of the cell that has their value."""

    first: int
    last: int
    left: int
    right: int
    top: int


class MergedCells:
    """The merged ranges of a sheet."""

    def __init__(self, ranges: Iterable[MergedRange] = ()) -> None:
        self._ranges: list[MergedRange] = []
        for each in ranges:
            self.add_range(each)

    def add(self, reference: str) -> None:
        """Take a range as it is written (`A2:B5`). Raises UnreadableFileError for too many."""
        reference_match = _REFERENCE.fullmatch(reference.upper())
        if reference_match is None:
            return  # a range of nothing covers nothing
        left, top, right, bottom = reference_match.groups()
        self.add_range(MergedRange(int(top), int(bottom), _column(left), _column(right)))

    def add_range(self, added: MergedRange) -> None:
        """Take a range. Raises UnreadableFileError for too many."""
        self._ranges.append(added)
        if len(self._ranges) > MOST_RANGES:
            raise UnreadableFileError(
                f"合并单元格超过{MOST_RANGES}处，请取消合并后报送",
                f"more than {MOST_RANGES} ranges of cells are merged: unmerge and fill them in",
            )

    def with_errors(self, records: Iterable[Record], columns: Sequence[int]) -> Iterator[Record]:
        """Yield the rows, with an error in each cell that a merged one covers.

        The merged cell's value may or may not hold for the row: only the sender knows.
        Only the `columns` that are read matter, in their order. A row costs as much however many
        ranges reach into it, a range as much however many rows it has.
        """
        upcoming = sorted(self._covered(), reverse=True)
        # Of each column down to which row it is covered, and from which; of all the lowest.
        until, lowest = dict.fromkeys(columns, (0, 0)), 0
        for number, cells in records:
            while upcoming and upcoming[-1].first <= number:
                each = upcoming.pop()
                if each.last < number:
                    continue
                within = columns[
                    bisect_left(columns, each.left) : bisect_right(columns, each.right)
                ]
                for column in within:
                    until[column] = max(until[column], (each.last, each.top))
                    lowest = max(lowest, each.last)
            yield number, _with_row_errors(number, cells, until) if lowest >= number else cells

    def _covered(self) -> Iterator[_Covered]:
        for top, bottom, left, right in self._ranges:
            yield _Covered(top, top, left + 1, right, top)
            yield _Covered(top + 1, bottom, left, right, top)


def _with_row_errors(
    number: int, cells: Sequence[Cell], until: Mapping[int, tuple[int, int]]
) -> Sequence[Cell]:
    if all(map(is_empty, cells)):
        return cells  # all of it is covered: it is no row
    marked = list(cells)
    for column, (last, top) in until.items():
        if last >= number:
            marked.extend([""] * (column + 1 - len(marked)))
            marked[column] = ValueError(
                f"the cell is merged with that of row {top}: unmerge them, and fill in each"
            )
    return marked


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * _ALPHABET + ord(letter) - ord("A") + 1
    return number - 1
