"""Sentences with named blanks, in Chinese and in English; one whose value is missing is left out.

Blanks are plain names in braces, without attributes and formats.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from string import Formatter

import msgspec

Values = dict[str, str | None]
"""What fills the blanks, by name (None: there is no value)."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


class Both(msgspec.Struct, frozen=True):
    """A phrase in both languages (None: there is nothing to say)."""

    chinese: str | None
    english: str | None


NOTHING = Both(None, None)


def both(**phrases: Both) -> tuple[Values, Values]:
    """Return phrases as the values of the Chinese and of the English text."""
    return (
        {name: phrase.chinese for name, phrase in phrases.items()},
        {name: phrase.english for name, phrase in phrases.items()},
    )


def day(on: date | None) -> Both:
    """Return a day as people write it: 2026年11月10日, 10 November 2026."""
    if on is None:
        return NOTHING
    return Both(f"{on.year}年{on.month}月{on.day}日", f"{on.day} {_MONTHS[on.month - 1]} {on.year}")


def fill(sentences: Sequence[str], values: Values, between: str = "") -> str | None:
    """Return the sentences whose blanks all have a value, or None where there is none."""
    filled = []
    for sentence in sentences:
        for name in blanks(sentence):
            if values.get(name) is None:
                break
        else:
            filled.append(sentence.format_map(values))
    return between.join(filled) or None


@cache  # sentences are those of the editions, and are filled for each order and alert
def blanks(sentence: str) -> tuple[str, ...]:
    """Return the blanks of a sentence. Raises ValueError for one that is no plain name."""
    names = []
    for _, name, form, conversion in Formatter().parse(sentence):
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise ValueError(f"a blank is a plain name in braces, not {name!r} with a format")
        names.append(name)
    return tuple(names)
