"""By what a person names two records that may be one: `double:<code>-<record>-<record>`.

A record has eight letters, the same under every code of its enterprise; letters alone, so that no
digit of a code can be taken for a part of it.
"""

import hashlib
import re
from functools import lru_cache

import msgspec

from schemas.vocabulary.canonical_text import canonical

KIND = "double"
FORM = f"{KIND}:91330200MA2XXXXX1X-abcdefgh-ijklmnop"
_LETTERS = 8
_SIZE = 26
_NAME = re.compile(rf"{KIND}:([0-9A-Z]{{18}})-([a-z]{{{_LETTERS}}})-([a-z]{{{_LETTERS}}})")

Pair = tuple[str, str]  # the letters of two records, in their order


class DoubleName(msgspec.Struct, frozen=True):
    """An identifier in its parts."""

    code: str
    pair: Pair

    def __str__(self) -> str:
        """Return the identifier."""
        return f"{KIND}:{self.code}-{self.pair[0]}-{self.pair[1]}"


@lru_cache(maxsize=16_384)
def letters_of(kind: str, document_number: str) -> str:
    """Return the letters by which a record of an enterprise is named."""
    text = f"{kind} {canonical(document_number)}".encode()
    number = int.from_bytes(hashlib.blake2b(text).digest(), "big") % _SIZE**_LETTERS
    letters = []
    for _ in range(_LETTERS):
        number, letter = divmod(number, _SIZE)
        letters.append(chr(ord("a") + letter))
    return "".join(letters)


def pair_of(one: str, other: str) -> Pair:
    """Return two records' letters in their order."""
    return (one, other) if one < other else (other, one)


def double_named(text: str) -> DoubleName | None:
    """Return what an identifier names; None where it is not of this form."""
    match = _NAME.fullmatch(text)
    if match is None or match[2] == match[3]:
        return None
    return DoubleName(match[1], pair_of(match[2], match[3]))
