"""Expressions of FTS5 for a searched text: letters, digits and characters alone stand in them."""

from collections.abc import Iterator, Sequence

from .searched_text import LONGEST_BEGINNING, PAIR, TRIPLE
from .typed_pinyin import endings, ways_to_read

_FIRST = "^ "  # at the beginning of a column


def at_the_beginning(text: str) -> list[str]:
    """Return the expressions for what a name, its pinyin or its initials begin with."""
    begins = f'beginnings : "b{text[:LONGEST_BEGINNING]}"'
    if len(text) <= LONGEST_BEGINNING:
        return [begins]
    columns = [f"name : {_FIRST}{_phrase('n', text, PAIR)}"]
    if text.isascii():
        columns.append(f"initials : {_FIRST}{_phrase('i', text, TRIPLE)}")
        columns += _read_as_pinyin(text, _FIRST)
    return [begins, " OR ".join(columns)]


def somewhere(text: str) -> str:
    """Return the expression for a text in a name, or of letters in codes and pinyin too."""
    columns = [f"{column} : {_phrase(column[0], text, PAIR)}" for column in ("name", "former")]
    if text.isascii():
        for column in ("codes", "initials"):
            columns.append(f"{column} : {_phrase(column[0], text, TRIPLE)}")
        columns += _read_as_pinyin(text)
    return " OR ".join(columns)


def _read_as_pinyin(text: str, begins: str = "") -> Iterator[str]:
    """Yield the expressions for all ways to read letters; the last syllable may be a part.

    What it may become is named: of all terms that begin so FTS5 would first make one list.
    """
    phrases: dict[str, None] = {}
    for units in ways_to_read(text):
        if len(units) == 1:
            phrases[f'"p{units[0]}" *'] = None
        else:
            for ending in endings(units[-1]):
                phrases[_phrase("p", (*units[:-1], ending), PAIR)] = None
    for phrase in phrases:
        yield f"pinyin : {begins}{phrase}"


def _phrase(mark: str, units: Sequence[str], size: int) -> str:
    """Return the phrase by which units in a row are met: by so many at once, as is indexed."""
    last = max(0, len(units) - size)
    grams = ["".join(units[place : place + size]) for place in range(last + 1)]
    phrase = f'"{" ".join(mark + gram for gram in grams)}"'
    return phrase if len(units) >= size else f"{phrase} *"
