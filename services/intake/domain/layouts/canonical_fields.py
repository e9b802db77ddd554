"""The fields of a report in canonical form: texts as a person reads them, known field names."""

from collections.abc import Iterable, Iterator, Mapping

from schemas.vocabulary.canonical_text import (
    canonical_phrase,
    may_have_markup,
    readable,
    unescaped,
)
from schemas.vocabulary.invisible_signs import reordering_sign
from services.intake.domain.records.personal import mask_all
from services.intake.domain.records.refusal import Refusal

from .cell import Cell, flaw, flawed_field
from .field_roles import FieldRoles
from .layout import Fields


def canonical_fields(fields: Fields, roles: FieldRoles) -> dict[str, Cell]:
    """Return the fields with every text as a person reads it (no hidden signs), and masked.

    `fields` are masked. Raises Refusal where a sign makes a text look other than it is, where two
    names are one, and where what comes to light can't be kept.
    """
    if not may_have_markup(_texts_of_row(fields)):
        return dict(fields)
    for name, value in fields.items():
        if (sign := _reordering_sign([name, value])) is not None:
            raise Refusal("hidden_character", name, value, sign)
    plain = _canonical_value(dict(fields))
    if (flawed := flaw(plain)) is not None:
        raise Refusal("row_unreadable", flawed_field(plain), None, flawed)
    masked: dict[str, Cell] = mask_all(plain, roles)
    return masked


def _canonical_value(value: Cell) -> Cell:
    if isinstance(value, str):
        return readable(value)
    if isinstance(value, list):
        return [_canonical_value(each) for each in value]
    if isinstance(value, dict):
        return _by_one_name_each(
            (readable(name), _canonical_value(each)) for name, each in value.items()
        )
    return value


def by_known_names(fields: Fields, known: Mapping[str, str]) -> Fields:
    """Return the fields under the names that are known, whatever signs of a family they have.

    `known` has them by their canonical phrases. Raises Refusal where two names are one.
    """
    if all(known.get(name) == name for name in fields):
        return fields
    return _by_one_name_each(
        (known.get(canonical_phrase(name), name), value) for name, value in fields.items()
    )


def _by_one_name_each(pairs: Iterable[tuple[str, Cell]]) -> dict[str, Cell]:
    unique: dict[str, Cell] = {}
    for name, value in pairs:
        if name in unique:
            raise Refusal("key_twice", name)
        unique[name] = value
    return unique


def _reordering_sign(value: Cell) -> str | None:
    signs = (reordering_sign(unescaped(text)) for text in _texts(value))
    return next((sign for sign in signs if sign is not None), None)


def _texts_of_row(fields: Fields) -> Iterable[str]:
    """Return all texts of a row; most rows have no lists and objects."""
    values = [value for value in fields.values() if not isinstance(value, int | float | None)]
    if all(isinstance(value, str) for value in values):
        return (*fields, *values)
    return _texts(dict(fields))


def _texts(value: Cell) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in (*value, *value.values()):
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
