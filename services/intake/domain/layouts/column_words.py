"""The words and signs by which a column is read, as its layout names them."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

import msgspec

from schemas.vocabulary.canonical_text import canonical_phrase

from .values import bare_word

_WIDTHS = {",": "，﹐︐", ";": "；﹔︔", "、": "､﹑︑", "/": "／", "|": "｜"}  # of separators
Scalar = str | int | bool
_OPENING, _CLOSING = "([{（〔【［｛《〈「『“", ")]}）〕】］｝》〉」』”"


class ColumnWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """What a column looks for, compared by canonical phrases.

    `table`: the words of a code table, and what each says. Of a list: the `separators`, and the
    `conjunctions` at which it is split where one of `words` follows; where one of `continuations`
    follows it is not split (Co., Ltd.). Of a day: `open_ended` say that there is no end, `not_yet`
    that it has not come, so that nothing stands; one of `suffixes` may follow the day (5日前).
    (`dict`: for the cached properties.)
    """

    table: dict[str, Scalar] = msgspec.field(default_factory=dict)
    separators: str = ",，;；、/|"
    conjunctions: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    continuations: tuple[str, ...] = ()
    open_ended: tuple[str, ...] = ()
    not_yet: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse conjunctions that nothing may follow, and one word that says two things."""
        if bool(self.conjunctions) != bool(self.words):
            raise ValueError("`conjunctions` need the `words` that may follow, and these need them")
        for key, value in self.table.items():
            if self.by_phrase[canonical_phrase(key)] != value:
                raise ValueError(f"{key!r} stands twice in `table`, and says two things")

    @cached_property
    def by_phrase(self) -> dict[str, Scalar]:
        """What `table` has, by the canonical phrases of its keys."""
        return {canonical_phrase(key): value for key, value in self.table.items()}

    @cached_property
    def nothing_stands(self) -> frozenset[str]:
        """The bare words with which nothing stands in the place of a day."""
        return frozenset(map(bare_word, (*self.open_ended, *self.not_yet)))

    @cached_property
    def _end(self) -> re.Pattern[str]:
        return re.compile(f"(?:{'|'.join(map(re.escape, self.suffixes))})$")

    def without_suffix(self, text: str) -> str:
        """Return the text of a day without the word that may follow it."""
        return self._end.sub("", text) if self.suffixes else text

    @cached_property
    def _split(self) -> re.Pattern[str]:
        widths = "".join(_WIDTHS.get(sign, "") for sign in self.separators)
        signs = f"[{re.escape(self.separators + widths)}\r\n]"
        if self.continuations:
            signs += rf"(?!\s*(?i:{_alternatives(self.continuations)})\b)"
        if not self.conjunctions:
            return re.compile(signs)
        conjunctions, following = _alternatives(self.conjunctions), _alternatives(self.words)
        return re.compile(rf"{signs}|{conjunctions}(?=\s*{following})")

    def parts(self, text: str) -> list[str]:
        """Return the parts of a list as they are written; within brackets it is not split."""
        cuts = [match.span() for match in self._split.finditer(text)]
        if not cuts:
            return [text.strip()] if text.strip() else []
        inside = _bracketed(text)
        cuts = [cut for cut in cuts if not inside[cut[0]]]
        ends = [*(first for first, _ in cuts), len(text)]
        begins = [0, *(last for _, last in cuts)]
        parts = (text[first:last].strip() for first, last in zip(begins, ends, strict=True))
        return [part for part in parts if part]


def _alternatives(words: Iterable[str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return f"(?:{'|'.join(map(re.escape, longest_first))})"


def _bracketed(text: str) -> list[bool]:
    """Say of each sign whether it stands within brackets that are closed behind it."""
    inside = [False] * len(text)
    for first, last in _brackets(text):
        inside[first:last] = [True] * (last - first)
    return inside


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    opened: list[int] = []
    for index, sign in enumerate(text):
        if sign in _OPENING:
            opened.append(index)
        elif sign in _CLOSING and opened:
            yield opened.pop(), index
