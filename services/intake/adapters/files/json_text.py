"""JSON read as it comes: one value after the other, without holding the whole document."""

import json
import re
from collections.abc import Iterable
from math import isfinite

from schemas.unique_keys import KeyTwiceError, repeated
from services.intake.domain.layouts.cell import Cell

from .json_faults import JsonFault, fault_at, missing, unexpected
from .limits import LONGEST_ELEMENT

# A mark may stand before any part of a file that was put together; RFC 7464 has U+001E there.
BLANK = "\ufeff\x1e \t\r\n"
_BLANKS = re.compile(f"[{BLANK}]*")
_TOO_LONG = f"longer than {LONGEST_ELEMENT} characters"
_NEAR = 12  # characters before the end within which more text may mend what can't be read yet


class BrokenError(ValueError):
    """What stands there is no JSON. `line` and `column` (in characters) count from 1."""

    def __init__(self, line: int, column: int, fault: JsonFault) -> None:
        super().__init__(f"line {line}, column {column}: {fault.english}")
        self.line = line
        self.column = column
        self.fault = fault


class TooDeepError(ValueError):
    """Lists and objects within each other beyond what can be read."""

    def __init__(self) -> None:
        super().__init__("lists and objects are nested too deeply")


class TooLongError(ValueError):
    """A value that is longer than any report."""


class JsonText:
    """A text in which one stands at a position, and reads the value that is there.

    `on_new_line` says whether a line break stands between the position and the value before;
    `in_one_line` whether all values so far were without one; `written` is the last one as it
    stands there.
    """

    def __init__(self, pieces: Iterable[str]) -> None:
        self._pieces = iter(pieces)
        self._text = ""
        self._position = 0
        self._ended = False
        self._lines = 0  # line breaks in what is no longer held
        self._dropped = 0  # characters of the present line that are no longer held
        self._begins = 0  # of the last value
        self._reader = _Reader()
        self.on_new_line = True
        self.in_one_line = True

    @property
    def line(self) -> int:
        """The line at which one stands, from 1."""
        return 1 + self._lines + self._text.count("\n", 0, self._position)

    @property
    def written(self) -> str:
        """The last value as it stands in the text, while one stands right behind it."""
        return self._text[self._begins : self._position]

    def broken(self, fault: JsonFault, position: int | None = None) -> BrokenError:
        """Return the error that says what is wrong, here or at a position of what is held."""
        position = self._position if position is None else position
        line = 1 + self._lines + self._text.count("\n", 0, position)
        begins = self._text.rfind("\n", 0, position) + 1
        column = position - begins + 1 + (0 if begins else self._dropped)
        return BrokenError(line, column, fault)

    def peek(self) -> str:
        """Return the next character that is no blank, or nothing at the end."""
        while True:
            blank = _BLANKS.match(self._text, self._position)
            end = blank.end() if blank else self._position
            if end > self._position:
                self.on_new_line |= self._text.find("\n", self._position, end) >= 0
                self._position = end
            if self._position < len(self._text):
                return self._text[self._position]
            if not self._more(1):
                return ""

    def take(self, expected: str) -> None:
        """Go past a character. Raises BrokenError where another one stands."""
        if (instead := self.peek()) != expected:
            fault = fault_at(self._text, self._position, "")
            is_plain = instead.isalnum() or fault == unexpected(instead)
            raise self.broken(missing(expected, instead) if is_plain else fault)
        self._position += 1

    def value(self) -> Cell:
        """Return the value that stands here, and go past it.

        A KeyTwiceError stands in the place of one with a key that stands twice. Raises BrokenError,
        TooDeepError or TooLongError.
        """
        self.peek()
        while True:
            try:
                value, end = self._reader.value_at(self._text, self._position)
            except json.JSONDecodeError as error:
                unfinished = error.msg.startswith("Unterminated") or (
                    error.pos >= len(self._text) - _NEAR
                )
                distance = error.pos - self._position
                if not unfinished or not self._more(len(self._text) - self._position):
                    fault = fault_at(self._text, self._position + distance, error.msg)
                    raise self.broken(fault, self._position + distance) from error
                continue
            # A number that ends where the text held so far ends may go on.
            if end == len(self._text) and self._more(1):
                continue
            if end - self._position > LONGEST_ELEMENT:
                raise TooLongError(_TOO_LONG)
            self.in_one_line &= self._text.find("\n", self._position, end) < 0
            self._begins, self._position, self.on_new_line = self._position, end, False
            return value

    def _more(self, least: int) -> bool:
        """Hold at least as many further characters, and return whether there were any."""
        if self._ended:
            return False
        begins = self._text.rfind("\n", 0, self._position) + 1
        self._lines += self._text.count("\n", 0, self._position)
        self._dropped = self._position - begins + (0 if begins else self._dropped)
        pieces = [self._text[self._position :]]
        if len(pieces[0]) > LONGEST_ELEMENT:
            raise TooLongError(_TOO_LONG)
        added = 0
        while added < least:
            piece = next(self._pieces, None)
            if piece is None:
                self._ended = True
                break
            pieces.append(piece)
            added += len(piece)
        self._text, self._position = "".join(pieces), 0
        return added > 0


class _Reader:
    """Python's decoder, that notices a key that stands twice, and keeps what it can't."""

    def __init__(self) -> None:
        self._twice: str | None = None
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._members,
            parse_constant=_endless,
            parse_float=_float,
            parse_int=_int,
        )

    def value_at(self, text: str, position: int) -> tuple[Cell, int]:
        """Return a value and where it ends. Raises json.JSONDecodeError or TooDeepError."""
        self._twice = None
        try:
            value, end = self._decoder.raw_decode(text, position)
        except RecursionError as error:
            raise TooDeepError from error
        if self._twice is not None:
            value = KeyTwiceError(self._twice, tuple(value) if isinstance(value, dict) else ())
        return value, end

    def _members(self, pairs: list[tuple[str, Cell]]) -> dict[str, Cell]:
        if self._twice is None:
            self._twice = repeated(tuple([name for name, _ in pairs]))
        return dict(pairs)


def loads(text: str, line: int = 1) -> Cell:
    """Return what the JSON on a line holds; a number beyond all bounds is an error in its place.

    A KeyTwiceError stands in the place of a value with a key that stands twice. Raises BrokenError,
    TooDeepError or TooLongError.
    """
    whole = JsonText([text])
    whole._lines = line - 1
    value = whole.value()
    if whole.peek():
        raise whole.broken(fault_at("", 0, "Extra data"))
    return value


def _float(text: str) -> float | ValueError:
    number = float(text)
    return number if isfinite(number) else _endless(text)


def _int(text: str) -> int | ValueError:
    try:
        return int(text)
    except ValueError:  # Python reads no more than 4300 digits
        return _endless(text)


def _endless(text: str) -> ValueError:
    return ValueError(f"{text} is no number that can be kept")
