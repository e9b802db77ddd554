"""Merged cells: a spreadsheet shows one value over several rows, and its file holds it in one."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.intake.domain.cell import Cell

from .tables import Record, is_empty
from .unreadable import UnreadableFileError

MOST_RANGES = 100_000
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
_ALPHABET = 26


class Range(NamedTuple):
    """A rectangle of cells: rows count from 1, columns from 0, the last ones belong to it."""

    top: int
    bottom: int
    left: int
    right: int


class MergedCells:
    """The merged ranges of a sheet."""

    def __init__(self, ranges: Iterable[Range] = ()) -> None:
        self._ranges = list(ranges)

    def add(self, reference: str) -> None:
        """Take a range as it is written (`A2:B5`). Raises UnreadableFileError for too many."""
        found = _REFERENCE.fullmatch(reference.upper())
        if found is None:
            return  # a range of nothing covers nothing
        left, top, right, bottom = found.groups()
        self._ranges.append(Range(int(top), int(bottom), _column(left), _column(right)))
        if len(self._ranges) > MOST_RANGES:
            raise UnreadableFileError(
                f"合并单元格超过{MOST_RANGES}处，请取消合并后报送",
                f"more than {MOST_RANGES} ranges of cells are merged: unmerge and fill them in",
            )

    def told_in(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield the rows, with an error in each cell that a merged one covers.

        What the cell above says may be meant for the row, or may not: nobody but the sender knows.
        """
        coming = sorted(self._ranges, reverse=True)
        reaching: list[Range] = []
        for number, cells in records:
            while coming and coming[-1].top <= number:
                reaching.append(coming.pop())
            reaching = [each for each in reaching if each.bottom >= number]
            yield number, _told(number, cells, reaching) if reaching else cells


def _told(number: int, cells: Sequence[Cell], ranges: Iterable[Range]) -> Sequence[Cell]:
    if all(map(is_empty, cells)):
        return cells  # all of it is covered: it is no row
    told = list(cells)
    for each in ranges:
        first = each.left + (number == each.top)
        told.extend([""] * (each.right + 1 - len(told)))
        told[first : each.right + 1] = [
            ValueError(
                f"the cell is merged with that of row {each.top}: unmerge them, and fill in each"
            )
        ] * (each.right + 1 - first)
    return told


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * _ALPHABET + ord(letter) - ord("A") + 1
    return number - 1
