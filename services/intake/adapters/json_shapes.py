"""The shapes in which records come as JSON, and the elements of each, one after the other."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from services.intake.domain.cell import Cell

from .content import Content
from .encodings import chunks, open_text
from .json_text import BrokenError, JsonText, TooDeepError, TooLongError, loads
from .limits import LONGEST_CELL

Element = tuple[int, Cell]
Elements = Callable[[], Iterator[Element]]
Recognizes = Callable[[Sequence[object]], bool]

WRAPPED_WITHIN = 3  # objects around a list: {"code": 0, "data": {"total": 2, "rows": [...]}}
_FIRST = 20  # elements of a list by which it is known


def elements_of(content: Content, encoding: str, recognizes: Recognizes) -> Elements:
    """Return what yields the elements: of a list, wherever it is, or one object after another.

    `recognizes` says whether objects are records. What can't be read is an error in its place
    where the others can still be told apart: in lines. Raises BrokenError, TooDeepError or
    TooLongError.
    """

    def text() -> JsonText:
        return JsonText(chunks(content, encoding))

    def lines() -> Iterator[Element]:
        return _lines(content, encoding)

    first = text()
    if first.peek() == "[":
        return lambda: _whole(text(), ())
    try:
        value = first.value()
    except TooLongError:
        return _wrapped(text, recognizes)
    except (BrokenError, TooDeepError):
        objects = (element for _, element in lines() if isinstance(element, dict))
        if recognizes(list(islice(objects, _FIRST))):
            return lines
        raise
    on_one_line = first.line == text_line(text())
    if first.peek():
        return lines if on_one_line else lambda: _one_after_the_other(text())
    return (lambda: iter([(1, value)])) if recognizes([value]) else _wrapped(text, recognizes)


def text_line(text: JsonText) -> int:
    """Return the line on which the first value begins."""
    text.peek()
    return text.line


def _wrapped(text: Callable[[], JsonText], recognizes: Recognizes) -> Elements:
    path = _path(text(), recognizes, WRAPPED_WITHIN)
    if path is None:
        return lambda: _one_after_the_other(text())
    return lambda: _whole(text(), path)


def _path(text: JsonText, recognizes: Recognizes, deep: int) -> tuple[str, ...] | None:
    """Return the keys that lead to a list of records, or None."""
    for key in _keys(text):
        begins = text.peek()
        if begins == "[":
            if recognizes([element for _, element in islice(_list(text), _FIRST)]):
                return (key,)
            return None  # what follows within the list was not read
        if begins == "{" and deep > 1:
            inner = _path(text, recognizes, deep - 1)
            if inner is not None:
                return (key, *inner)
        else:
            text.value()
    return None


def _whole(text: JsonText, path: Sequence[str]) -> Iterator[Element]:
    """Yield the elements of the list at a path, and see that the document ends as it should."""
    yield from _at(text, path)
    if text.peek():
        raise BrokenError(text.line, "something stands after the end")


def _at(text: JsonText, path: Sequence[str]) -> Iterator[Element]:
    if not path:
        yield from _list(text)
        return
    for key in _keys(text):
        if key == path[0]:
            yield from _at(text, path[1:])
        else:
            text.value()


def _keys(text: JsonText) -> Iterator[str]:
    """Yield the names of an object; whoever asks reads the value before asking for the next."""
    text.take("{")
    while text.peek() != "}":
        key = text.value()
        if not isinstance(key, str):
            raise BrokenError(text.line, "the name of a member is no text")
        text.take(":")
        yield key
        _go_on(text, "}")
    text.take("}")


def _go_on(text: JsonText, end: str) -> None:
    """Go past the comma, which something has to follow. Raises BrokenError."""
    if text.peek() != end:
        text.take(",")
        if text.peek() == end:
            raise BrokenError(text.line, f"nothing stands between the last comma and {end}")


def _list(text: JsonText) -> Iterator[Element]:
    text.take("[")
    number = 0
    while text.peek() != "]":
        number += 1
        yield number, text.value()
        _go_on(text, "]")
    text.take("]")


def _one_after_the_other(text: JsonText) -> Iterator[Element]:
    number = 0
    while text.peek():
        number += 1
        yield number, text.value()


def _lines(content: Content, encoding: str) -> Iterator[Element]:
    number = 0
    with open_text(content, encoding, "\n") as text:
        while line := text.readline(LONGEST_CELL):
            number += 1
            if len(line) == LONGEST_CELL:
                raise BrokenError(
                    number, f"more than {LONGEST_CELL} characters without a line break"
                )
            if line.strip("\ufeff \t\r\n"):
                yield number, _line(line)


def _line(line: str) -> Cell:
    try:
        return loads(line.strip("\ufeff \t\r\n"))
    except ValueError as error:
        return error
