"""Workbooks of the Excel of before 2007 (XLS)."""

import os
from collections.abc import Iterator
from itertools import islice
from typing import Any

import xlrd
from xlrd.compdoc import CompDoc

from services.intake.adapters.files.content import Content
from services.intake.adapters.files.foreign_kinds import other_compound, password
from services.intake.adapters.files.limits import LARGEST_OLD_WORKBOOK
from services.intake.adapters.files.rows import Choice, FileReading
from services.intake.adapters.files.tables import Record
from services.intake.adapters.files.unreadable import UnreadableFileError
from services.intake.domain.layouts.cell import Cell

from .cell_values import error_cell, formatted_cell
from .merged_cells import MergedCells, MergedRange
from .number_formats import format_of
from .sheets import read_sheets
from .xml_parts import broken

SIGNATURE = b"\xd0\xcf\x11\xe0"
_LAST_BUILT_IN = 58  # in the currency of where Excel runs; what a file says of those is no matter
_WORKBOOKS = frozenset({"Workbook", "Book"})  # streams, since 1997 and before


class _OldSheet:
    def __init__(self, book: Any, sheet: Any) -> None:  # noqa: ANN401 - xlrd ships no types
        self._book = book
        self._sheet = sheet
        self.merged = MergedCells(
            MergedRange(top + 1, bottom, left, right - 1)
            for top, bottom, left, right in sheet.merged_cells
        )
        self.since_1904 = bool(book.datemode)
        self.hidden = sheet.visibility != 0

    def records(self) -> Iterator[Record]:
        """Yield the rows that hold something."""
        for number in range(self._sheet.nrows):
            cells = [self._cell(each) for each in self._sheet.row(number)]
            if any(cell != "" for cell in cells):
                yield number + 1, cells

    def _cell(self, cell: Any) -> Cell:  # noqa: ANN401 - xlrd ships no types
        match cell.ctype:
            case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:  # which of them, our own rules tell
                return formatted_cell(cell.value, self._format(cell.xf_index), self.since_1904)
            case xlrd.XL_CELL_BOOLEAN:
                return bool(cell.value)
            case xlrd.XL_CELL_ERROR:
                return error_cell(xlrd.error_text_from_code.get(cell.value, str(cell.value)))
            case _:
                return cell.value

    def _format(self, style: int) -> int:
        number = self._book.xf_list[style].format_key
        own = None if number <= _LAST_BUILT_IN else self._book.format_map.get(number)
        return format_of(number, own.format_str if own else None)


def read_old_workbook(content: Content, choice: Choice) -> FileReading:
    """Return the rows of the one sheet that has a layout's header. Raises UnreadableFileError."""
    if content.source.size > LARGEST_OLD_WORKBOOK:
        raise UnreadableFileError(
            f"XLS文件超过{LARGEST_OLD_WORKBOOK}字节，请另存为XLSX后报送",
            f"an XLS of more than {LARGEST_OLD_WORKBOOK} bytes: save it as XLSX and send that",
        )
    with content.source.open() as file, open(os.devnull, "w") as nothing:  # noqa: PTH123 - a device
        data = file.read()
        try:
            streams = {each.name for each in CompDoc(data, nothing).dirlist}
            if not streams & _WORKBOOKS:
                raise other_compound(streams)
            book = xlrd.open_workbook(
                file_contents=data, logfile=nothing, ragged_rows=True, formatting_info=True
            )
        except UnreadableFileError:
            raise
        except Exception as error:  # what is broken breaks its reader anywhere
            raise password() if "encrypted" in str(error) else broken(error) from error
    sheets = [(sheet.name, _OldSheet(book, sheet)) for sheet in islice(book.sheets(), 1000)]
    return read_sheets(sheets, choice)
