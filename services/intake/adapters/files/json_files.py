"""JSON: objects in lists, on lines or one after another, on their own or within an object."""

import json
from collections.abc import Callable, Iterator, Sequence

from schemas.unique_keys import KeyTwiceError
from services.intake.domain.layouts.cell import Cell

from .content import Content
from .json_shapes import FIRST, AsWritten, Element, Stream, lines_as_written, lines_of, path_of
from .json_text import BrokenError, TooDeepError, TooLongError
from .limits import LONGEST_ELEMENT
from .rows import (
    HEADER_WITHIN,
    Choice,
    FileReading,
    OriginalFile,
    Row,
    refuse_columns,
    unread,
    unreadable,
)
from .unreadable import NoLayoutError, UnreadableFileError

_Elements = Callable[[], Iterator[Element]]
_Written = Callable[[], Iterator[AsWritten]]


def read_json(content: Content, encoding: str, choice: Choice) -> FileReading:
    """Return the elements as rows. Raises UnreadableFileError where no layout fits.

    Rows are counted from 1: as lines of the file where each object stands alone on one, and
    otherwise in their order.
    """
    try:
        return _read(content, encoding, choice)
    except TooDeepError as error:
        raise UnreadableFileError(
            "JSON嵌套层次过深，请改为不含此类嵌套的对象列表，或每行一个对象",
            f"{error}: send a list of objects without such nesting, or one object a line",
        ) from error
    except TooLongError as error:
        raise UnreadableFileError(
            f"JSON中有超过{LONGEST_ELEMENT}个字符的对象，请改为对象列表，或每行一个对象",
            f"an object is {error}: send a list of objects, or one object a line",
        ) from error
    except BrokenError as error:
        raise UnreadableFileError(
            f"第{error.line}行第{error.column}个字符起不是有效的JSON（{error.fault.chinese}），"
            "请改正或重新导出",
            f"the JSON is broken at line {error.line}, column {error.column} "
            f"({error.fault.english}): mend it, or export it again",
            row=error.line,
        ) from error


def _read(content: Content, encoding: str, choice: Choice) -> FileReading:
    def recognizes(values: Sequence[object]) -> bool:
        return choice.recognize(_names(values)) is not None

    def lines() -> Iterator[Element]:
        return lines_of(content, encoding)

    def as_lines() -> Iterator[AsWritten]:
        return lines_as_written(content, encoding)

    stream: Stream | None = None
    try:
        path = path_of(content, encoding, recognizes)
        stream = Stream(content, encoding, path, recognizes)
        counted = _counted(stream, choice)
    except (BrokenError, TooDeepError):
        # What can't be read is an error in its place where the others can be told apart: in lines.
        if (stream is None or stream.one_a_line) and recognizes(_first_objects(lines())):
            return _reading(lines, as_lines, _counted(lines, choice), choice)
        raise
    if stream.one_a_line:
        return _reading(lines, as_lines, counted, choice)
    return _reading(stream, stream.as_written, counted, choice)


def _first_objects(elements: Iterator[Element]) -> list[Cell]:
    objects: list[Cell] = []
    for _, element in elements:
        if isinstance(element, dict | KeyTwiceError):
            objects.append(element)
        if len(objects) == FIRST:
            break
    return objects


_Counted = tuple[int, tuple[str, ...], tuple[str, ...]]  # elements, names, those of the first


def _counted(elements: _Elements, choice: Choice) -> _Counted:
    """Read to the end, and return how many there are, and their names.

    Raises NoLayoutError where they are no layout's, as soon as that is known.
    """
    names: dict[str, None] = {}
    first: tuple[str, ...] | None = None
    count = objects = lists = 0
    for _, element in elements():
        count += 1
        lists += isinstance(element, list)
        own = _names_of(element)
        if own is None:
            continue
        objects += 1
        names.update(dict.fromkeys(own))
        refuse_columns(len(names))
        if objects == HEADER_WITHIN:
            first = _recognizable(choice, names)
    if not objects:
        raise _no_objects(count, lists)
    return count, tuple(names), first or _recognizable(choice, names)


def _no_objects(count: int, lists: int) -> NoLayoutError:
    if count and lists == count:
        return NoLayoutError(
            "记录在列表中的列表里，请以一层列表报送：[{…}, {…}]",
            "the records are in lists within a list: send one list, [{…}, {…}]",
        )
    return NoLayoutError("文件中没有JSON对象", "the file has no objects")


def _reading(
    elements: _Elements, as_written: _Written, counted: _Counted, choice: Choice
) -> FileReading:
    count, names, first = counted
    # Later objects may have names that the first did not.
    recognized = choice.recognize(names) or choice.recognize(first)
    if recognized is None:  # it was there among the first
        raise choice.no_layout(first)
    own = dict(zip(names, recognized.names, strict=False))
    return FileReading(
        recognized.layout,
        count,
        lambda: _rows(elements, own),
        recognized.ignored,
        original=OriginalFile("json", as_written),
    )


def _recognizable(choice: Choice, names: dict[str, None]) -> tuple[str, ...]:
    """Return the names so far. Raises NoLayoutError where they are no layout's."""
    field_names = tuple(names)
    if choice.recognize(field_names) is None:
        raise choice.no_layout(field_names)
    return field_names


def _names_of(element: object) -> Sequence[str] | None:
    """Return the names of an object, also of one that has a name twice; None where it is none."""
    if isinstance(element, dict):
        return tuple(map(str, element))
    return element.names or None if isinstance(element, KeyTwiceError) else None


def _names(values: Sequence[object]) -> list[str]:
    named = (_names_of(value) or () for value in values[:HEADER_WITHIN])
    return list(dict.fromkeys(name for names in named for name in names))


def _rows(elements: _Elements, own: dict[str, str | None]) -> Iterator[Row]:
    # Two names of the file may be one of the layout's: an object that has both has it twice.
    known = [name for name in own.values() if name]
    doubtful = len(set(known)) < len(known)
    for number, element in elements():
        if isinstance(element, dict):
            again = _named_twice(element, own) if doubtful else None
            yield unread(number, KeyTwiceError(again)) if again else _own_row(number, element, own)
        elif isinstance(element, list):
            yield unreadable(number, "a list stands where an object belongs")
        elif isinstance(element, ValueError):
            yield unread(number, element)
        else:
            element_text = json.dumps(element, ensure_ascii=False)
            yield unreadable(number, f"{element_text} stands where an object belongs")


def _own_row(number: int, element: dict[str, Cell], own: dict[str, str | None]) -> Row:
    own_values = ((own.get(name), value) for name, value in element.items())
    return Row(number, {name: value for name, value in own_values if name})


def _named_twice(element: dict[str, Cell], own: dict[str, str | None]) -> str | None:
    names: set[str] = set()
    for name in element:
        own_name = own.get(name)
        if own_name and own_name in names:
            return name
        if own_name:
            names.add(own_name)
    return None
