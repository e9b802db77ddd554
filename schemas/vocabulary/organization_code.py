"""The organization code (组织机构代码), GB 11714-1997: eight characters and a check character.

It stands by itself in older records, and as characters 9 to 17 in every unified code.
"""

import re
from string import ascii_uppercase, digits
from typing import Literal

from .placeholder import is_placeholder

LENGTH = 9
Flaw = Literal["code_placeholder", "organization_check_failed"]

_WRITTEN = re.compile(rf"[0-9A-Z]{{{LENGTH}}}")
_VALUES = {symbol: value for value, symbol in enumerate(digits + ascii_uppercase)}
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # 加权因子
_CHECKS = "0X987654321"  # by the remainder of 11: 11 - remainder, where 10 is X and 11 is 0


def is_written(text: str) -> bool:
    """Say whether a text has the form of an organization code, whatever its check character."""
    return _WRITTEN.fullmatch(text) is not None


def check_character(body: str) -> str:
    """Return the check character of eight characters of 0-9 A-Z (校验码)."""
    return _CHECKS[
        sum(_VALUES[each] * weight for each, weight in zip(body, _WEIGHTS, strict=True)) % 11
    ]


def flaw_of(code: str) -> Flaw | None:
    """Return why a written code does not identify by itself; None: it does."""
    if is_placeholder(code) or is_placeholder(code[:-1]):
        return "code_placeholder"
    return None if check_character(code[:-1]) == code[-1] else "organization_check_failed"
