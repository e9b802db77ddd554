"""Statements as data: which words of a text say what about one subject (rulebook/statements).

A subject has words in classes, and forms made of classes: `处罚* 否 撤销 处罚*`. A clause says
something only if all of it is such a form; a phrase that merely stands in it says nothing.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

import msgspec

Value = str | bool | None
CHOICES: Mapping[str, Value] = {"yes": True, "no": False, "nothing": None}  # others are their value
NEGATIONS = ("否", "未决")  # the classes of negations, in every subject
ASIDE, UNKNOWN, DOUBT = " ", "\ufffd", "?"  # signs for what is in no class of its own
_FIRST_SIGN = 0xE000  # private use: no text of ours holds one
_ITEM = re.compile(r"([^?*]+)([?*]?)")


class SharedWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What all subjects have in common.

    `words` are classes that any form may name. A clause that begins with a word of `opening` (and
    not of `not_opening`) governs all that follows; one that ends with a word of `hanging` goes on
    in the next one; one that ends with a word of `conditional` states no fact. Where a word of
    `doubt` stands beside a statement, it is open what holds.
    """

    words: dict[str, tuple[str, ...]]
    opening: tuple[str, ...]
    not_opening: tuple[str, ...]
    hanging: tuple[str, ...]
    conditional: tuple[str, ...]
    doubt: tuple[str, ...]


class Statement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What can be said about one subject, and in which words.

    A text without a word of `about` does not speak of it (none given: any text does). `says` has
    the forms of each choice, `denies` those that exclude one, `mentions` those that speak of the
    subject and say nothing. The forms of `pending` say a choice too, but tell what somebody asks
    for or has to do, not what came of it: only where every clause of the text is understood.
    `aside` are words that change nothing wherever they stand; beside those of `doubt` it is open
    what holds. A form is a row of classes of `words`, or of words themselves, with `|` between
    alternatives, `?` after what may be missing, `*` after what may stand repeatedly.
    """

    statement: str
    chinese: str
    english: str
    says: dict[str, tuple[str, ...]]
    denies: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    pending: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    words: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    mentions: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    doubt: tuple[str, ...] = ()

    @property
    def choices(self) -> tuple[str, ...]:
        """What a text can say, by the names that a person decides with."""
        return tuple(self.says)


def value_of(choice: str) -> Value:
    """Return the record's value for a choice."""
    return CHOICES.get(choice, choice)


class Forms:
    """A subject's words and forms, made ready for reading."""

    def __init__(self, statement: Statement, shared: SharedWords) -> None:
        """Raise ValueError where a word stands in two classes, or a form names no choice."""
        self.statement = statement
        self._classes = {**shared.words, **statement.words}
        self._signs: dict[str, str] = {}
        self._words: dict[str, str] = {}
        for word in statement.aside:
            self._add(word, ASIDE)
        choices = (statement.says, statement.denies, statement.pending)
        forms = [statement.mentions, *(some for each in choices for some in each.values())]
        for name in dict.fromkeys(each for some in forms for form in some for each in _names(form)):
            self._signs[name] = chr(_FIRST_SIGN + len(self._signs))
            for word in self._classes.get(name, (name,)):
                self._add(word, self._signs[name])
        negations = [word for name in NEGATIONS for word in shared.words[name]]
        for word in negations:
            self._words.setdefault(word, UNKNOWN)
        for word in (*shared.doubt, *statement.doubt):
            self._words.setdefault(word, DOUBT)
        for word in (*shared.hanging, *shared.opening, *shared.not_opening):
            self._words.setdefault(word, UNKNOWN)
        if unknown := sorted({*statement.denies, *statement.pending} - set(statement.says)):
            raise ValueError(f"denies, pending: {unknown} are no choices")
        self._hanging = (*shared.hanging, *negations)
        self.negations = frozenset(negations)
        self.conditional = frozenset(shared.conditional)
        self.opening = frozenset(shared.opening)
        self.says = {
            choice: self._compiled((*some, *statement.pending.get(choice, ())))
            for choice, some in statement.says.items()
        }
        pending = [form for some in statement.pending.values() for form in some]
        self.pending = self._compiled(tuple(pending)) if pending else None
        self.mentions = self._compiled(statement.mentions) if statement.mentions else None
        self.denies = {choice: self._compiled(some) for choice, some in statement.denies.items()}

    @cached_property
    def _scanner(self) -> re.Pattern[str]:
        longest_first = sorted(self._words, key=lambda word: (-len(word), word))
        return re.compile("|".join(map(re.escape, longest_first)) + "|(.)", re.DOTALL)

    def scan(self, clause: str) -> Iterator[tuple[str, str]]:
        """Yield a clause's words, the longest that fit, each with its sign."""
        for word_match in self._scanner.finditer(clause):
            yield word_match[0], UNKNOWN if word_match[1] else self._words[word_match[0]]

    def hangs(self, word: str) -> bool:
        """Say whether a clause that ends with a word goes on in the next one."""
        return word in self._hanging

    def _add(self, word: str, sign: str) -> None:
        if self._words.setdefault(word, sign) != sign:
            raise ValueError(f"the word {word} stands in two classes")

    def _compiled(self, forms: tuple[str, ...]) -> re.Pattern[str]:
        return re.compile("|".join(map(self._pattern, forms)))

    def _pattern(self, form: str) -> str:
        parts: list[str] = []
        for item in form.split():
            item_match = _ITEM.fullmatch(item)
            if item_match is None:
                raise ValueError(f"the form {form!r} can't be read at {item!r}")
            signs = "".join(re.escape(self._signs[name]) for name in item_match[1].split("|"))
            parts.append(f"[{signs}]{item_match[2]}")
        return "".join(parts)


def _names(form: str) -> Iterator[str]:
    for item in form.split():
        yield from item.rstrip("?*").split("|")
