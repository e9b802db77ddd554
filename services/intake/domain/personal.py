"""Personal identity numbers (GB 11643): found and masked wherever they stand.

A number counts as one where 17 digits and a digit or X stand together, the seventh to tenth of them
are a year in which people now alive or lately dead were born, and the whole is no valid unified
code of an enterprise. Month, day and check character are not looked at: a number with a slip of the
pen in it is still somebody's.
"""

import re

from schemas.vocabulary.enterprise_code import is_valid, tidy

from .cell import Cell

MASK = "*" * 18

_DIGIT = r"(?:[0-9０-９]|\\u[fF][fF]1[0-9])"
_GAP = r"[ \t\u3000-]?"
_NUMBER = re.compile(rf"(?<![0-9０-９])(?:{_DIGIT}{_GAP}){{17}}(?:{_DIGIT}|[XxＸｘ])(?![0-9０-９])")
_ESCAPED_DIGIT = re.compile(r"\\u[fF][fF]1([0-9])")
_BIRTH_YEAR = re.compile(r"18[5-9][0-9]|19[0-9]{2}|20[0-9]{2}")
_YEAR = slice(6, 10)
_ENTERPRISES = "9"  # the first character of an enterprise's unified code (GB 32100)


def mask(text: str) -> str:
    """Return the text with each personal identity number replaced by asterisks."""
    return _NUMBER.sub(_masked, text)


def mask_all(value: Cell) -> Cell:
    """Return what JSON can hold with every text in it masked, names of fields included."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return MASK if mask(str(value)) == MASK else value
    if isinstance(value, dict):
        return {mask(str(key)): mask_all(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [mask_all(item) for item in value]
    return value


def mask_bytes(value: bytes) -> bytes:
    """Return the bytes of any message, readable or not, with every such number masked."""
    return mask(value.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def _masked(match: re.Match[str]) -> str:
    number = tidy(_ESCAPED_DIGIT.sub(r"\1", match[0])).replace("-", "")
    of_an_enterprise = number.startswith(_ENTERPRISES) and is_valid(number)
    if of_an_enterprise or not _BIRTH_YEAR.fullmatch(number[_YEAR]):
        return match[0]
    return MASK
