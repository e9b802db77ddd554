"""Why a file can't be read at all, in both languages."""

from .limits import LONGEST_CELL


class UnreadableFileError(ValueError):
    """A file that can't be read; the text says in Chinese and English why, and what to do.

    `row` (a line, or an element of a list) and `field` say where, as far as it is known.
    """

    def __init__(
        self, chinese: str, english: str, *, row: int | None = None, field: str | None = None
    ) -> None:
        super().__init__(f"{chinese} / {english}")
        self.chinese = chinese
        self.english = english
        self.row = row
        self.field = field


class FileChangedError(UnreadableFileError):
    """A file that somebody wrote into while it was read."""


class NoLayoutError(UnreadableFileError):
    """No layout has the names that the file has, read in this way; perhaps in another it does."""


def too_long_cell(row: int) -> UnreadableFileError:
    """Return the error of a cell that has more text than any report may travel with."""
    return UnreadableFileError(
        f"第{row}行有单元格超过{LONGEST_CELL}个字符，请精简",
        f"row {row} has a cell of over {LONGEST_CELL} characters: shorten it",
        row=row,
    )
