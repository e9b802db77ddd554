"""Tables: a header among the first rows, and the rows below it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from services.intake.domain.layouts.cell import Cell
from services.intake.domain.layouts.recognition import Recognized

from .rows import HEADER_WITHIN, Choice, FileReading, OriginalFile, Row, unreadable
from .unreadable import UnreadableFileError

_LONGEST_NAME = 200  # characters of a column's name

Record = tuple[int, Sequence[Cell]]  # its number as the sender sees it, its cells
Records = Callable[[], Iterator[Record]]  # all of them, from the beginning


@dataclass(frozen=True)
class Header:
    """The number of the row that it stands in, what it tells, and what stands there."""

    number: int
    recognized: Recognized
    cells: tuple[Cell, ...]


def find_header(records: Iterable[Record], choice: Choice) -> Header | None:
    """Return the header among the first rows, or None where none of a layout is there.

    Raises UnreadableFileError for one that no table can have.
    """
    for number, record in islice(records, HEADER_WITHIN):
        recognized = choice.recognize([_name(cell) for cell in record])
        if recognized is not None:
            _refuse_repeated(number, recognized)
            return Header(number, recognized, tuple(record))
    return None


def read_table(records: Records, header: Header) -> FileReading:
    """Read a table to its end, and return its rows. Raises what reading the records raises."""
    recognized = header.recognized

    def rows() -> Iterator[Row]:
        return _rows(records(), header)

    def below() -> Iterator[Record]:
        return (record for record in records() if record[0] > header.number)

    count = sum(1 for _ in rows())
    original = OriginalFile("workbook", below, header.cells)
    return FileReading(recognized.layout, count, rows, recognized.ignored, original=original)


def _name(cell: Cell) -> str:
    # An open quote makes one name of the whole file: no layout has one as long.
    return "" if cell is None else str(cell)[:_LONGEST_NAME]


def _refuse_repeated(number: int, recognized: Recognized) -> None:
    names = [name for name in recognized.names if name is not None]
    for name in names:
        if names.count(name) > 1:
            raise UnreadableFileError(
                f"列“{name}”出现了两次，请只保留一列",
                f"the column {name} stands twice: leave one of them",
                row=number,
                field=name,
            )


def _rows(records: Iterable[Record], header: Header) -> Iterator[Row]:
    names = header.recognized.names
    width = len(names)
    read = [(index, name) for index, name in enumerate(names) if name]
    for number, cells in records:
        if number <= header.number or all(map(is_empty, cells)):
            continue
        if cells[0] == header.cells[0] and _is_again(cells, header.cells):
            yield unreadable(number, "the header stands here again: files were put together")
            continue
        count = len(cells)
        if count > width:
            surplus = next((cell for cell in cells[width:] if not is_empty(cell)), None)
            if surplus is not None:
                yield unreadable(number, f"{count} > {width}: {surplus}")
                continue
        if count >= width:
            yield Row(number, {name: cells[index] for index, name in read})
        else:
            yield Row(number, {name: cells[index] if index < count else "" for index, name in read})


def _is_again(cells: Sequence[Cell], header: Sequence[Cell]) -> bool:
    first, again = ([each for each in row if not is_empty(each)] for row in (header, cells))
    return first == again


def is_empty(cell: Cell) -> bool:
    """Say whether nothing stands in a cell."""
    return cell is None or (isinstance(cell, str) and (not cell or cell.isspace()))
