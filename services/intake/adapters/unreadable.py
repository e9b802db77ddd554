"""Why a file can't be read at all, in both languages."""


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
