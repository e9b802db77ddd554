"""What may stand in a department's field."""

from math import isfinite
from typing import Any

Cell = Any  # what JSON can hold: text, a number, a truth value, nothing, a list, an object

DEEPEST = 20  # lists and objects within each other; no department's form needs five


def flaw(value: Cell) -> str | None:
    """Say what within a value can't be kept as JSON, or None.

    That is half of a surrogate pair, a number without end, a list or object nested too deeply, and
    what its reader could not read: an error in the place of the value.
    """
    level = [value]
    for _ in range(DEEPEST + 1):
        inner: list[Cell] = []
        for each in level:
            if isinstance(each, dict):
                inner += each
                inner += each.values()
            elif isinstance(each, list):
                inner += each
            elif (found := _flaw_of_one(each)) is not None:
                return found
        if not inner:
            return None
        level = inner
    return f"lists and objects are nested more than {DEEPEST} deep"


def printable(text: str) -> str:
    """Return a text with a question mark for each half of a surrogate pair."""
    return text.encode(errors="replace").decode()


def _flaw_of_one(value: Cell) -> str | None:
    if isinstance(value, str):
        return None if printable(value) == value else f"half a character stands in {value!r}"
    if isinstance(value, float) and not isfinite(value):
        return f"{value} is no number that can be kept"
    return str(value) if isinstance(value, ValueError) else None
