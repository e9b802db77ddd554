"""Workbooks of the Excel of before 2007 (XLS)."""

import os
from collections.abc import Iterator
from itertools import islice
from typing import Any

import xlrd

from services.intake.domain.cell import Cell

from .cell_values import Format, error_cell, moment, plain_number
from .content import Content
from .file_rows import Choice, FileReading
from .limits import LARGEST_OLD_WORKBOOK
from .tables import Record
from .unreadable import UnreadableFileError
from .workbook_files import read_sheets
from .xml_parts import broken

SIGNATURE = b"\xd0\xcf\x11\xe0"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")  # an XLSX under a password


class _OldSheet:
    def __init__(self, sheet: Any, since_1904: bool) -> None:  # noqa: ANN401 - xlrd ships no types
        self._sheet = sheet
        self._since_1904 = since_1904

    def records(self) -> Iterator[Record]:
        """Yield the rows that hold something."""
        for number in range(self._sheet.nrows):
            cells = [self._cell(each) for each in self._sheet.row(number)]
            if any(cell != "" for cell in cells):
                yield number + 1, cells

    def _cell(self, cell: Any) -> Cell:  # noqa: ANN401 - xlrd ships no types
        match cell.ctype:
            case xlrd.XL_CELL_NUMBER:
                return plain_number(cell.value)
            case xlrd.XL_CELL_DATE:
                return moment(cell.value, Format.MOMENT, self._since_1904)
            case xlrd.XL_CELL_BOOLEAN:
                return bool(cell.value)
            case xlrd.XL_CELL_ERROR:
                return error_cell(xlrd.error_text_from_code.get(cell.value, str(cell.value)))
            case _:
                return cell.value


def read_old_workbook(content: Content, choice: Choice) -> FileReading:
    """Return the rows of the first sheet that has a layout's header. Raises UnreadableFileError."""
    if content.source.size > LARGEST_OLD_WORKBOOK:
        raise UnreadableFileError(
            f"XLS文件超过{LARGEST_OLD_WORKBOOK}字节，请另存为XLSX后报送",
            f"an XLS of more than {LARGEST_OLD_WORKBOOK} bytes: save it as XLSX and send that",
        )
    with content.source.open() as file, open(os.devnull, "w") as nothing:  # noqa: PTH123 - a device
        data = file.read()
        if _PROTECTED in data:
            raise UnreadableFileError(
                "文件有密码保护，请取消密码后报送", "the file is protected by a password: remove it"
            )
        try:
            book = xlrd.open_workbook(file_contents=data, logfile=nothing, ragged_rows=True)
        except Exception as error:  # what is broken breaks its reader anywhere
            raise broken(error) from error
    sheets = {
        sheet.name: _OldSheet(sheet, bool(book.datemode)) for sheet in islice(book.sheets(), 1000)
    }
    return read_sheets(sheets, choice)
