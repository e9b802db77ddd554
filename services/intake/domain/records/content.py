"""The content of a record: converted, with plausible values, in its canonical form."""

from collections.abc import Iterator, Mapping
from datetime import MAXYEAR, UTC, date, datetime
from decimal import Decimal

import msgspec

from schemas.records import Accident, Content
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

from .kinds import kind_of
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


def converted(source: object, values: dict[str, Cell]) -> Content:
    """Return values as the content of their kind. Raises Refusal, about what was given."""
    try:
        content: Content = msgspec.convert(values, type=Content)
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
    for path, value in values_in(content):
        if isinstance(value, date) and value.year < FIRST_YEAR:
            raise Refusal("date_invalid", path, value)
        if isinstance(value, datetime) and value.year == MAXYEAR:  # elsewhere it is the next year
            raise Refusal("date_invalid", path, value)
        if isinstance(value, Decimal) and not value.is_finite():
            raise Refusal("number_invalid", path, value)
        if isinstance(value, Decimal) and is_too_fine(without_residue(value)):
            raise Refusal("number_too_fine", path, value, str(DECIMAL_PLACES))
        if isinstance(value, Decimal | int) and Decimal(value).copy_abs() > LARGEST:
            raise Refusal("number_out_of_bounds", path, value, f"|x| <= {LARGEST}")
    if isinstance(content, Accident) and not content.tolls:
        raise Refusal("content_invalid", "tolls", None, "tolls: at least one")


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
    for name in content.__struct_fields__:
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
