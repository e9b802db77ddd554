"""The sheet: all lines of a standing, each with an id that follows from what it says.

`sheet-changes` carries what is put on it and taken off it; whoever applies that in order has it,
and can tell by the digest that nothing is missing.
"""

import hashlib

from .codec import to_json
from .vocabulary.explanation import StandingLine

_DIGITS = 32  # of an id: 128 bits
_RANGE = 1 << (4 * _DIGITS)


def line_json(line: StandingLine) -> bytes:
    """Return a line as it is published."""
    return to_json(line)


def line_id(content: bytes) -> str:
    """Return the id of a line from its JSON: the first half of its SHA-256, in hexadecimal.

    Where a sheet has the same line twice, the second one's ends with `.2`, and so on.
    """
    return hashlib.sha256(content).hexdigest()[:_DIGITS]


def id_value(identity: str) -> int:
    """Return what a line adds to the digest of a sheet."""
    return int(identity[:_DIGITS], 16)


def digest_text(value: int) -> str:
    """Return the digest of a sheet from the sum of what its lines add to it."""
    return f"{value % _RANGE:0{_DIGITS}x}"
