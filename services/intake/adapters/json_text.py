"""JSON read as it comes: one value after the other, without holding the whole document."""

import json
import re
from collections.abc import Iterable
from math import isfinite

from services.intake.domain.cell import Cell

from .limits import LONGEST_ELEMENT

_BLANKS = re.compile(r"[\ufeff \t\r\n]*")
_TOO_LONG = f"longer than {LONGEST_ELEMENT} characters"
_NEAR = 12  # characters before the end within which more text may mend what can't be read yet


class BrokenError(ValueError):
    """What stands there is no JSON. `line` counts from 1."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")
        self.line = line
        self.what = what


class TooDeepError(ValueError):
    """Lists and objects within each other beyond what can be read."""

    def __init__(self) -> None:
        super().__init__("lists and objects are nested too deeply")


class TooLongError(ValueError):
    """A value that is longer than any report."""


class JsonText:
    """A text in which one stands at a place, and reads the value that is there."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._pieces = iter(pieces)
        self._text = ""
        self._place = 0
        self._ended = False
        self._lines = 0  # line breaks in what is no longer held

    @property
    def line(self) -> int:
        """The line at which one stands, from 1."""
        return 1 + self._lines + self._text.count("\n", 0, self._place)

    def peek(self) -> str:
        """Return the next character that is no blank, or nothing at the end."""
        while True:
            blank = _BLANKS.match(self._text, self._place)
            self._place = blank.end() if blank else self._place
            if self._place < len(self._text):
                return self._text[self._place]
            if not self._more(1):
                return ""

    def take(self, expected: str) -> None:
        """Go past a character. Raises BrokenError where another one stands."""
        if self.peek() != expected:
            found = self.peek() or "the end"
            raise BrokenError(self.line, f"{expected} is missing before {found}")
        self._place += 1

    def value(self) -> Cell:
        """Return the value that stands here, and go past it.

        Raises BrokenError, TooDeepError or TooLongError.
        """
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text, self._place)
            except RecursionError as error:
                raise TooDeepError from error
            except json.JSONDecodeError as error:
                unfinished = error.msg.startswith("Unterminated") or (
                    error.pos >= len(self._text) - _NEAR
                )
                if not unfinished or not self._more(len(self._text) - self._place):
                    raise BrokenError(self.line, error.msg) from error
                continue
            # A number that ends where the text held so far ends may go on.
            if end == len(self._text) and self._more(1):
                continue
            if end - self._place > LONGEST_ELEMENT:
                raise TooLongError(_TOO_LONG)
            self._place = end
            return value

    def _more(self, least: int) -> bool:
        """Hold at least as many further characters, and return whether there were any."""
        if self._ended:
            return False
        self._lines += self._text.count("\n", 0, self._place)
        kept = [self._text[self._place :]]
        if len(kept[0]) > LONGEST_ELEMENT:
            raise TooLongError(_TOO_LONG)
        added = 0
        while added < least:
            piece = next(self._pieces, None)
            if piece is None:
                self._ended = True
                break
            kept.append(piece)
            added += len(piece)
        self._text, self._place = "".join(kept), 0
        return added > 0


def loads(text: str) -> Cell:
    """Return what JSON holds; a number beyond all bounds is an error in its place.

    Raises ValueError.
    """
    try:
        return _DECODER.decode(text)
    except RecursionError as error:
        raise TooDeepError from error


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


_DECODER = json.JSONDecoder(parse_constant=_endless, parse_float=_float, parse_int=_int)
