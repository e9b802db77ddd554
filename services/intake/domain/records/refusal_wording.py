"""The texts for the sender of a report that can't be accepted as it is."""

import json

import msgspec

from services.intake.domain.layouts.cell import Cell
from services.intake.domain.layouts.layout import RefusalText

from .personal import mask
from .refusal import Refusal

_LONGEST_VALUE = 80
_LONGEST_STORED = 200
_MOST_FIELDS = 60


class RefusalWording(msgspec.Struct, frozen=True, kw_only=True):
    """The texts of a refusal, and the value that they are about, without personal data."""

    value: str | None
    chinese: str
    english: str


def word(reason: RefusalText, refusal: Refusal) -> RefusalWording:
    """Return the texts for a refusal."""
    value = None if refusal.value is None else shortened(refusal.value, _LONGEST_VALUE)
    filling = {
        "field": refusal.field or "-",
        "value": value or "-",
        "allowed": mask(refusal.allowed or "-"),
    }
    return RefusalWording(
        value=value,
        chinese=reason.chinese.format_map(filling),
        english=reason.english.format_map(filling),
    )


def shortened(value: Cell, longest: int) -> str:
    """Return a value as masked text of at most `longest` characters."""
    text = mask(value if isinstance(value, str) else _as_sent(value))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _as_sent(value: Cell) -> str:
    """Return a value as its sender wrote it: what JSON has in JSON's own words."""
    if isinstance(value, bool | list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def shortened_fields(fields: dict[str, Cell]) -> dict[str, Cell]:
    """Return the fields as they may be kept with a rejection: masked, few, none of them long."""
    result: dict[str, Cell] = {}
    for name, value in list(fields.items())[:_MOST_FIELDS]:
        plain = value is None or isinstance(value, bool)
        number = isinstance(value, int | float)
        key = shortened(name, _LONGEST_STORED)
        result[key] = value if plain or number else shortened(value, _LONGEST_STORED)
    return result
