"""The content of a record: converted, with plausible values, in its canonical form."""

from collections.abc import Iterator, Mapping
from datetime import MAXYEAR, UTC, date, datetime
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin

import msgspec

from schemas.records import Accident, Content
from schemas.records.base import Record
from schemas.vocabulary.canonical_text import in_one_line
from schemas.vocabulary.city_day import CITY_TIME
from services.intake.domain.layouts.cell import Cell
from services.intake.domain.layouts.layout import Column, Rulebook
from services.intake.domain.layouts.values import (
    DECIMAL_PLACES,
    FIRST_YEAR,
    LARGEST,
    is_rounded,
    is_too_fine,
    plain,
    without_residue,
)

from .kinds import KINDS, kind_of
from .plausibility import check
from .refusal import Refusal

# The document numbers of other records.
_REFERENCES = frozenset({"accident_number", "record_number", "objection_number"})


def exact(value: Cell) -> Cell:
    """Return JSON's value with its numbers in their one exact form."""
    if isinstance(value, float):
        return plain(Decimal(repr(value)))
    if isinstance(value, dict):
        return {key: exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [exact(item) for item in value]
    return value


def converted(kind: str, source: object, values: dict[str, Cell]) -> Content:
    """Return values as the content of a kind. Raises Refusal, about what was given."""
    try:
        content: Content = msgspec.convert(values, type=cast("type[Content]", KINDS[kind]))
    except msgspec.ValidationError as error:
        raise Refusal("content_invalid", "content", source, str(error)) from error
    return content


def canonical_content(
    rulebook: Rulebook, content: Content, reported_on: date, columns: Mapping[str, Column]
) -> Content:
    """Return the content in its canonical form.

    Raises Refusal, naming the department's field, where it holds what can't be true.
    """
    rules = rulebook.plausibility.get(kind_of(content))
    try:
        _check_values(content)
        content = _in_one_form(content)
        if rules is not None:
            check(content, rules, reported_on)
    except Refusal as refusal:
        field = _field_at(columns, refusal.field or "")
        raise Refusal(refusal.reason, field, refusal.value, refusal.allowed) from refusal
    return content


def _check_values(content: Content) -> None:
    """Refuse days and numbers that nothing can be reckoned with, and an accident without toll."""
    for path, value in _checked_values(content):
        if isinstance(value, date) and value.year < FIRST_YEAR:
            raise Refusal("date_invalid", path, value)
        if isinstance(value, datetime) and value.year == MAXYEAR:  # elsewhere it is the next year
            raise Refusal("date_invalid", path, value)
        if isinstance(value, Decimal) and not value.is_finite():
            raise Refusal("number_invalid", path, value)
        if isinstance(value, Decimal) and is_too_fine(without_residue(value)):
            raise Refusal("number_too_fine", path, value, str(DECIMAL_PLACES))
        if isinstance(value, Decimal | int) and not -LARGEST <= value <= LARGEST:
            raise Refusal("number_out_of_bounds", path, value, f"|x| <= {LARGEST}")
    if isinstance(content, Accident) and not content.tolls:
        raise Refusal("content_invalid", "tolls", None, "tolls: at least one")


def _checked_values(content: Content) -> Iterator[tuple[str, Cell]]:
    """Yield what may be a day or a number, with its path."""
    for name in _checked_fields(type(content)):
        value = getattr(content, name)
        if isinstance(value, msgspec.Struct | tuple):
            yield from values_in(value, name)
        elif value is not None:
            yield name, value


@cache
def _checked_fields(kind: type[Record]) -> tuple[str, ...]:
    """Return the fields of a kind that hold other than words."""
    return tuple(field.name for field in msgspec.structs.fields(kind) if not _is_word(field.type))


def _is_word(annotation: Any) -> bool:  # noqa: ANN401 - whatever a field is annotated with
    """Say whether a field holds but a text, a word of some, or a truth value."""
    parts = get_args(annotation)
    if get_origin(annotation) in {Union, UnionType}:
        return all(map(_is_word, parts))
    if get_origin(annotation) is Literal:
        return True
    return isinstance(annotation, type) and issubclass(annotation, str | bool | NoneType)


@cache
def _formed_fields(kind: type[Record]) -> tuple[str, ...]:
    """Return the fields of a kind that have one form of several: instants, numbers, references."""
    return tuple(
        field.name
        for field in msgspec.structs.fields(kind)
        if field.name in _REFERENCES or {datetime, Decimal} & {field.type, *get_args(field.type)}
    )


def values_in(value: Cell, path: str = "") -> Iterator[tuple[str, Cell]]:
    """Yield each value with its path (`tolls.reported_on`)."""
    if isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from values_in(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for element in value:
            yield from values_in(element, path)
    else:
        yield path, value


def _in_one_form(content: Content) -> Content:
    """Return the content with instants in UTC and plain numbers: equal contents, equal bytes.

    An instant without an offset is the city's time.
    """
    changed: dict[str, datetime | Decimal | str] = {}
    for name in _formed_fields(type(content)):
        value = getattr(content, name)
        if isinstance(value, datetime):
            instant = value if value.tzinfo else value.replace(tzinfo=CITY_TIME)
            changed[name] = instant.astimezone(UTC)
        elif isinstance(value, Decimal):
            changed[name] = plain(without_residue(value))
        elif name in _REFERENCES and isinstance(value, str):
            if is_rounded(value):
                raise Refusal("number_rounded", name, value)
            changed[name] = in_one_line(value)
    return msgspec.structs.replace(content, **changed) if changed else content


def _field_at(columns: Mapping[str, Column], path: str) -> str:
    """Return the department's field for a field of the record, or the record's own name."""
    name, _, rest = path.partition(".")
    column = columns.get(name)
    if column is None:
        return path
    if rest and column.columns:
        return _field_at(column.columns, rest)
    if rest and column.sources:
        return _field_at(column.sources[0].columns, rest)
    return column.field or path
