"""From a department's fields to the values of a record, as a layout says."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from schemas.vocabulary.canonical_text import canonical_phrase

from .cell import Cell
from .layout import Column, Fields, names_by_phrase
from .reading import (
    NumberError,
    bare_word,
    is_blank,
    is_rounded,
    read_day,
    read_decimal,
    read_instant,
    read_integer,
    tidy,
)
from .refusal import Refusal
from .undressing import by_known_names

LONGEST_TEXT = 4000
_NEAR = 5  # characters before a phrase in which a negation of it stands


def read_columns(columns: Mapping[str, Column], fields: Fields) -> dict[str, Cell]:
    """Return what stands in the fields; names for which nothing stands are left out.

    Raises Refusal naming the department's field.
    """
    values = {name: read_column(column, fields) for name, column in columns.items()}
    return {name: value for name, value in values.items() if value is not None}


def read_column(column: Column, fields: Fields) -> Cell:
    """Return the value of one column, or None where nothing stands."""
    if column.when and not is_one_of(fields.get(column.when.field), column.when.one_of):
        return None
    if column.read == "part":
        return read_columns(column.columns, fields)
    if column.read == "parts":
        return _parts(column, fields)
    field = column.field or ""
    value = fields.get(field)
    if isinstance(value, list | dict):
        raise Refusal("value_unknown", field, value, "a plain value")
    if column.read in _LOOKING:
        return _LOOKING[column.read](column, field, "" if value is None else value)
    if is_blank(value):
        return column.default
    try:
        return _plain(column, value)
    except NumberError as error:
        raise Refusal(error.reason, field, value, error.allowed) from error
    except (ValueError, OverflowError) as error:
        raise Refusal("date_invalid", field, value) from error


def is_one_of(value: Cell, words: Iterable[str]) -> bool:
    """Say whether a value is one of some words, in whatever signs; a blank one is an empty word."""
    word = "" if is_blank(value) else canonical_phrase(tidy(value))
    return any(word == canonical_phrase(each) for each in words)


def read_text(field: str, value: Cell) -> str:
    """Return a text as it stands, without blanks around; it wears no dress any more.

    Raises Refusal where it is endless, or a number of which a spreadsheet kept a part.
    """
    if not isinstance(value, str) and is_rounded(value):
        raise Refusal("number_rounded", field, value)
    text = value.strip() if isinstance(value, str) else tidy(value)
    if len(text) > LONGEST_TEXT:
        raise Refusal("text_too_long", field, text[:50], str(LONGEST_TEXT))
    return text


def _plain(column: Column, value: Cell) -> Cell:
    match column.read:
        case "day":
            return _day(column, tidy(value))
        case "instant":
            return read_instant(value)
        case "integer":
            return read_integer(value)
        case "decimal":
            return read_decimal(value, column.unit)
        case "list":
            parts = column.parts(read_text(column.field or "", value))
            return [part for part in parts if not is_blank(part)]
        case _:
            return read_text(column.field or "", value)


def _day(column: Column, text: str) -> date | None:
    if bare_word(text) in column.nothing_stands:
        return None
    return read_day(column.without_suffix(text))


def _choice(column: Column, field: str, value: Cell) -> Cell:
    if isinstance(value, bool) and value in column.table.values():
        return value
    word = canonical_phrase(tidy(value))
    if word in column.by_phrase:
        return column.by_phrase[word]
    if is_blank(value):
        return column.default
    raise Refusal("value_unknown", field, value, "、".join(key for key in column.table if key))


def _phrase(column: Column, field: str, value: Cell) -> Cell:
    text = read_text(field, value)
    found = {column.table[key] for key in column.table if _says(column, field, text, key)}
    if len(found) > 1:
        raise Refusal("value_ambiguous", field, text)
    return found.pop() if found else column.default


def _contains(column: Column, field: str, value: Cell) -> Cell:
    text = read_text(field, value)
    return any([_says(column, field, text, phrase) for phrase in column.phrases])


def _says(column: Column, field: str, text: str, phrase: str) -> bool:
    """Say whether a phrase stands in a text. Raises Refusal where it is negated there."""
    before, found, _ = text.partition(phrase)
    near = before[-_NEAR:]
    if found and any(word in near for word in column.negations):
        raise Refusal("value_ambiguous", field, text)
    return bool(found)


def _day_after(column: Column, field: str, value: Cell) -> Cell:
    text = read_text(field, value)
    for phrase in column.phrases:
        if _says(column, field, text, phrase):
            try:
                return read_day(text.partition(phrase)[2].strip(" ,，:：于"))
            except ValueError as error:
                raise Refusal("date_invalid", field, value) from error
    return None


_LOOKING: Mapping[str, Callable[[Column, str, Cell], Cell]] = {
    "choice": _choice,
    "phrase": _phrase,
    "contains": _contains,
    "day_after": _day_after,
}


def _parts(column: Column, fields: Fields) -> list[dict[str, Cell]]:
    found: list[dict[str, Cell]] = []
    for source in column.sources:
        if source.each is None:
            found.append(read_columns(source.columns, fields))
            continue
        elements = fields.get(source.each)
        if is_blank(elements):
            continue
        if not isinstance(elements, list) or not all(isinstance(each, dict) for each in elements):
            raise Refusal("value_unknown", source.each, elements, "a list of objects")
        known = names_by_phrase(each.field for each in source.columns.values() if each.field)
        found += (
            read_columns(source.columns, by_known_names(element, known)) for element in elements
        )
    return found
