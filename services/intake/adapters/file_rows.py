"""What all readers of files give: rows with the number that the sender sees beside them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.intake.domain.cell import Cell, printable
from services.intake.domain.layout import UNREADABLE, Layout
from services.intake.domain.personal import mask
from services.intake.domain.recognition import Recognized, match, match_all, recognize

HEADER_WITHIN = 20  # rows of titles and remarks that may stand above a header
LONGEST_COMPLAINT = 200  # characters


class UnreadableFileError(ValueError):
    """A file that can't be read at all; the text says why and what to do."""


@dataclass(frozen=True)
class Row:
    """One row: its number as the sender sees it, its fields by the layout's own names."""

    number: int
    fields: dict[str, Cell]


@dataclass(frozen=True)
class FileReading:
    """A file's rows in the layout that its fields tell; `ignored` was there and is not read."""

    layout: str
    rows: tuple[Row, ...]
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class Choice:
    """The layouts that a file may have; `forced` where the sender named one."""

    layouts: tuple[Layout, ...]
    forced: Layout | None = None

    def recognize(self, names: Sequence[str]) -> Recognized | None:
        """Return the layout that a header tells, or None."""
        if self.forced is None:
            return recognize(names, self.layouts)
        matched = match(names, self.forced)
        return matched if matched.matches > 1 else None

    def complaint(self, names: Sequence[str]) -> str:
        """Say what is missing from the layout that comes closest."""
        found = [match(names, self.forced)] if self.forced else match_all(names, self.layouts)
        closest = max(found, key=lambda each: each.matches)
        return (
            f"no layout has these fields; closest is {closest.layout}, "
            f"which also needs {', '.join(closest.missing) or 'more of its fields'}"
        )


def unreadable(number: int, what: str) -> Row:
    """Return a row that could not be split into fields, so that it is sent back and not lost."""
    return Row(number, {UNREADABLE: mask(printable(what))[:LONGEST_COMPLAINT]})


def read_table(records: Sequence[Sequence[Cell]], choice: Choice) -> FileReading | None:
    """Return the rows below the header of a table, or None where it has no header of a layout."""
    for index, record in enumerate(records[:HEADER_WITHIN]):
        recognized = choice.recognize([str(cell) for cell in record])
        if recognized is not None:
            rows = tuple(_rows(records, index + 1, recognized.names))
            _refuse_repeated(recognized)
            return FileReading(recognized.layout, rows, recognized.ignored)
    return None


def _refuse_repeated(recognized: Recognized) -> None:
    names = [name for name in recognized.names if name is not None]
    for name in names:
        if names.count(name) > 1:
            raise UnreadableFileError(f"the column {name} stands twice: leave one of them")


def _rows(
    records: Sequence[Sequence[Cell]], first: int, names: Sequence[str | None]
) -> Iterator[Row]:
    for number, cells in enumerate(records[first:], first + 1):
        if all(_is_empty(cell) for cell in cells):
            continue
        surplus = [cell for cell in cells[len(names) :] if not _is_empty(cell)]
        if surplus:
            yield unreadable(number, f"{len(cells)} > {len(names)}: {surplus[0]}")
            continue
        padded = [*cells[: len(names)], *[""] * (len(names) - len(cells))]
        yield Row(number, {name: cell for name, cell in zip(names, padded, strict=True) if name})


def _is_empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
