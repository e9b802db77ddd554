"""The rows of one sheet of an ODS, as they come."""

from collections.abc import Iterator, Sequence
from itertools import repeat

from services.intake.adapters.files.limits import LAST_ROW, LONGEST_CELL, MOST_COLUMNS
from services.intake.adapters.files.tables import Record
from services.intake.adapters.files.unreadable import UnreadableFileError, too_long_cell
from services.intake.domain.layouts.cell import Cell

from .merged_cells import MergedCells, MergedRange
from .ods_cells import cell_of
from .xml_parts import broken, local

_MOST_REPEATED = 5_000_000  # cells that are written once, and stand often
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_PARAGRAPHS = frozenset({"p", "h"})
_SPACES = {"tab": "\t", "line-break": "\n"}


class Reader:
    """Takes what the parser finds in the table at a place, and keeps its rows.

    What is written once and stands often is yielded as often as it stands: it is what the sender
    sees.
    """

    def __init__(self, sheet_index: int) -> None:
        self.records: list[Iterator[Record]] = []
        self.ended = False
        self.merged = MergedCells()
        self._wait = sheet_index + 1  # tables that have yet to begin
        self._deep = 0  # tables within each other
        self._row = 0
        self._rows = 1  # that the present one stands for
        self._repeated = 0
        self._cells: list[Cell] = []
        self._blank = 0  # blank cells after the last one
        self._cell: dict[str, str] | None = None
        self._inside = 0  # elements within a cell
        self._paragraphs: list[list[str]] = []
        self._reads = False
        self._length = 0

    def start(self, tag: str, values: dict[str, str]) -> None:
        """Take the beginning of an element."""
        name = local(tag)
        if self._cell is not None:
            self._start_within(name, values)
        elif name == "table":
            self._deep += 1
            self._wait -= self._deep == 1
        elif self._wait or self.ended or not self._deep:
            return
        elif name == "table-row":
            self._rows = _count(values, "table:number-rows-repeated")
            self._cells, self._blank = [], 0
        elif name in _CELLS:
            self._cell, self._inside, self._paragraphs, self._length = values, 0, [], 0

    def text(self, data: str) -> None:
        """Take text; a line break of the file is a blank."""
        if self._reads:
            self._add(data.replace("\n", " "))

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        name = local(tag)
        if self._cell is not None:
            if self._inside:
                self._inside -= 1
                self._reads = self._reads and not (self._inside == 0 and name in _PARAGRAPHS)
            elif name in _CELLS:
                self._end_cell(self._cell)
        elif name == "table":
            self._deep -= 1
            self.ended |= not self._wait and not self._deep
        elif name == "table-row" and not self._wait and not self.ended and self._deep:
            self._end_row()

    def _start_within(self, name: str, values: dict[str, str]) -> None:
        self._inside += 1
        if self._inside == 1 and name in _PARAGRAPHS:  # those of remarks and drawings are deeper
            self._paragraphs.append([])
            self._reads = True
        elif name == "table":
            raise broken(ValueError(f"a table stands within a cell of row {self._row + 1}"))
        elif self._reads and name == "s":
            self._add(" " * _count(values, "text:c"))
        elif self._reads and name in _SPACES:
            self._add(_SPACES[name])

    def _add(self, text: str) -> None:
        self._length += len(text)
        if self._length > LONGEST_CELL:
            raise too_long_cell(self._row + 1)
        self._paragraphs[-1].append(text)

    def _end_cell(self, values: dict[str, str]) -> None:
        text = "\n".join("".join(each) for each in self._paragraphs) if self._paragraphs else None
        self._cell, self._reads = None, False
        count = _count(values, "table:number-columns-repeated")
        self._note_merged(values)
        cell = cell_of(values, text)
        if cell is None or cell == "":
            self._blank += count
            return
        if len(self._cells) + self._blank + count > 8 * MOST_COLUMNS:
            raise broken(ValueError(f"row {self._row + 1} has too many cells"))
        self._cells.extend(repeat("", self._blank))
        self._cells.extend(repeat(cell, count))
        self._blank = 0
        self._repeat((count - 1) * self._rows)

    def _note_merged(self, values: dict[str, str]) -> None:
        down = _count(values, "table:number-rows-spanned")
        across = _count(values, "table:number-columns-spanned")
        if down > 1 or across > 1:
            left, top = len(self._cells) + self._blank, self._row + 1
            self.merged.add_range(MergedRange(top, top + down - 1, left, left + across - 1))

    def _end_row(self) -> None:
        first, self._row = self._row + 1, self._row + self._rows
        if not self._cells:
            return
        if self._row > LAST_ROW:
            raise broken(ValueError(f"row {self._row} is beyond the last row of a sheet"))
        self._repeat((self._rows - 1) * len(self._cells))
        self.records.append(_repeated(first, self._rows, self._cells))

    def _repeat(self, cells: int) -> None:
        self._repeated += cells
        if self._repeated > _MOST_REPEATED:
            raise UnreadableFileError(
                f"第{self._row}行起重复的单元格超过{_MOST_REPEATED}个，疑似压缩炸弹，请以CSV报送",
                f"from row {self._row} on, more than {_MOST_REPEATED} cells are repeated, as no "
                "table does: send a CSV",
            )


def _repeated(first: int, count: int, cells: Sequence[Cell]) -> Iterator[Record]:
    return ((number, cells) for number in range(first, first + count))


def _count(values: dict[str, str], name: str) -> int:
    """Return how often something stands; what is no number stands once."""
    text = values.get(name)
    if text is None:
        return 1
    is_number = text.isascii() and text.isdecimal() and len(text) < len("10000000")
    return max(1, int(text)) if is_number else 1
