"""The rows of one sheet of an XLSB, as they come."""

import zipfile
from collections.abc import Iterator
from math import isfinite
from struct import Struct

from services.intake.adapters.files.limits import LAST_ROW
from services.intake.adapters.files.tables import Record
from services.intake.domain.layouts.cell import Cell

from .cell_values import SharedTexts, error_cell, formatted_cell
from .merged_cells import MergedCells, MergedRange
from .number_formats import Format
from .xlsb_parts import records_of, wide_text
from .xml_parts import broken, guarded

# Records by their numbers in [MS-XLSB], 2.3.1.
_ROW, _LAST_CELL = 0, 11
_WITHOUT_COLUMN = range(12, 19)  # cells that no program is known to write
_DATA_END, _MERGED = 146, 176
_CELL, _LONG, _REAL_VALUE, _FOUR_LONGS = Struct("<II"), Struct("<I"), Struct("<d"), Struct("<IIII")
_STYLE = 0xFFFFFF  # the bits of a cell's style
_LAST_COLUMN = 16_383
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


class Kind:
    """What a cell holds, by the number of its record; the others are blank."""

    PACKED, ERROR, TRUTH, REAL, TEXT, SHARED = range(2, 8)
    FORMULA_TEXT, FORMULA_REAL, FORMULA_TRUTH, FORMULA_ERROR = range(8, 12)
    RICH_TEXT = 62


class BinarySheet:
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
        with guarded():
            yield from self._records()

    def _records(self) -> Iterator[Record]:
        row, cells = 0, list[Cell]()
        merged: list[MergedRange] = []
        for number, data in records_of(self._archive, self._part):
            if number == _ROW:
                if cells:
                    yield row, cells
                row, cells = self._next_row(row, data), []
            elif number <= _LAST_CELL or number == Kind.RICH_TEXT:
                self._add(row, cells, number, data)
            elif number in _WITHOUT_COLUMN:
                raise broken(ValueError(f"row {row} has cells of a kind that is not known"))
            elif number == _DATA_END:
                if cells:
                    yield row, cells
                cells = []
            elif number == _MERGED:
                top, bottom, left, right = _FOUR_LONGS.unpack_from(data)
                merged.append(MergedRange(top + 1, bottom + 1, left, right))
        if cells:
            yield row, cells
        self.merged = MergedCells(merged)

    def _next_row(self, before: int, data: bytes) -> int:
        number = int(_LONG.unpack_from(data)[0]) + 1
        if not before < number <= LAST_ROW:
            raise broken(ValueError(f"row {number} stands after row {before}"))
        return number

    def _add(self, row: int, cells: list[Cell], number: int, data: bytes) -> None:
        column, style = _CELL.unpack_from(data)
        cell = self._value(number, data, style & _STYLE)
        if cell is None or cell == "":
            return
        missing = column - len(cells)
        if missing < 0 or column > _LAST_COLUMN or not row:
            raise broken(ValueError(f"the cells of row {row} are not in their order"))
        cells.extend([""] * missing)
        cells.append(cell)

    def _value(self, number: int, data: bytes, style: int) -> Cell:
        at = _CELL.size
        match number:
            case Kind.PACKED:
                return self._number(_unpacked(_LONG.unpack_from(data, at)[0]), style)
            case Kind.REAL | Kind.FORMULA_REAL:
                return self._number(_REAL_VALUE.unpack_from(data, at)[0], style)
            case Kind.SHARED:
                return self._texts.at(_LONG.unpack_from(data, at)[0])
            case Kind.TEXT | Kind.FORMULA_TEXT | Kind.RICH_TEXT:
                return wide_text(data, at + (number == Kind.RICH_TEXT))[0]
            case _:
                return _byte_cell(number, data[at : at + 1])

    def _number(self, number: float, style: int) -> Cell:
        if not isfinite(number):
            return ValueError(f"{number} is no number that can be kept")
        number_format = self._formats[style] if style < len(self._formats) else Format.PLAIN
        return formatted_cell(number, number_format, self.since_1904)


def _byte_cell(number: int, data: bytes) -> Cell:
    """Return an error or a truth value, which have a byte; None for a blank cell."""
    if number in {Kind.ERROR, Kind.FORMULA_ERROR}:
        return error_cell(_ERRORS.get(data[0], str(data[0])) if data else "?")
    return data == b"\x01" if number in {Kind.TRUTH, Kind.FORMULA_TRUTH} else None


def _unpacked(packed: int) -> float:
    """Return a number of 30 bits: a whole one or the upper half of a real one, or its hundredth."""
    value: float
    if packed & 2:
        whole = packed >> 2
        value = whole - (1 << 30) if whole >= 1 << 29 else whole
    else:
        (value,) = _REAL_VALUE.unpack(_LONG.pack(0) + _LONG.pack(packed & 0xFFFFFFFC))
    return value / 100 if packed & 1 else float(value)
