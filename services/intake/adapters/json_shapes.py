"""The shapes in which records come as JSON, and the elements of each, one after the other."""

from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import islice

from schemas.unique_keys import repeated
from services.intake.domain.cell import Cell

from .content import Content
from .encodings import chunks, open_text
from .json_faults import NO_NAME, TRAILING, Fault, twice, unexpected
from .json_text import BLANK, BrokenError, JsonText, TooLongError, loads
from .limits import LONGEST_CELL

Element = tuple[int, Cell]
Recognizes = Callable[[Sequence[object]], bool]

WRAPPED_WITHIN = 3  # objects around a list: {"code": 0, "data": {"total": 2, "rows": [...]}}
FIRST = 20  # elements of a list by which it is known


def text_of(content: Content, encoding: str) -> JsonText:
    """Return the text of a file, from its beginning."""
    return JsonText(chunks(content, encoding))


def path_of(content: Content, encoding: str, recognizes: Recognizes) -> tuple[str, ...]:
    """Return the keys that lead from the file's first object to its list of records.

    None where the objects are records themselves. `recognizes` says whether objects are records.
    Raises BrokenError, TooDeepError or TooLongError.
    """
    first = text_of(content, encoding)
    if first.peek() != "{":
        return ()
    try:
        if recognizes([first.value()]):
            return ()
    except TooLongError:
        found = _path(text_of(content, encoding), recognizes, WRAPPED_WITHIN)
        if found is None:
            raise
        return found
    return _path(text_of(content, encoding), recognizes, WRAPPED_WITHIN) or ()


class Stream:
    """Values one after another, with blanks or a comma between them or nothing at all.

    Of a list its elements count, of an object the list at `path`, without one the object itself.
    After the end, `one_a_line` says whether each stood alone on a line; its number is then that of
    its line, and otherwise its place.
    """

    def __init__(self, content: Content, encoding: str, path: Sequence[str]) -> None:
        self._content = content
        self._encoding = encoding
        self._path = path
        self.one_a_line = not path

    def __call__(self) -> Iterator[Element]:
        """Yield the elements, counted from 1. Raises BrokenError, TooDeepError or TooLongError."""
        text = text_of(self._content, self._encoding)
        number = 0
        while begins := text.peek():
            self.one_a_line &= begins != "[" and text.on_new_line
            for element in self._elements(text, begins):
                number += 1
                yield number, element
            self.one_a_line &= text.in_one_line
            if text.peek() == ",":
                self.one_a_line = False
                text.take(",")
                if (sign := text.peek()) in {",", ""}:  # with nothing behind it, it is cut off
                    raise text.broken(unexpected(sign) if sign else TRAILING)
        self.one_a_line &= number > 1

    def _elements(self, text: JsonText, begins: str) -> Iterator[Cell]:
        if begins == "[":
            yield from _list(text)
        elif begins != "{" or not self._path:
            yield text.value()
        elif not (yield from _at(text, self._path)):
            yield ValueError(f"this object has no list {'.'.join(self._path)}")


def _path(text: JsonText, recognizes: Recognizes, deep: int) -> tuple[str, ...] | None:
    """Return the keys that lead to a list of records, or None."""
    for key in _keys(text):
        begins = text.peek()
        if begins == "[":
            if recognizes(list(islice(_list(text), FIRST))):
                return (key,)
            return None  # what follows within the list was not read
        if begins == "{" and deep > 1:
            inner = _path(text, recognizes, deep - 1)
            if inner is not None:
                return (key, *inner)
        else:
            text.value()
    return None


def _at(text: JsonText, path: Sequence[str]) -> Generator[Cell, None, bool]:
    """Yield the elements of the list at a path, and return whether it was there."""
    there = False
    for key in _keys(text):
        begins = text.peek()
        if key != path[0] or begins != ("{" if len(path) > 1 else "["):
            text.value()
        elif len(path) > 1:
            there = (yield from _at(text, path[1:])) or there
        else:
            there = True
            yield from _list(text)
    return there


def _keys(text: JsonText) -> Iterator[str]:
    """Yield the names of an object; whoever asks reads the value before asking for the next.

    Raises BrokenError also where one stands twice: which of two lists is meant, none can tell.
    """
    names: list[str] = []
    text.take("{")
    while text.peek() != "}":
        begins = text.broken(NO_NAME)
        key = text.value()
        if not isinstance(key, str):
            raise begins
        names.append(key)
        if (again := repeated(tuple(names))) is not None:
            raise BrokenError(begins.line, begins.column, twice(again))
        text.take(":")
        yield key
        _go_on(text, "}")
    text.take("}")


def _go_on(text: JsonText, end: str) -> None:
    """Go past the comma, which something has to follow. Raises BrokenError."""
    if text.peek() != end:
        text.take(",")
        if text.peek() == end:
            raise text.broken(
                Fault(
                    f"最后一个逗号与“{end}”之间没有内容",
                    f"nothing stands between the last comma and {end}",
                )
            )


def _list(text: JsonText) -> Iterator[Cell]:
    text.take("[")
    while text.peek() != "]":
        yield text.value()
        _go_on(text, "]")
    text.take("]")


def lines_of(content: Content, encoding: str) -> Iterator[Element]:
    """Yield what stands on each line; an error in the place of what can't be read."""
    number = 0
    with open_text(content, encoding, "\n") as text:
        while line := text.readline(LONGEST_CELL):
            number += 1
            if len(line) == LONGEST_CELL:
                many = f"{LONGEST_CELL}"
                raise BrokenError(
                    number,
                    1,
                    Fault(
                        f"超过{many}个字符没有换行",
                        f"more than {many} characters without a line break",
                    ),
                )
            if bare := line.strip(BLANK):
                yield number, _line(bare, number)


def _line(line: str, number: int) -> Cell:
    try:
        return loads(line, number)
    except ValueError as error:
        return error
