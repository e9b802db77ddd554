"""The rows of one sheet of a workbook in SpreadsheetML 2003, as they come."""

from services.intake.adapters.files.limits import LAST_ROW, LONGEST_CELL
from services.intake.adapters.files.tables import Record
from services.intake.adapters.files.unreadable import too_long_cell
from services.intake.domain.layouts.cell import Cell

from .cell_values import error_cell, formula_without_value, number_cell
from .merged_cells import MergedCells, MergedRange
from .number_formats import Format
from .ods_cells import instant_cell
from .xml_parts import broken, local

_LAST_COLUMN = 16_384
_NO_DAY = "1899-12-3"  # on which times without a day are kept


class RowReader:
    """Takes what the parser finds in the sheet at a place, and keeps its rows."""

    def __init__(self, sheet_index: int, formats: dict[str, int], since_1904: bool) -> None:
        self.records: list[Record] = []
        self.ended = False
        self.merged = MergedCells()
        self._wait = sheet_index + 1  # sheets that have yet to begin
        self._formats = formats
        self._since_1904 = since_1904
        self._row, self._column = 0, 0
        self._row_style = ""
        self._column_styles: dict[int, str] = {}
        self._next_column = 1
        self._cells: list[Cell] = []
        self._cell: dict[str, str] | None = None
        self._kind = ""
        self._parts: list[str] | None = None  # None: no data stood in the cell
        self._reads = False
        self._remark = False
        self._length = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""
        name = local(tag)
        if name == "Worksheet":
            self._wait -= 1
        if self._wait or self.ended:
            return
        values = {local(key): value for key, value in attributes.items()}
        match name:
            case "Column":
                self._note_column(values)
            case "Row":
                self._begin_row(values)
            case "Cell":
                self._cell, self._parts, self._kind, self._length = values, None, "", 0
            case "Comment":
                self._remark = True
            case "Data" if self._cell is not None and not self._remark:
                self._kind, self._parts, self._reads = values.get("Type", "String"), [], True

    def text(self, data: str) -> None:
        """Take text; that of runs in their own fonts belongs to the cell."""
        if not self._reads or self._parts is None:
            return
        self._parts.append(data)
        self._length += len(data)
        if self._length > LONGEST_CELL:
            raise too_long_cell(self._row)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        if self._wait or self.ended:
            return
        match local(tag):
            case "Worksheet":
                self.ended = True
            case "Row":
                if self._cells:
                    self.records.append((self._row, self._cells))
                self._cells = []
            case "Cell" if self._cell is not None:
                self._end_cell(self._cell)
                self._cell = None
            case "Comment":
                self._remark = False
            case "Data":
                self._reads = False

    def _note_column(self, values: dict[str, str]) -> None:
        first = _number(values.get("Index"), self._next_column, _LAST_COLUMN)
        last = min(first + _number(values.get("Span"), 0, _LAST_COLUMN), _LAST_COLUMN)
        style = values.get("StyleID", "")
        self._column_styles.update(dict.fromkeys(range(first, last + 1), style))
        self._next_column = last + 1

    def _begin_row(self, values: dict[str, str]) -> None:
        number = _number(values.get("Index"), self._row + 1, LAST_ROW)
        if number <= self._row:
            raise broken(ValueError(f"row {number} stands after row {self._row}"))
        self._row, self._column, self._cells = number, 0, []
        self._row_style = values.get("StyleID", "")

    def _end_cell(self, values: dict[str, str]) -> None:
        column = _number(values.get("Index"), self._column + 1, _LAST_COLUMN)
        if column <= self._column:
            raise broken(ValueError(f"the cells of row {self._row} are not in their order"))
        across = _number(values.get("MergeAcross"), 0, _LAST_COLUMN)
        down = _number(values.get("MergeDown"), 0, LAST_ROW)
        if across or down:
            spans = MergedRange(self._row, self._row + down, column - 1, column - 1 + across)
            self.merged.add_range(spans)
        self._column = column + across
        cell = self._value(values, column)
        if cell is not None and cell != "":
            self._cells.extend([""] * (column - 1 - len(self._cells)))
            self._cells.append(cell)

    def _value(self, values: dict[str, str], column: int) -> Cell:
        if self._parts is None:
            return formula_without_value() if "Formula" in values else None
        text = "".join(self._parts)
        match self._kind:
            case "Number":
                own = values.get("StyleID") or self._row_style
                style = own or self._column_styles.get(column) or "Default"
                number_format = self._formats.get(style, Format.PLAIN)
                return number_cell(text.strip(), number_format, self._since_1904)
            case "DateTime":
                read = instant_cell(text.strip())
                timed = isinstance(read, str) and read.startswith(_NO_DAY)
                return read.partition("T")[2] or "00:00:00" if timed else read
            case "Boolean":
                return text.strip() == "1"
            case "Error":
                return error_cell(text)
            case _:
                return text


def _number(text: str | None, otherwise: int, most: int) -> int:
    """Return a number of a row or column. Raises UnreadableFileError beyond the last one."""
    if text is None:
        return otherwise
    is_number = text.isascii() and text.isdecimal() and len(text) < len("99999999")
    number = int(text) if is_number else -1
    if not 0 <= number <= most:
        raise broken(ValueError(f"{text[:20]} is no place in a sheet"))
    return number
