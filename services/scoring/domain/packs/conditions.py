"""Tests of a situation's facts, as rules have them under `where`."""

from schemas.vocabulary.rule_value import RuleValue
from services.scoring.domain.records.situation import (
    NUMBER,
    SITUATIONS,
    WORD,
    WORDS,
    YES_NO,
    FactValue,
)

from .parts import Amount, PackPart


class Bounds(PackPart, frozen=True, kw_only=True):
    """A test with numbers of the rules: at least, below, or one of some words."""

    at_least: Amount | None = None
    below: Amount | None = None
    one_of: RuleValue[tuple[str, ...]] | None = None

    def __post_init__(self) -> None:
        """Refuse bounds that bound nothing, or words and numbers at once."""
        numbers = self.at_least is not None or self.below is not None
        if numbers == (self.one_of is not None):
            raise ValueError("a test has `at_least`, `below` or both, or `one_of` alone")
        if self.at_least and self.below and self.at_least.value >= self.below.value:
            raise ValueError("below: no number is at least the one and below the other")

    def allow(self, value: FactValue) -> bool:
        """Say whether a fact passes."""
        if self.one_of is not None:
            return value in self.one_of.value
        if isinstance(value, str):
            return False
        if self.at_least is not None and value < self.at_least.value:
            return False
        return self.below is None or value < self.below.value


Test = bool | str | tuple[str, ...] | Bounds


def check_test(situation: str, fact: str, test: Test) -> None:
    """Raise ValueError where a situation has no such fact, or it can't be tested so."""
    kind = SITUATIONS[situation].get(fact)
    if kind is None:
        facts = ", ".join(SITUATIONS[situation]) or "none"
        raise ValueError(f"where.{fact}: {situation} has no fact {fact!r}; it has {facts}")
    numbers = isinstance(test, Bounds) and test.one_of is None
    tested = NUMBER if numbers else YES_NO if isinstance(test, bool) else WORD
    if tested != kind:
        raise ValueError(f"where.{fact}: {fact} is a {kind}, and is tested as a {tested}")
    words = words_of(test)
    if tested == WORD and not words:
        raise ValueError(f"where.{fact}: {fact} has to be one of no words")
    if len(set(words)) < len(words):
        raise ValueError(f"where.{fact}: a word stands twice")
    if unknown := sorted(set(words) - WORDS.get(fact, set(words))):
        raise ValueError(f"where.{fact}: {fact} is never {unknown}; it is {sorted(WORDS[fact])}")


def words_of(test: Test | None) -> tuple[str, ...]:
    """Return the words of which a test wants one."""
    if isinstance(test, str):
        return (test,)
    if isinstance(test, Bounds):
        return test.one_of.value if test.one_of else ()
    return test if isinstance(test, tuple) else ()


def passes(test: Test, value: FactValue) -> bool:
    """Say whether a fact passes a test."""
    if isinstance(test, Bounds):
        return test.allow(value)
    return value in test if isinstance(test, tuple) else value == test
