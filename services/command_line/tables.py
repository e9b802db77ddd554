"""Tables of the command line: what has to be typed again is never cut, nor broken over lines.

On a terminal the columns stand side by side, and free text is folded into further lines. Where the
rest does not fit, each row becomes a record with a field a line. In a pipe a row is one line, with
tabs between its cells. Text of strangers is shown with its control characters escaped.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.chassis.text.visible_text import visible

from .text_width import fold, longest_word, padded, width_of

Cell = str | Sequence[str]  # one text, or several, one below the other
_GAP = "  "
_LEAST_TEXT = 20  # columns of the screen; text in less is no longer readable
_BESIDE = "; "  # between the several texts of a cell in a pipe


@dataclass(frozen=True)
class TableColumn:
    """A column of a table. Only one of free `text` may be folded; numbers stand on the `right`."""

    heading: str
    text: bool = False
    right: bool = False


def text_column(heading: str) -> TableColumn:
    """Return a column of free text, which may be folded."""
    return TableColumn(heading, text=True)


def number_column(heading: str) -> TableColumn:
    """Return a column of numbers."""
    return TableColumn(heading, right=True)


class Table:
    """Rows under headings. A heading alone makes a column of keys, which stay whole."""

    def __init__(
        self, *columns: TableColumn | str, title: str = "", remarks: Sequence[str] = ()
    ) -> None:
        self.columns = [TableColumn(each) if isinstance(each, str) else each for each in columns]
        self.title = visible(title)
        self.remarks = tuple(map(visible, remarks))
        self.rows: list[tuple[tuple[str, ...], ...]] = []
        self._sections: set[int] = set()

    def add_row(self, *cells: Cell) -> None:
        """Add a row, with a cell for each column."""
        if len(cells) != len(self.columns):
            raise ValueError(f"{len(cells)} cells for {len(self.columns)} columns")
        self.rows.append(tuple(map(_texts, cells)))

    def add_section(self) -> None:
        """Set what follows apart, on a terminal, by a line."""
        self._sections.add(len(self.rows))

    def lines(self, width: int | None) -> Iterator[str]:
        """Yield the lines for a terminal of so many columns, or for a pipe (None)."""
        if self.title:
            yield self.title
        if width is None:
            yield from self._piped()
        elif widths := self._widths(width):
            yield from self._side_by_side(widths)
        else:
            yield from self._records(width)
        yield from self.remarks

    def _piped(self) -> Iterator[str]:
        yield "\t".join(column.heading for column in self.columns)
        for row in self.rows:
            yield "\t".join(_BESIDE.join(cell) for cell in row)

    def _side_by_side(self, widths: Sequence[int]) -> Iterator[str]:
        headings = [fold(c.heading, width) for c, width in zip(self.columns, widths, strict=True)]
        rule = _GAP.join("─" * width for width in widths)
        yield from self._row(headings, widths)
        yield rule
        for index, row in enumerate(self.rows):
            if index and index in self._sections:
                yield rule
            cells = [
                [line for each in cell for line in fold(each, width)] if column.text else cell
                for column, cell, width in zip(self.columns, row, widths, strict=True)
            ]
            yield from self._row(cells, widths)

    def _row(self, cells: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
        for index in range(max(1, *map(len, cells))):
            yield _GAP.join(
                padded(cell[index] if index < len(cell) else "", width, right=column.right)
                for column, cell, width in zip(self.columns, cells, widths, strict=True)
            ).rstrip()

    def _records(self, width: int) -> Iterator[str]:
        for index, row in enumerate(self.rows):
            if index:
                yield ""
            for column, cell in zip(self.columns, row, strict=True):
                lines = [f"{column.heading}: {cell[0]}", *cell[1:]]
                if column.text:
                    room = width - len(_GAP)
                    lines = [line for each in lines for line in fold(each, room)]
                if any(cell):
                    yield lines[0]
                    yield from (_GAP + line for line in lines[1:])

    def _widths(self, width: int) -> list[int]:
        """Return the width of each column, or none where they do not fit beside each other."""
        least, full = zip(*map(self._least_and_full, range(len(self.columns))), strict=True)
        room = width - len(_GAP) * (len(self.columns) - 1)
        if sum(full) <= room:
            return list(full)
        if sum(least) > room:
            return []
        return _shared(least, full, room)

    def _least_and_full(self, index: int) -> tuple[int, int]:
        """Return the least width of a column, and that at which nothing in it is folded."""
        column = self.columns[index]
        texts = [each for row in self.rows for each in row[index]]
        full = max(map(width_of, texts), default=0)
        least = full
        if column.text:
            least = min(full, max(_LEAST_TEXT, *map(longest_word, texts), 0), 2 * _LEAST_TEXT)
        return max(least, longest_word(column.heading)), max(full, width_of(column.heading))


def _shared(least: Sequence[int], full: Sequence[int], room: int) -> list[int]:
    """Return widths that fill the room, the narrowest columns served first."""
    widths = list(least)
    left = room - sum(least)
    hungry = sorted(range(len(least)), key=lambda index: full[index] - least[index])
    for served, index in enumerate(hungry):
        more = min(full[index] - least[index], left // (len(hungry) - served))
        widths[index] += more
        left -= more
    return widths


def _texts(cell: Cell) -> tuple[str, ...]:
    return (visible(cell),) if isinstance(cell, str) else tuple(map(visible, cell)) or ("",)
