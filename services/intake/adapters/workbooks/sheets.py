"""The sheets of a workbook, of whatever kind: which of them is read, and what its cells say."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from services.intake.adapters.files.rows import Choice, FileReading
from services.intake.adapters.files.tables import Header, Record, find_header, read_table
from services.intake.adapters.files.unreadable import NoLayoutError, UnreadableFileError
from services.intake.domain.layouts.cell import Cell

from .merged_cells import MergedCells
from .xml_parts import broken

_UNFORMATTED = ValueError(
    "a number in place of a day, in a workbook that counts days from 1904: format it as a day"
)


class HasRecords(Protocol):
    """A sheet, of whatever kind of workbook.

    A `hidden` one is nothing that its sender sees. `since_1904` is how it counts days. Which of its
    cells are `merged` is known once its rows were read to the end.
    """

    @property
    def hidden(self) -> bool:
        """Whether it is hidden."""

    @property
    def since_1904(self) -> bool:
        """Whether its days are counted from 1904, not 1900."""

    @property
    def merged(self) -> MergedCells:
        """Which cells are merged."""

    def records(self) -> Iterator[Record]:
        """Yield the rows that hold something, from the first."""


def read_sheets(named: Sequence[tuple[str, HasRecords]], choice: Choice) -> FileReading:
    """Return the rows of the one of the sheets, by name, that has a layout's header.

    Raises UnreadableFileError. A hidden sheet is not read; rows that a filter hides are.
    """
    sheets = dict(named)
    if len(sheets) < len(named):  # which of them is meant, no name tells
        raise broken(ValueError("two sheets have one name"))
    headers: dict[str, Header] = {}
    others: list[str] = []
    for name, sheet in sheets.items():
        header = None if sheet.hidden else find_header(sheet.records(), choice)
        if header is not None:
            headers[name] = header
        elif _holds_something(sheet.records()):
            others.append(f"[{name}]")
    if len(headers) > 1:
        raise UnreadableFileError(
            f"多个工作表（{'、'.join(headers)}）均有表头，请每个文件只保留一个后分别报送",
            f"the sheets {', '.join(headers)} all have a header: send each in a file of its own",
        )
    if not headers:
        raise NoLayoutError(
            f"各工作表（{'、'.join(sheets)}）均无本部门可用格式（{choice.names}）的表头；"
            "隐藏的工作表不读取",
            f"no sheet of {', '.join(sheets)} has the header of a layout that your department may "
            f"use ({choice.names}); hidden sheets are not read",
        )
    ((name, header),) = headers.items()
    reading = _reading_of(sheets[name], header, choice)
    return replace(reading, ignored=(*reading.ignored, *others))


def _reading_of(sheet: HasRecords, header: Header, choice: Choice) -> FileReading:
    names = header.recognized.names
    columns = [index for index, name in enumerate(names) if name]
    days = choice.days_of(header.recognized.layout) if sheet.since_1904 else ()

    def records() -> Iterator[Record]:
        records = sheet.merged.with_errors(sheet.records(), columns)
        return _dated(records, header, days) if days else records

    return read_table(records, header)


def _dated(records: Iterator[Record], header: Header, days: Container[str]) -> Iterator[Record]:
    """Yield the rows, with an error for each bare number in one of the columns that hold `days`."""
    day_columns = [index for index, name in enumerate(header.recognized.names) if name in days]
    for number, cells in records:
        yield (
            number,
            [
                _UNFORMATTED if index in day_columns and _is_serial(cell) else cell
                for index, cell in enumerate(cells)
            ],
        )


def _is_serial(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _holds_something(records: Iterator[Record]) -> bool:
    return next(records, None) is not None
