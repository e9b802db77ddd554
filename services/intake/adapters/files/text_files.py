"""Text in whatever encoding and under whatever extension: delimited, or JSON."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from .content import Content
from .encodings import candidates, decoded_head, mark_of, open_text
from .json_files import read_json
from .json_text import BLANK
from .limits import LONGEST_CELL
from .rows import HEADER_WITHIN, Choice, FileReading
from .tables import Header, Record, find_header, read_table
from .text_faults import is_nearly_utf8, mixed, undecodable, utf8_line
from .unreadable import NoLayoutError, UnreadableFileError

_DELIMITERS = "\t,;|，"
_JSON = frozenset({"[", "{"})
_MARK = "\ufeff\x1a"  # of the beginning, and of the end as DOS has it
_DOUBLE_BYTE = frozenset({"gb18030", "cp950", "big5hkscs"})
# What stands before JSON in a page's script: callback(, var data =, a comment.
_SCRIPT = re.compile(
    r"\s*(?://|/\*|(?:(?:var|let|const)\s+)?[\w.$]+\s*[=(]\s*[\[{]|(?:var|let|const)\s)"
)
_END = "\x00end of the file\x00"


def read_text(content: Content, choice: Choice) -> FileReading:
    """Return the rows of a text. Raises UnreadableFileError with what to do.

    Of the encodings in which it can be decoded to its end, the first one counts in which the header
    is that of a layout.
    """
    mark = mark_of(content)
    failed: dict[str, None] = {}
    complaint: UnreadableFileError | None = None
    for encoding in (mark,) if mark else candidates(content, choice.encodings):
        try:
            return _read(content, encoding, choice)
        except NoLayoutError as error:
            if complaint is None and _is_text(content, encoding):
                complaint = error
                if encoding == "utf-8" and content.foreign:
                    break  # in another encoding it would be characters that nobody wrote
        except UnicodeDecodeError:
            failed[encoding] = None
            if encoding == "utf-8" and _is_spoilt_utf8(content, choice):
                break  # in another encoding it would be characters that nobody wrote
    bad = _bad_bytes(content, [*failed], choice, mark is not None)
    raise bad or complaint or _no_text(content)


def _bad_bytes(
    content: Content, encodings: list[str], choice: Choice, marked: bool
) -> UnreadableFileError | None:
    """Return the error of a text with bytes that are not of its encoding, where it is one.

    It is one where it is UTF-8 but for a few, or has a header but for them.
    """
    likely = [each for each in encodings if marked or _has_header(content, each, choice)]
    utf8 = "utf-8" in likely or ("utf-8" in encodings and not likely)
    if utf8 and is_nearly_utf8(content.foreign):
        likely = ["utf-8"]
    return undecodable(content, likely, marked)


def _is_spoilt_utf8(content: Content, choice: Choice) -> bool:
    return is_nearly_utf8(content.foreign) and _has_header(content, "utf-8", choice)


def _has_header(content: Content, encoding: str, choice: Choice) -> bool:
    head = content.head.decode(encoding, "replace")
    if head.lstrip(BLANK)[:1] in _JSON:
        return True
    try:
        _header(head, choice)
    except UnreadableFileError:
        return False
    return True


def _is_text(content: Content, encoding: str) -> bool:
    """Say whether what an encoding makes of a file can have been written by somebody."""
    head = decoded_head(content, encoding)
    foreign = [each for each in head if not each.isascii()]
    if any(each < " " and each not in "\t\r\n\f\x1a\x1e" for each in head):
        return False
    odd = sum(1 for each in foreign if unicodedata.category(each) in {"Cn", "Co", "Cs", "Cc"})
    strange = sum(1 for each in foreign if not "\u2000" <= each <= "\u9fff" and each < "\uff00")
    return odd + strange <= len(foreign) / 10


def _no_text(content: Content) -> UnreadableFileError:
    first = " ".join(f"{each:02X}" for each in content.head[:8])
    return UnreadableFileError(
        f"这不是文本，也不是可读取的工作簿（文件以{first}开头），请以XLSX、CSV（UTF-8）或JSON报送",
        f"this is no text, and no workbook that can be read (it begins with the bytes {first}): "
        "send XLSX, CSV (UTF-8) or JSON",
    )


def _read(content: Content, encoding: str, choice: Choice) -> FileReading:
    head = decoded_head(content, encoding)
    if head.lstrip(BLANK)[:1] in _JSON:
        reading = read_json(content, encoding, choice)
    else:
        reading = _read_delimited(content, encoding, head, choice)
    if encoding in _DOUBLE_BYTE and (line := utf8_line(content)) is not None:
        raise mixed("GB 18030" if encoding == "gb18030" else "Big5", line, "UTF-8")
    return reading


def _read_delimited(content: Content, encoding: str, head: str, choice: Choice) -> FileReading:
    delimiter, header = _header(head, choice)

    def records() -> Iterator[Record]:
        return _records(content, encoding, delimiter)

    reading = read_table(records, header)
    assert reading.original is not None
    original = replace(reading.original, form="text", encoding=encoding, delimiter=delimiter)
    return replace(reading, original=original)


def _header(head: str, choice: Choice) -> tuple[str, Header]:
    """Return the delimiter with which most of the file's names are a layout's, and the header."""
    headers: list[tuple[str, Header]] = []
    first: list[str] | None = None
    csv.field_size_limit(LONGEST_CELL)
    for delimiter in sorted(_DELIMITERS, key=head.count, reverse=True):
        unmarked = (line.lstrip(_MARK) for line in io.StringIO(head, newline=""))
        reader = csv.reader(unmarked, delimiter=delimiter)
        lines = list(islice(reader, HEADER_WITHIN))
        header = find_header(enumerate(lines, 1), choice)
        if header is not None:
            headers.append((delimiter, header))
        first = first or next((line for line in lines if any(map(str.strip, line))), None)
    if headers:
        return max(headers, key=lambda each: each[1].recognized.matches)
    if first is None:
        raise UnreadableFileError("文件为空", "the file is empty")
    if _SCRIPT.match(head):
        raise NoLayoutError(
            "JSON外有程序代码（如callback(…)、var x=…或注释），请只报送其中的JSON",
            "there is a script around the JSON (callback(...), var x = ..., a comment): send the "
            "JSON in it alone",
        )
    if not any(delimiter in head for delimiter in _DELIMITERS):
        raise NoLayoutError(
            "文件中没有可识别的分隔符（逗号、制表符、分号、竖线），无法分列，请另存为CSV后报送",
            "the columns can't be told apart: there is no comma, tab, semicolon or bar in it; "
            "save it as CSV",
        )
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
        yield line.lstrip(_MARK)  # a mark stands before each part that was put behind another
    yield _END
