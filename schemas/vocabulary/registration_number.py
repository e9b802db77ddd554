"""The registration number of the administration for industry and commerce (工商注册号), 15 digits.

Since GS 15-2006 (from 2007-07-01 on) the last digit is a check digit. Numbers that were given out
before have none, and nothing in a number tells when it was given: so the digit speaks against none.
"""

import re
from typing import Literal

from .placeholder import is_placeholder

_DIVISION = 6  # digits: of the first registering authority
_WRITTEN = re.compile(r"[0-9]{15}")


def is_written(text: str) -> bool:
    """Say whether a text has the form of a registration number."""
    return _WRITTEN.fullmatch(text) is not None


def flaw_of(number: str) -> Literal["code_placeholder"] | None:
    """Return why a written number does not identify by itself; None: it does."""
    nobody = not number[_DIVISION:].strip("0")
    return "code_placeholder" if nobody or is_placeholder(number) else None
