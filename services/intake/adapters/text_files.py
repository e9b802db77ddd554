"""Delimited text, in whatever encoding and under whatever extension it comes."""

import codecs
import csv
import io

from charset_normalizer import from_bytes

from .file_rows import Choice, FileReading, UnreadableFileError, read_table

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = "\t,;|，"
_LARGEST_CELL = 2**31 - 1  # a row that is too large is told so by itself, not the whole file
_END = "\x00end of the file\x00"


def decode_text(data: bytes) -> str:
    """Return the text of a file: by its mark, as UTF-8, as GB 18030, else by a guess.

    Raises UnreadableFileError.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    guess = from_bytes(data).best()
    if guess is None:
        raise UnreadableFileError("the encoding is unknown: save the file as UTF-8")
    return str(guess)


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFileError(
            f"the file says it is {encoding}, but byte {error.start} is not: save it as UTF-8"
        ) from error


def read_delimited(text: str, choice: Choice) -> FileReading:
    """Return the rows of delimited text. Raises UnreadableFileError where no layout fits.

    The delimiter is the one with which most of the file's names are a layout's.
    """
    csv.field_size_limit(_LARGEST_CELL)
    complaints: list[str] = []
    for delimiter in sorted(_DELIMITERS, key=text[:10_000].count, reverse=True):
        try:
            records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
            reading = read_table(records, choice)
        except csv.Error as error:
            complaints.append(str(error))
            continue
        if reading is not None:
            _refuse_open_quote(text, delimiter)
            return reading
        if records:
            complaints.append(choice.complaint(records[0]))
    raise UnreadableFileError(complaints[0] if complaints else "the file is empty")


def _refuse_open_quote(text: str, delimiter: str) -> None:
    """Refuse a file in which a quote is never closed: it would swallow the rows after it."""
    closing = csv.reader(io.StringIO(f"{text}\n{_END}", newline=""), delimiter=delimiter)
    start = 1
    last: list[str] = []
    for last in closing:
        if last != [_END]:
            start, end = closing.line_num, start
    if last != [_END]:
        raise UnreadableFileError(f"a quote that opens after line {end} is never closed")
