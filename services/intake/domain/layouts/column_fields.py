"""The names of a layout's fields, by what its columns read from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from .field_roles import CODE_FIELDS, NUMBER_FIELDS, FieldRoles

if TYPE_CHECKING:
    from .layout import Column, Layout

_FIGURES = frozenset({"integer", "decimal"})


def roles_in(layout: Layout) -> FieldRoles:
    """Return what the fields of a layout hold."""
    codes = frozenset((*layout.identifiers, *_fields_by(layout.columns, _holds_code)))
    numbers = frozenset(_fields_by(layout.columns, _holds_number)) - codes
    if not layout.composed:
        numbers |= {layout.document_number} - codes
    figures = frozenset(_fields_by(layout.columns, _holds_figure)) - codes - numbers
    return FieldRoles(codes, numbers, figures, layout.known)


def fields_of(columns: Mapping[str, Column]) -> Iterator[str]:
    """Yield the fields that columns read."""
    for column in columns.values():
        if column.field:
            yield column.field
        if column.when:
            yield column.when.field
        yield from fields_of(column.columns)
        for source in column.sources:
            if source.each:
                yield source.each
            else:
                yield from fields_of(source.columns)


def days_of(columns: Mapping[str, Column]) -> Iterator[str]:
    """Yield the fields that hold a day or an instant."""
    for column in columns.values():
        if column.field and column.read in {"day", "instant"}:
            yield column.field
        yield from days_of(column.columns)
        for source in column.sources:
            if not source.each:
                yield from days_of(source.columns)


def _holds_code(name: str, _column: Column) -> bool:
    return name in CODE_FIELDS


def _holds_number(name: str, _column: Column) -> bool:
    return name in NUMBER_FIELDS


def _holds_figure(_name: str, column: Column) -> bool:
    return column.read in _FIGURES


def _fields_by(
    columns: Mapping[str, Column], holds: Callable[[str, Column], bool]
) -> Iterator[str]:
    for name, column in columns.items():
        if column.field and holds(name, column):
            yield column.field
        yield from _fields_by(column.columns, holds)
        for source in column.sources:
            yield from _fields_by(source.columns, holds)
