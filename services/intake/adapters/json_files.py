"""JSON: a list of objects, wrapped or not, an object a line, or one object after the other."""

from collections.abc import Iterator, Sequence

from services.intake.domain.cell import Cell

from .content import Content
from .file_rows import HEADER_WITHIN, Choice, FileReading, Row, Written, refuse_columns, unreadable
from .json_shapes import Elements, elements_of
from .json_text import BrokenError, TooDeepError, TooLongError
from .limits import LONGEST_ELEMENT
from .unreadable import NoLayoutError, UnreadableFileError


def read_json(content: Content, encoding: str, choice: Choice) -> FileReading:
    """Return the elements as rows. Raises UnreadableFileError where no layout fits.

    Rows are counted from 1: elements of a list, or lines of the file.
    """

    def recognizes(values: Sequence[object]) -> bool:
        return choice.recognize(_names(values[:HEADER_WITHIN])) is not None

    try:
        return _read(elements_of(content, encoding, recognizes), choice)
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
            f"第{error.line}行起不是有效的JSON（{error.what}），请重新导出",
            f"the JSON is broken at line {error.line} ({error.what}): export it again",
            row=error.line,
        ) from error


def _read(elements: Elements, choice: Choice) -> FileReading:
    names: dict[str, None] = {}
    first: tuple[str, ...] | None = None
    count = objects = 0
    for _, element in elements():
        count += 1
        if not isinstance(element, dict):
            continue
        objects += 1
        names.update(dict.fromkeys(element))
        refuse_columns(len(names))
        if objects == HEADER_WITHIN:
            first = _recognizable(choice, names)
    if not objects:
        raise NoLayoutError("文件中没有JSON对象", "the file has no objects")
    first = first or _recognizable(choice, names)
    # Later objects may have names that the first did not.
    recognized = choice.recognize(tuple(names)) or choice.recognize(first)
    if recognized is None:  # it was there among the first
        raise choice.no_layout(first)
    own = dict(zip(names, recognized.names, strict=False))
    return FileReading(
        recognized.layout,
        count,
        lambda: _rows(elements, own),
        recognized.ignored,
        written=Written("json", elements),
    )


def _recognizable(choice: Choice, names: dict[str, None]) -> tuple[str, ...]:
    """Return the names so far. Raises NoLayoutError where they are no layout's."""
    found = tuple(names)
    if choice.recognize(found) is None:
        raise choice.no_layout(found)
    return found


def _names(values: Sequence[object]) -> list[str]:
    objects = [value for value in values if isinstance(value, dict)]
    return list(dict.fromkeys(str(name) for each in objects for name in each))


def _rows(elements: Elements, own: dict[str, str | None]) -> Iterator[Row]:
    for number, element in elements():
        if isinstance(element, dict):
            yield Row(number, _own_fields(element, own))
        elif isinstance(element, list):
            yield unreadable(number, "a list stands where an object belongs")
        else:
            yield unreadable(number, str(element))


def _own_fields(element: dict[str, Cell], own: dict[str, str | None]) -> dict[str, Cell]:
    named = ((own.get(name), value) for name, value in element.items())
    return {name: value for name, value in named if name}
