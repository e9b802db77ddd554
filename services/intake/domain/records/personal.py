"""Personal identity numbers are masked in whatever a department sends."""

import re
from functools import lru_cache

from schemas.vocabulary.personal_number import MASK, mask, mask_number
from services.intake.domain.layouts.cell import Cell

__all__ = ["MASK", "mask", "mask_all", "mask_bytes"]

_LEAST_DIGITS = 17  # of a number whose last character is missing
_LEAST_CHARACTERS = 5
_NO_TEXT = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # as UTF-16 has them


def mask_all(value: Cell) -> Cell:
    """Return what JSON can hold with every text in it masked, names of fields included."""
    if isinstance(value, str):
        return value if _is_too_short(value) else mask(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return mask_number(value)
    if isinstance(value, dict):
        return {_mask_name(str(key)): mask_all(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [mask_all(item) for item in value]
    return value


def _is_too_short(text: str) -> bool:
    """Say whether a text can hold no such number in any guise, as most cells can't.

    It has 18 characters, but for a number in scientific notation, escapes, and characters that are
    several digits (at most three: ⅒).
    """
    if "e" in text or "E" in text or "\\" in text:
        return False
    return len(text) < (_LEAST_DIGITS if text.isascii() else _LEAST_CHARACTERS)


@lru_cache(maxsize=4096)
def _mask_name(name: str) -> str:
    return mask(name)


def mask_bytes(value: bytes) -> bytes:
    """Return the bytes of any message, readable or not, with every such number masked.

    Bytes that are no text (UTF-8 without control characters) are replaced by their count: they
    can't be searched.
    """
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = None
    if text is None or _NO_TEXT.search(value):
        return f"[{len(value)} bytes that are no UTF-8 text]".encode("ascii")
    return mask(text).encode()
