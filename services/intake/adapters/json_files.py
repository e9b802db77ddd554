"""JSON: a list of objects, one object, or an object a line."""

import json
from collections.abc import Iterable, Iterator, Sequence
from math import isfinite

from services.intake.domain.cell import Cell

from .file_rows import HEADER_WITHIN, Choice, FileReading, Row, UnreadableFileError, unreadable

Element = tuple[int, Cell]


class _TooDeepError(ValueError):
    """Lists and objects within each other beyond what can be read."""


def read_json(text: str, choice: Choice) -> FileReading:
    """Return the elements as rows. Raises UnreadableFileError where no layout fits.

    Rows are counted from 1: elements of a list, or lines of the file.
    """
    elements = _elements(text)
    objects = [element for _, element in elements if isinstance(element, dict)]
    names = list(dict.fromkeys(name for each in objects[:HEADER_WITHIN] for name in each))
    recognized = choice.recognize(names)
    if recognized is None:
        raise UnreadableFileError(choice.complaint(names) if objects else "the file has no objects")
    # Later objects may have names that the first did not.
    names = list(dict.fromkeys(name for each in objects for name in each))
    recognized = choice.recognize(names) or recognized
    own = dict(zip(names, recognized.names, strict=False))
    return FileReading(recognized.layout, tuple(_rows(elements, own)), recognized.ignored)


def _rows(elements: Iterable[Element], own: dict[str, str | None]) -> Iterator[Row]:
    for number, element in elements:
        if isinstance(element, dict):
            named = ((own.get(name), value) for name, value in element.items())
            yield Row(number, {name: value for name, value in named if name})
        elif isinstance(element, list):
            yield unreadable(number, "a list stands where an object belongs")
        else:
            yield unreadable(number, str(element))


def _elements(text: str) -> Sequence[Element]:
    """Return the elements of a list or the lines; what can't be read is an error in its place."""
    try:
        whole = _loads(text)
    except ValueError as error:
        lines = [
            (number, _line(line)) for number, line in enumerate(text.split("\n"), 1) if line.strip()
        ]
        if isinstance(error, _TooDeepError) and not any(isinstance(e, dict) for _, e in lines):
            raise UnreadableFileError(
                f"{error}: send a list of objects without such nesting, or one object a line"
            ) from error
        return lines
    return list(enumerate(whole if isinstance(whole, list) else [whole], 1))


def _line(line: str) -> Cell:
    try:
        return _loads(line)
    except ValueError as error:
        return error


def _loads(text: str) -> Cell:
    """Return what JSON holds; a number beyond all bounds is an error in its place.

    Raises ValueError.
    """
    try:
        return json.loads(text, parse_constant=_endless, parse_float=_float, parse_int=_int)
    except RecursionError as error:
        raise _TooDeepError("lists and objects are nested too deeply") from error


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
