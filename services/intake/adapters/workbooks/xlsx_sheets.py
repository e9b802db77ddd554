"""The rows of one sheet of an XLSX, as they come."""

import zipfile
from collections.abc import Iterator

from services.intake.adapters.files.limits import LAST_ROW, LONGEST_CELL
from services.intake.adapters.files.tables import Record
from services.intake.adapters.files.unreadable import UnreadableFileError, too_long_cell
from services.intake.domain.layouts.cell import Cell

from .cell_values import SharedTexts, error_cell, formula_without_value, number_cell
from .merged_cells import MergedCells
from .number_formats import Format
from .xml_parts import broken, local, parsed

_DIGITS = "0123456789"
_MOST_LETTERS = 3  # XFD is Excel's last column
_ALPHABET = 26


class XlsxSheet:
    """A sheet by its part's name, with what all sheets of its workbook share.

    `formats` has the Format of each style, by its number.
    """

    def __init__(
        self, archive: zipfile.ZipFile, part: str, texts: SharedTexts, formats: list[int]
    ) -> None:
        self._archive = archive
        self._part = part
        self._texts = texts
        self._formats = formats
        self.merged = MergedCells()  # as far as the rows were read: it stands after them
        self.since_1904 = False
        self.hidden = False

    def records(self) -> Iterator[Record]:
        """Yield the rows that hold something. Raises UnreadableFileError."""
        reader = _Reader(self._texts, self._formats, self.since_1904)
        for _ in parsed(self._archive, self._part, reader.start, reader.end, reader.text):
            records, reader.records = reader.records, []
            yield from records
        self.merged = reader.merged


class _Reader:
    """Takes what the parser finds, and gathers rows."""

    def __init__(self, texts: SharedTexts, formats: list[int], since_1904: bool) -> None:
        self.records: list[Record] = []
        self.merged = MergedCells()
        self._texts = texts
        self._formats = formats
        self._since_1904 = since_1904
        self._columns: dict[str, int] = {}
        self._row = 0
        self._cells: list[Cell] = []
        self._column = -1
        self._kind = "n"
        self._style = ""
        self._formula = False
        self._value: str | None = None
        self._parts: list[str] = []
        self._reads = False
        self._length = 0
        self._phonetic = False

    def start(self, tag: str, values: dict[str, str]) -> None:
        tag = local(tag) if ":" in tag else tag
        if tag in {"v", "t"}:
            self._reads = not self._phonetic
        elif tag == "c":
            self._begin_cell(values)
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            self._begin_row(values.get("r", ""))
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "mergeCell":
            self.merged.add(values.get("ref", ""))

    def text(self, data: str) -> None:
        if self._reads:
            self._parts.append(data)
            self._length += len(data)
            if self._length > LONGEST_CELL:
                raise too_long_cell(self._row)

    def end(self, tag: str) -> None:
        tag = local(tag) if ":" in tag else tag
        if tag in {"v", "t"}:
            if self._reads:
                self._value = (self._value or "") + "".join(self._parts)
                self._parts, self._reads = [], False
        elif tag == "c":
            self._end_cell()
        elif tag == "row":
            if self._cells:
                self.records.append((self._row, self._cells))
            self._cells = []
        elif tag == "rPh":
            self._phonetic = False

    def _begin_row(self, stated_number: str) -> None:
        number = _number(stated_number)
        number = self._row + 1 if number is None else number
        if not self._row < number <= LAST_ROW:  # twice the same would be one row to everybody
            raise broken(ValueError(f"row {number} stands after row {self._row}"))
        self._row, self._cells, self._column = number, [], -1

    def _begin_cell(self, values: dict[str, str]) -> None:
        letters = values.get("r", "").rstrip(_DIGITS)
        column = self._columns.get(letters, -1)
        self._column = column if column >= 0 else self._number_of(letters)
        self._kind = values.get("t", "n")
        self._style = values.get("s", "")
        self._formula = False
        self._value = None
        self._length = 0

    def _number_of(self, letters: str) -> int:
        if not letters:
            return self._column + 1
        number = 0
        for letter in letters.upper():
            number = number * _ALPHABET + ord(letter) - ord("A") + 1
            if not "A" <= letter.upper() <= "Z" or len(letters) > _MOST_LETTERS:
                raise UnreadableFileError(
                    f"第{self._row}行的单元格位置“{letters[:20]}”无效，请另存为CSV后报送",
                    f"row {self._row}: {letters[:20]!r} is no column: send a CSV",
                    row=self._row,
                )
        self._columns[letters] = number - 1
        return number - 1

    def _end_cell(self) -> None:
        cell = self._cell()
        if cell is None or (isinstance(cell, str) and not cell):
            return
        cells, missing = self._cells, self._column - len(self._cells)
        if missing > 0:
            cells.extend([""] * missing)
        if missing < 0:
            raise broken(ValueError(f"the cells of row {self._row} are not in their order"))
        cells.append(cell)

    def _cell(self) -> Cell:
        value, kind = self._value, self._kind
        if value is None or (not value and kind in {"n", "b", "e", "s"}):
            return formula_without_value() if self._formula else None
        if kind == "s":
            return self._texts.text(value)
        if kind == "n":
            style = _number(self._style) or 0
            number_format = self._formats[style] if style < len(self._formats) else Format.PLAIN
            return number_cell(value.strip(), number_format, self._since_1904)
        if kind == "e":
            return error_cell(value)
        return value != "0" if kind == "b" else value


def _number(text: str) -> int | None:
    """Return a number that is no longer than any row's or style's, or None."""
    return int(text) if text.isdecimal() and len(text) < len(str(LAST_ROW)) + 1 else None
