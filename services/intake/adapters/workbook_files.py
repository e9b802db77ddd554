"""Workbooks: Excel's files, old and new."""

import io
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

from services.intake.domain.cell import Cell

from .file_rows import Choice, FileReading, UnreadableFileError, read_table

SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def read_workbook(data: bytes, choice: Choice) -> FileReading:
    """Return the rows of the first sheet that has a layout's header.

    Raises UnreadableFileError. Other sheets that hold something are named as ignored.
    """
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in workbook.sheet_names
        }
    except CalamineError as error:
        raise UnreadableFileError(f"the workbook can't be opened: {error}") from error
    found: FileReading | None = None
    others: list[str] = []
    for name, cells in sheets.items():
        records = [[_cell(cell) for cell in record] for record in cells]
        reading = read_table(records, choice) if found is None else None
        if reading is not None:
            found = reading
        elif records:
            others.append(f"[{name}]")
    if found is None:
        raise UnreadableFileError(f"no sheet of {', '.join(sheets)} has the header of a layout")
    return FileReading(found.layout, found.rows, (*found.ignored, *others))


def _cell(cell: object) -> Cell:
    """Return what a cell holds as JSON can hold it."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    return cell
