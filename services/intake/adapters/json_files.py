"""JSON: a list of objects, one object, or an object a line."""

import json
from collections.abc import Iterable, Iterator, Sequence

from services.intake.domain.cell import Cell

from .file_rows import HEADER_WITHIN, Choice, FileReading, Row, UnreadableFileError, unreadable

Element = tuple[int, Cell | ValueError]


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
        else:
            yield unreadable(number, str(element))


def _elements(text: str) -> Sequence[Element]:
    try:
        whole = _loads(text)
    except ValueError:
        return [
            (number, _line(line)) for number, line in enumerate(text.split("\n"), 1) if line.strip()
        ]
    return list(enumerate(whole if isinstance(whole, list) else [whole], 1))


def _line(line: str) -> Cell | ValueError:
    try:
        return _loads(line)
    except ValueError as error:
        return ValueError(f"{error}: {line.strip()[:100]}")


def _loads(text: str) -> Cell:
    return json.loads(text, parse_constant=_refuse)


def _refuse(constant: str) -> Cell:
    raise ValueError(f"{constant} is no JSON")
