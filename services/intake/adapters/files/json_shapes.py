"""The shapes in which records come as JSON, and the elements of each, one after the other."""

from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import islice

from schemas.unique_keys import repeated
from services.intake.domain.layouts.cell import Cell

from .content import Content
from .encodings import chunks, open_text
from .json_faults import NO_NAME, TRAILING, JsonFault, twice, unexpected
from .json_text import BLANK, BrokenError, JsonText, TooLongError, loads
from .limits import LONGEST_CELL
from .unreadable import UnreadableFileError

Element = tuple[int, Cell]
AsWritten = tuple[int, str]
Recognizes = Callable[[Sequence[object]], bool]

WRAPPED_WITHIN = 3  # objects around a list: {"code": 0, "data": {"total": 2, "rows": [...]}}
FIRST = 20  # elements of a list by which it is known


def _two_lists(path: Sequence[str], other: Sequence[str]) -> UnreadableFileError:
    one, two = ".".join(path), ".".join(other)
    return UnreadableFileError(
        f"同一对象中有两个记录列表（{one}和{two}），请分成两个文件报送",
        f"one object has two lists of records ({one} and {two}): send each as a file of its own",
        field=other[-1],
    )


def text_of(content: Content, encoding: str) -> JsonText:
    """Return the text of a file, from its beginning."""
    return JsonText(chunks(content, encoding))


def path_of(content: Content, encoding: str, recognizes: Recognizes) -> tuple[str, ...]:
    """Return the keys that lead from an object to its list of records.

    Nothing where the objects are records themselves. The first pages of an answer may have none:
    the first object with records counts. `recognizes` says whether objects are records.
    Raises BrokenError, TooDeepError or TooLongError.
    """
    text = text_of(content, encoding)
    for before in range(FIRST):
        if text.peek() != "{":
            break
        long: TooLongError | None = None
        try:
            if recognizes([text.value()]):
                break
        except TooLongError as error:
            long = error
        path = _path(_behind(content, encoding, before), recognizes, WRAPPED_WITHIN)
        if path is not None:
            return path
        if long is not None:
            raise long
        _past_comma(text)
    return ()


def _behind(content: Content, encoding: str, values: int) -> JsonText:
    """Return the text of a file, from behind so many values."""
    text = text_of(content, encoding)
    for _ in range(values):
        text.value()
        _past_comma(text)
    return text


def _past_comma(text: JsonText) -> None:
    if text.peek() == ",":
        text.take(",")


class _NoListError(ValueError):
    """An object around records in which they are not where the others have them."""


class Stream:
    """Values one after another, with blanks or a comma between them or nothing at all.

    Of a list its elements count, of an object the list at `path`, without one the object itself.
    After the end, `one_a_line` says whether each stood alone on a line; its number is then that of
    its line, and otherwise its place.
    """

    def __init__(
        self, content: Content, encoding: str, path: Sequence[str], recognizes: Recognizes
    ) -> None:
        self._content = content
        self._encoding = encoding
        self._path = path
        self._recognizes = recognizes
        self.one_a_line = not path

    def __call__(self) -> Iterator[Element]:
        """Yield the elements, counted from 1.

        Raises BrokenError, TooDeepError or TooLongError, and UnreadableFileError where an object
        has a second list of records.
        """
        return ((number, element) for number, element, _ in self._each())

    def as_written(self) -> Iterator[AsWritten]:
        """Yield the elements as their sender wrote them; nothing for a list that is not there."""
        for number, element, text in self._each():
            yield number, "" if isinstance(element, _NoListError) else text.written

    def _each(self) -> Iterator[tuple[int, Cell, JsonText]]:
        text = text_of(self._content, self._encoding)
        number = 0
        while begins := text.peek():
            self.one_a_line &= begins != "[" and text.on_new_line
            for element in self._elements(text, begins):
                number += 1
                yield number, element, text
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
        elif not (yield from self._at(text, self._path, ())):
            yield _NoListError(f"this object has no list {'.'.join(self._path)}")

    def _at(
        self, text: JsonText, path: Sequence[str], above: tuple[str, ...]
    ) -> Generator[Cell, None, bool]:
        """Yield the elements of the list at a path below `above`; return whether it was there."""
        there = False
        for key in _keys(text):
            begins = text.peek()
            if key == path[0] and begins == "{" and len(path) > 1:
                there = (yield from self._at(text, path[1:], (*above, key))) or there
            elif key == path[0] and begins == "[" and len(path) == 1:
                there = True
                yield from _list(text)
            else:
                other = _path(text, self._recognizes, WRAPPED_WITHIN - len(above) - 1)
                if other is not None:  # else its records would vanish
                    raise _two_lists(self._path, (*above, key, *other))
        return there


def _path(text: JsonText, recognizes: Recognizes, deep: int) -> tuple[str, ...] | None:
    """Return the keys that lead from the value that stands here to a list of records.

    None where it holds no such list within so many objects; then one stands behind the value.
    """
    begins = text.peek()
    if begins == "[":
        elements = _list(text)
        if recognizes(list(islice(elements, FIRST))):
            return ()
        for _ in elements:
            pass  # to its end
    elif begins == "{" and deep:
        for key in _keys(text):
            inner = _path(text, recognizes, deep - 1)
            if inner is not None:
                return (key, *inner)
    else:
        text.value()
    return None


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
                JsonFault(
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
    return ((number, _line(line, number)) for number, line in lines_as_written(content, encoding))


def lines_as_written(content: Content, encoding: str) -> Iterator[AsWritten]:
    """Yield each line that is not blank, from 1. Raises BrokenError at an endless one."""
    number = 0
    with open_text(content, encoding, "\n") as text:
        while line := text.readline(LONGEST_CELL):
            number += 1
            if len(line) == LONGEST_CELL:
                many = f"{LONGEST_CELL}"
                raise BrokenError(
                    number,
                    1,
                    JsonFault(
                        f"超过{many}个字符没有换行",
                        f"more than {many} characters without a line break",
                    ),
                )
            if bare := line.strip(BLANK):
                yield number, bare


def _line(line: str, number: int) -> Cell:
    try:
        return loads(line, number)
    except ValueError as error:
        return error
