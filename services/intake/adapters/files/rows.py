"""What all readers of files give: rows with the number that the sender sees beside them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from schemas.unique_keys import KeyTwiceError
from services.intake.domain.layouts.cell import Cell, printable
from services.intake.domain.layouts.layout import RECORD_LAYOUT, UNREADABLE, Layout
from services.intake.domain.layouts.recognition import Recognized, match, match_all, recognize
from services.intake.domain.layouts.unread_row import KEY_TWICE, UNREADABLE_FIELD
from services.intake.domain.records.personal import mask

from .limits import MOST_COLUMNS
from .unreadable import NoLayoutError, UnreadableFileError

HEADER_WITHIN = 20  # rows of titles and remarks that may stand above a header
LONGEST_COMPLAINT = 200  # characters


@dataclass(frozen=True)
class Row:
    """One row: its number as the sender sees it, its fields by the layout's own names."""

    number: int
    fields: dict[str, Cell]


@dataclass(frozen=True)
class OriginalFile:
    """A file as its sender wrote it, so that rows can be given back to be mended.

    `rows` yields each row's number and its cells, an error in the place of one that could not be
    read; of JSON the text of each element, or none where it is not held. A table has a `header`; a
    text its `encoding` and `delimiter`, too.
    """

    form: Literal["text", "workbook", "json"]
    rows: Callable[[], Iterator[tuple[int, Cell]]]
    header: tuple[Cell, ...] = ()
    encoding: str = "utf-8-sig"
    delimiter: str = ","


@dataclass(frozen=True)
class FileReading:
    """A file and its layout, read to its end once without fault.

    `count` is the number of its rows; `rows` yields them, each call reads the file again.
    `ignored` are the names of columns that are not read. `digest` is the SHA-256 of the content.
    `original` is the file as its sender wrote it.
    """

    layout: str
    count: int
    rows: Callable[[], Iterator[Row]]
    ignored: tuple[str, ...] = ()
    digest: str = ""
    original: OriginalFile | None = None


@dataclass(frozen=True)
class Choice:
    """The layouts that a file may have; `forced` where the sender named one.

    `encodings` are those that the sender's files usually have.
    """

    layouts: tuple[Layout, ...]
    forced: Layout | None = None
    encodings: tuple[str, ...] = ()

    def recognize(self, names: Sequence[str]) -> Recognized | None:
        """Return the layout that a header tells, or None. Raises UnreadableFileError."""
        refuse_columns(len(names))
        if self.forced is None:
            return recognize(names, self.layouts)
        matched = match(names, self.forced)
        return matched if matched.matches > 1 else None

    def days_of(self, name: str) -> frozenset[str]:
        """Return the fields of a layout that hold a day or an instant."""
        if name == RECORD_LAYOUT:
            return frozenset({"occurred_on"})
        known = (*self.layouts, *filter(None, [self.forced]))
        return next(layout.days for layout in known if layout.layout == name)

    @property
    def names(self) -> str:
        """Return the names of the layouts that the sender may use."""
        return ", ".join((*(layout.layout for layout in self.layouts), RECORD_LAYOUT))

    def no_layout(self, names: Sequence[str]) -> NoLayoutError:
        """Return the error that says what is missing from the layout that comes closest."""
        if misread := _as_utf8(names):
            return NoLayoutError(
                f"表头是乱码（UTF-8文本被当作GBK读取后又保存，应为“{misread}”），请从原系统重新导出",
                f"the header is garbled: text in UTF-8 was read as GBK and saved so (it was "
                f"{misread!r}); export it again from the system that it comes from",
            )
        if names and all(name.isdecimal() for name in names):
            return NoLayoutError(
                "对象的键都是数字，不是字段名；请以对象列表报送",
                "the keys are numbers, and no names of fields: send the objects as a list",
            )
        matches = [match(names, self.forced)] if self.forced else match_all(names, self.layouts)
        closest = max(matches, key=lambda each: each.matches)
        missing = ", ".join(closest.missing)
        return NoLayoutError(
            f"没有报送格式含有这些字段；最接近的是{closest.layout}，还缺：{missing or '更多字段'}。"
            f"本部门可用格式：{self.names}",
            f"no layout has these fields; closest is {closest.layout}, "
            f"which also needs {missing or 'more of its fields'}. Yours are: {self.names}",
            field=closest.missing[0] if closest.missing else None,
        )


def _as_utf8(names: Sequence[str]) -> str | None:
    """Return what a header was before its UTF-8 was read as GB 18030; None where it was not."""
    for name in names:
        try:
            plain = name.encode("gb18030").decode("utf-8")
        except UnicodeError:
            continue
        if not plain.isascii():
            return plain
    return None


def refuse_columns(count: int) -> None:
    """Raise UnreadableFileError where a header has more columns than any may have."""
    if count > MOST_COLUMNS:
        raise UnreadableFileError(
            f"文件有{count}列，最多{MOST_COLUMNS}列，请删除多余的列",
            f"the file has {count} columns; at most {MOST_COLUMNS} are read: leave out the others",
        )


def unreadable(number: int, what: str, field: str | None = None) -> Row:
    """Return a row that could not be read, so that it is sent back and not lost.

    `field` is that in which it goes wrong, where it is in one.
    """
    if field is None:
        return Row(number, {UNREADABLE: _complaint(what)})
    named = {UNREADABLE_FIELD: _complaint(field), UNREADABLE: _complaint(f"{field}: {what}")}
    return Row(number, named)


def unread(number: int, error: Exception) -> Row:
    """Return a row in whose place its reader has an error."""
    if isinstance(error, KeyTwiceError):
        return Row(number, {KEY_TWICE: _complaint(error.key)})
    return unreadable(number, str(error))


def _complaint(what: str) -> str:
    short = what[: 4 * LONGEST_COMPLAINT]  # a mask looks through all that it is given
    return mask(printable(short)).replace("\x00", "?")[:LONGEST_COMPLAINT]
