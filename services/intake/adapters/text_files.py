"""Text in whatever encoding and under whatever extension: delimited, or JSON."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from .content import Content
from .encodings import candidates, decoded_head, mark_of, open_text
from .file_rows import HEADER_WITHIN, Choice, FileReading
from .json_files import read_json
from .json_text import BLANK
from .limits import LONGEST_CELL
from .tables import Header, Record, find_header, read_table
from .unreadable import NoLayoutError, UnreadableFileError

_DELIMITERS = "\t,;|，"
_END = "\x00end of the file\x00"


def read_text(content: Content, choice: Choice) -> FileReading:
    """Return the rows of a text. Raises UnreadableFileError with what to do.

    Of the encodings in which it can be decoded to its end, the first one counts in which the header
    is that of a layout.
    """
    mark = mark_of(content)
    complaints: list[UnreadableFileError] = []
    for encoding in (mark,) if mark else candidates(content, choice.encodings):
        try:
            return _read(content, encoding, choice)
        except NoLayoutError as error:
            complaints.append(error)
        except UnicodeDecodeError as error:
            if mark:
                raise _not_as_marked(mark, error) from error
    raise (
        complaints[0]
        if complaints
        else UnreadableFileError(
            "无法识别文件编码，请另存为UTF-8后报送",
            "the encoding is unknown: save the file as UTF-8",
        )
    )


def _not_as_marked(mark: str, error: UnicodeDecodeError) -> UnreadableFileError:
    return UnreadableFileError(
        f"文件标记为{mark}编码，但含有不属于该编码的字节（{error.reason}），请另存为UTF-8后报送",
        f"the file says it is {mark}, but has bytes that are not ({error.reason}): "
        "save it as UTF-8",
    )


def _read(content: Content, encoding: str, choice: Choice) -> FileReading:
    head = decoded_head(content, encoding)
    if head.lstrip(BLANK)[:1] in {"[", "{"}:
        return read_json(content, encoding, choice)
    delimiter, header = _header(head, choice)

    def records() -> Iterator[Record]:
        return _records(content, encoding, delimiter)

    return read_table(records, header)


def _header(head: str, choice: Choice) -> tuple[str, Header]:
    """Return the delimiter with which most of the file's names are a layout's, and the header."""
    found: list[tuple[str, Header]] = []
    first: list[str] | None = None
    csv.field_size_limit(LONGEST_CELL)
    for delimiter in sorted(_DELIMITERS, key=head.count, reverse=True):
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
        lines = list(islice(reader, HEADER_WITHIN))
        header = find_header(enumerate(lines, 1), choice)
        if header is not None:
            found.append((delimiter, header))
        first = first or next((line for line in lines if any(map(str.strip, line))), None)
    if found:
        return max(found, key=lambda each: each[1].recognized.matches)
    if first is None:
        raise UnreadableFileError("文件为空", "the file is empty")
    raise choice.no_layout(first)


def _records(content: Content, encoding: str, delimiter: str) -> Iterator[Record]:
    """Yield the records. Raises UnreadableFileError, naming the row, and UnicodeDecodeError.

    A quote that is never closed would swallow the rows after it: with it the sign of the end does
    not come by itself.
    """
    csv.field_size_limit(LONGEST_CELL)
    number, line = 0, 0
    with open_text(content, encoding) as text:
        reader = csv.reader(_lines(text), delimiter=delimiter)
        try:
            for number, cells in enumerate(reader, 1):
                if cells and cells[-1].endswith(_END):
                    if cells == [_END]:
                        return
                    raise _open_quote(number, line)
                line = reader.line_num
                yield number, cells
        except csv.Error as error:
            raise UnreadableFileError(
                f"第{number + 1}行（文本第{line + 1}行起）无法拆分（{error}），请检查引号",
                f"row {number + 1}, from line {line + 1}, can't be split ({error}): "
                "look for an open quote or an endless cell",
                row=number + 1,
            ) from error


def _open_quote(number: int, line: int) -> UnreadableFileError:
    return UnreadableFileError(
        f"第{line}行之后的引号没有闭合，请补上引号",
        f"a quote that opens after line {line} is never closed",
        row=number,
    )


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Yield the lines, and the sign of the end."""
    number = 0
    while line := text.readline(LONGEST_CELL):
        number += 1
        if len(line) == LONGEST_CELL:
            raise UnreadableFileError(
                f"第{number}行超过{LONGEST_CELL}个字符，请检查换行符",
                f"line {number} has more than {LONGEST_CELL} characters: look for its line breaks",
                row=number,
            )
        yield line
    yield _END
