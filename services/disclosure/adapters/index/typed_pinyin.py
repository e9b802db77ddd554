"""Letters that somebody types, as the syllables that they may be."""

import unicodedata
from functools import cache

from pypinyin.constants import PINYIN_DICT

_MOST_WAYS = 12
_LONGEST_SYLLABLE = 6  # zhuang
_PART, _SIGN = 0, 3  # how unlikely each is, where a syllable is 1: many stop within one
Way = tuple[int, tuple[str, ...]]
"""How unlikely it is, and the syllables."""


def ways_to_read(letters: str) -> list[tuple[str, ...]]:
    """Return the likeliest ways to read letters, the likeliest first: `xian` is one or two.

    The last syllable may be the beginning of one. What is none is single letters, as digits are.
    """
    whole, begun = _syllables()
    ways: list[list[Way]] = [[] for _ in letters] + [[(0, ())]]
    for place in range(len(letters) - 1, -1, -1):
        possible: list[Way] = []
        for end in range(place + 1, min(len(letters), place + _LONGEST_SYLLABLE) + 1):
            unit = letters[place:end]
            if unit in whole:
                unlikely = 1
            elif end == len(letters) and unit in begun:
                unlikely = _PART
            elif len(unit) == 1:
                unlikely = _SIGN
            else:
                continue
            possible += [(unlikely + more, (unit, *rest)) for more, rest in ways[end]]
        ways[place] = sorted(possible)[:_MOST_WAYS]
    return [units for _, units in ways[0]]


@cache
def endings(unit: str) -> tuple[str, ...]:
    """Return what the last syllable that somebody types may become, as it stands included."""
    whole, _ = _syllables()
    return tuple(sorted({unit, *(each for each in whole if each.startswith(unit))}))


@cache
def _syllables() -> tuple[frozenset[str], frozenset[str]]:
    """Return all syllables without tones, and all that one may begin with."""
    whole = {
        _without_tone(reading)
        for readings in PINYIN_DICT.values()
        for reading in readings.split(",")
    }
    whole = {each for each in whole if each.isascii() and len(each) <= _LONGEST_SYLLABLE}
    begun = {each[:length] for each in whole for length in range(1, len(each))}
    return frozenset(whole), frozenset(begun)


def _without_tone(reading: str) -> str:
    decomposed = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return plain.replace("ê", "e")
