"""What may stand in a department's field."""

from collections.abc import Mapping
from math import isfinite
from typing import Any

Cell = Any  # what JSON can hold: text, a number, a truth value, nothing, a list, an object

# What a spreadsheet shows, and writes into a CSV, where a formula could not be reckoned.
SHEET_ERRORS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
)
DEEPEST = 20  # lists and objects within each other; no department's form needs five


def flaw(value: Cell) -> str | None:
    """Say what within a value can't be kept as JSON, or None.

    That is half of a surrogate pair, a NUL character, an error of a spreadsheet, a number without
    end, a list or object nested too deeply, and what its reader could not read: an error in the
    place of the value.
    """
    if isinstance(value, dict) and _is_plainly_text(value):
        return None
    level = [value]
    for _ in range(DEEPEST + 1):
        inner: list[Cell] = []
        for each in level:
            if isinstance(each, dict):
                inner += each
                inner += each.values()
            elif isinstance(each, list):
                inner += each
            elif (problem := _flaw_of_one(each)) is not None:
                return problem
        if not inner:
            return None
        level = inner
    return f"lists and objects are nested more than {DEEPEST} deep"


def flawed_field(fields: Mapping[str, Cell]) -> str | None:
    """Return the field with a value that can't be kept; None where its name can't be either."""
    name = next((name for name, cell in fields.items() if flaw(cell) is not None), None)
    return None if name is None or flaw(name) else name


def printable(text: str) -> str:
    """Return a text with a question mark for each half of a surrogate pair."""
    return text.encode(errors="replace").decode()


def _is_plainly_text(fields: dict[str, Cell]) -> bool:
    """Say at one look whether a row of texts alone has no flaw, as nearly all rows have none."""
    try:
        text = "\n".join(("", *fields, *fields.values()))
        text.encode()
    except (TypeError, UnicodeEncodeError):
        return False
    return "\x00" not in text and "#" not in text


def _flaw_of_one(value: Cell) -> str | None:
    if isinstance(value, str):
        return _flaw_of_text(value)
    if isinstance(value, float) and not isfinite(value):
        return f"{value} is no number that can be kept"
    return str(value) if isinstance(value, ValueError) else None


def _flaw_of_text(value: str) -> str | None:
    if not value.isascii() and printable(value) != value:
        return f"half a character stands in {value!r}"
    if "\x00" in value:
        return f"a NUL character stands in {value.replace(chr(0), '?')!r}"
    if "#" in value and value.strip() in SHEET_ERRORS:
        return f"the cell holds the error {value.strip()}"
    return None
