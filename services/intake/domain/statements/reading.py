"""Reading a statement: what a text says about a subject, that it says nothing, or neither.

The text is cut into clauses. A clause that speaks of the subject has to be understood whole: words
that no form knows, a second negation, a question or an "if" leave it open, and then so is the text.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from schemas.vocabulary.canonical_text import canonical_phrase

from .statement import ASIDE, DOUBT, UNKNOWN, Forms

LONGEST_CLAUSE = 200  # of a clause that may be understood; no form is as long
_BREAKS = re.compile(r"[,;、。!…|]+|\.(?!\d)")
# Signs that hold words together or apart and say nothing: 情节：严重, "情节严重", (情节严重).
_SOFT = re.compile(r"""[:"'()·_~<>-]""")
_DAY = re.compile(
    r"(?:19|20)\d{2}(?:年\d{1,2}月\d{1,2}日?|([-/.])\d{1,2}\1\d{1,2}(?!\d)|\d{4}(?!\d))"
)
DAY_SIGN = "某日"  # in a sentence, for the days in it


class Silent(msgspec.Struct, frozen=True):
    """The text does not speak of the subject."""


class Answered(msgspec.Struct, frozen=True):
    """The text says this, one of the statement's choices; `clauses` are those that speak of it."""

    choice: str
    clauses: tuple[str, ...]


class Neither(msgspec.Struct, frozen=True):
    """The text speaks of the subject, and what it says is left open.

    `sentence` is what it says, in one form: without days, blanks and what speaks of other subjects.
    """

    sentence: str
    clauses: tuple[str, ...]


class _Clause(msgspec.Struct, frozen=True):
    text: str
    words: tuple[tuple[str, str], ...]  # those that are not aside, each with its sign


@lru_cache(maxsize=16_384)
def read_statement(forms: Forms, text: str) -> Silent | Answered | Neither:
    """Return what a text says about a subject."""
    clauses = list(_with_continuations(forms, _clauses_of(forms, comparable(text))))
    flags = [_is_about(forms, clause) for clause in clauses]
    if not any(flags):
        return Silent()
    relevant = [
        clause
        for clause, flag in zip(clauses, flags, strict=True)
        if flag or _leaves_open(forms, clause) or _is_day(clause)
    ]
    if any(_is_pending(forms, clause) for clause in relevant):
        relevant = [clause for clause in clauses if clause.words or _is_day(clause)]
    texts = tuple(clause.text for clause in relevant)
    choice = _choice(forms, relevant)
    if choice is None:
        plain = (_SOFT.sub("", _DAY.sub(DAY_SIGN, text)) for text in texts)
        return Neither("，".join(plain), texts)
    return Answered(choice, texts)


def comparable(text: str) -> str:
    """Return a text in the form in which its words are compared."""
    return canonical_phrase(text).upper()


def days_in(clauses: tuple[str, ...]) -> list[str]:
    """Return the days that clauses name, as they stand there, none twice."""
    days = (match[0] for clause in clauses for match in _DAY.finditer(clause))
    return list(dict.fromkeys(days))


def _clauses_of(forms: Forms, text: str) -> Iterator[_Clause]:
    for part in _BREAKS.split(text):
        if part:
            bare = _SOFT.sub("", _DAY.sub("", part))
            words = list(forms.scan(bare[: LONGEST_CLAUSE + 1]))
            if words and words[-1][0] in forms.conditional:
                words.append(("", UNKNOWN))
            yield _Clause(part, tuple(each for each in words if each[1] != ASIDE))


def _with_continuations(forms: Forms, clauses: Iterator[_Clause]) -> Iterator[_Clause]:
    """Yield the clauses; one that ends in the middle of what it says goes on in the next."""
    pending = _Clause("", ())
    for clause in clauses:
        pending = _Clause(pending.text + clause.text, (*pending.words, *clause.words))
        if not _goes_on(forms, pending):
            yield pending
            pending = _Clause("", ())
    if pending.text:
        yield pending


def _goes_on(forms: Forms, clause: _Clause) -> bool:
    """Say whether a clause begins or ends with what governs what follows."""
    if not clause.words:
        return False
    return clause.words[0][0] in forms.opening or forms.hangs(clause.words[-1][0])


def _is_about(forms: Forms, clause: _Clause) -> bool:
    about = forms.statement.about
    if not about:
        return True
    bare = _SOFT.sub("", clause.text)
    return any(word in bare for word in about)


def _is_day(clause: _Clause) -> bool:
    """Say whether a clause is no more than a day, as may stand beside what happened then."""
    return not clause.words and _DAY.search(clause.text) is not None


def _leaves_open(forms: Forms, clause: _Clause) -> bool:
    """Say whether a clause beside a statement leaves open what holds: a doubt, a mere negation."""
    if any(sign == DOUBT for _, sign in clause.words):
        return True
    return bool(clause.words) and all(word in forms.negations for word, _ in clause.words)


def _is_pending(forms: Forms, clause: _Clause) -> bool:
    """Say whether a clause tells what is asked for or to be done, and not what came of it."""
    return forms.pending is not None and forms.pending.fullmatch(_signs(clause)) is not None


def _signs(clause: _Clause) -> str:
    return "".join(sign for _, sign in clause.words)


def _choice(forms: Forms, clauses: list[_Clause]) -> str | None:
    """Return the one choice that all clauses leave, or None."""
    stated: set[str] = set()
    excluded: set[str] = set()
    clauses = [each for each in clauses if each.words] or clauses
    if len(clauses) > 1 and any(_leaves_open(forms, each) for each in clauses):
        return None
    if any(len(clause.text) > LONGEST_CLAUSE for clause in clauses):
        return None
    for clause in clauses:
        signs = _signs(clause)
        if forms.mentions is not None and forms.mentions.fullmatch(signs):
            continue
        matching = {choice for choice, form in forms.says.items() if form.fullmatch(signs)}
        denies = {choice for choice, form in forms.denies.items() if form.fullmatch(signs)}
        if len(matching) + len(denies) != 1 or UNKNOWN in signs:
            return None
        if matching and excluded:  # 不构成情节轻微，情节严重: what is denied may be both
            return None
        stated |= matching
        excluded |= denies
    if not stated and not excluded:
        return None
    remaining = stated or set(forms.statement.choices) - excluded
    return remaining.pop() if len(remaining) == 1 and not remaining & excluded else None
