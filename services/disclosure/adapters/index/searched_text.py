"""Text as it is searched: of what is asked and of what names an enterprise alike.

All that is left of a text are its letters, digits and characters, in one case, simplified: signs
and blanks are not asked about, so nothing that somebody types means anything to the database.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from pypinyin import Style, lazy_pinyin
from pypinyin.seg.mmseg import seg

from schemas.vocabulary.canonical_text import canonical_phrase

LONGEST_NAME = 255  # characters of a name, and of a question, that are searched
MOST_WORDS = 8
_LONGEST_TYPED = 4 * LONGEST_NAME
PAIR, TRIPLE = 2, 3
LONGEST_BEGINNING = 8


def searched(text: str) -> str:
    """Return what is searched of a text; of one that is too long to be a name, nothing."""
    if len(text) > _LONGEST_TYPED:
        return ""
    return _of_name(text)


def asked_words(text: str) -> tuple[str, ...]:
    """Return the words of a question; of more than a few, the text without its blanks."""
    if len(text) > _LONGEST_TYPED:
        return ()
    words = tuple(dict.fromkeys(filter(None, map(searched, text.split()))))
    return words if len(words) <= MOST_WORDS else (searched(text),)


@lru_cache(maxsize=4096)
def _of_name(text: str) -> str:
    return "".join(filter(str.isalnum, canonical_phrase(text)))[:LONGEST_NAME]


def pinyin(name: str) -> tuple[str, ...]:
    """Return the syllables of a searched name, without tones; ü is v.

    Letters and digits are syllables by themselves.
    """
    return tuple(each for word in seg.cut(name) for each in _syllables(word))


@lru_cache(maxsize=65_536)  # names are made of few words
def _syllables(word: str) -> tuple[str, ...]:
    # What has no pinyin comes back with blanks between: each of its signs is one.
    return tuple(" ".join(lazy_pinyin(word, style=Style.NORMAL, errors=" ".join)).split())


def pairs(units: Sequence[str]) -> Iterator[str]:
    """Yield each unit with the next one, the last one alone: what a name is indexed by.

    Units are the characters of a name, or the syllables of its pinyin.
    """
    for place in range(len(units)):
        yield "".join(units[place : place + PAIR])


def triples(text: str) -> Iterator[str]:
    """Yield each three letters in a row, the last ones with fewer: what letters are indexed by."""
    for place in range(len(text)):
        yield text[place : place + TRIPLE]


def beginnings(text: str) -> Iterator[str]:
    """Yield what a text begins with, from one character to so many."""
    for length in range(1, min(len(text), LONGEST_BEGINNING) + 1):
        yield text[:length]
