"""Rows that hold nothing to refuse, to mask or to make readable: known at one look, as most are."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from math import isfinite

from schemas.vocabulary.canonical_text import may_have_markup
from schemas.vocabulary.enterprise_code import is_of_enterprise
from schemas.vocabulary.personal_data import LEAST_DIGITS, mask, places_to_look_at

from .cell import printable
from .layout import Fields

_SMALLEST = 10 ** (LEAST_DIGITS - 1)  # number that may be a telephone's
_GAP = " " * 4  # between texts: nothing personal has as much between two digits


def is_plain(fields: Fields) -> bool:
    """Say whether a row surely is as it will be read; False: it has to be looked at in full."""
    texts = [*fields]
    for value in fields.values():
        of_type = type(value)
        if of_type is str:
            texts.append(value)
        elif of_type is int or of_type is float:
            if not (isfinite(value) and -_SMALLEST < value < _SMALLEST):
                return False
        elif value is not None and of_type is not bool:
            return False
    row = _GAP.join(texts)
    # What is printable has no NUL and no half of a surrogate pair; errors of sheets begin with #.
    if not row.isprintable() and ("\0" in row or printable(row) != row):
        return False
    if "#" in row or any(map(_is_masked, _texts_to_look_at(row, texts))):
        return False
    return not may_have_markup(texts)


def _texts_to_look_at(row: str, texts: Sequence[str]) -> Iterator[str]:
    """Yield the texts that may hold personal data: each once, at however many places it may."""
    starts = [start for start, _ in places_to_look_at(row)]
    if starts:
        ends = list(accumulate(len(text) + len(_GAP) for text in texts))
        yield from (texts[index] for index in {bisect_right(ends, start) for start in starts})


def _is_masked(text: str) -> bool:
    return not is_of_enterprise(text) and mask(text) != text
