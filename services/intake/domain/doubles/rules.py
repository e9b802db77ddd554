"""Which records may be one under two document numbers: the rules, and what they compare."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from typing import Annotated, Any

import msgspec

from schemas.records import Content
from schemas.vocabulary.amounts import plain
from schemas.vocabulary.canonical_text import canonical
from schemas.vocabulary.city_day import city_day
from schemas.vocabulary.rule_value import RuleValue
from services.intake.domain.records.kinds import kind_of

Count = RuleValue[Annotated[int, msgspec.Meta(ge=1)]]
EACH = "each"  # in a path: each report of a toll by itself, the first and those that followed
_KEY_BYTES = 9  # twelve letters
ACROSS = "*"


class Side(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """What a rule compares of one kind of record; fields are paths into the record.

    (`dict`: for the cached property.)
    """

    day: str
    same: tuple[str, ...]
    above_zero: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()
    only: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)

    @cached_property
    def reports(self) -> str | None:
        """The path of the reports of a toll that are compared each by itself; None: none are."""
        for path in (*self.same, *self.above_zero, *self.stated, *self.only):
            steps = path.split(".")
            if EACH in steps:
                return ".".join(steps[: steps.index(EACH)])
        return None


class DoubleRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Two records of these kinds may be one. `across_departments`: only of two departments."""

    chinese: str
    english: str
    reason: str
    kinds: dict[str, Side]
    across_departments: bool = False


class DoubleRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """All rules on doubles; of each record so many others are proposed, of so many compared.

    (`dict`: for the cached property.)
    """

    most_proposals: Count
    most_compared: Count
    rules: dict[str, DoubleRule]

    @cached_property
    def by_kind(self) -> Mapping[str, tuple[tuple[str, DoubleRule, Side], ...]]:
        """The rules that speak of a kind of record, with their names, by the kind."""
        kinds = {kind for rule in self.rules.values() for kind in rule.kinds}
        return {
            kind: tuple(
                (name, rule, rule.kinds[kind])
                for name, rule in self.rules.items()
                if kind in rule.kinds
            )
            for kind in kinds
        }


class Likeness(msgspec.Struct, frozen=True):
    """A record as a rule sees it: two with one `key` may be one.

    `across_departments`: only where they are of two departments; the key then begins with a star.
    """

    rule: str
    day: date
    same: Mapping[str, str]
    across_departments: bool

    @property
    def key(self) -> str:
        """A short digest of the rule, the day and what has to be the same."""
        text = "\n".join((self.rule, str(self.day), *map(_compared, self.same.values())))
        digest = hashlib.blake2b(text.encode(), digest_size=_KEY_BYTES).digest()
        star = ACROSS if self.across_departments else ""
        return star + base64.b64encode(digest).decode()


def likenesses(rules: DoubleRules, content: Content) -> Iterator[Likeness]:
    """Yield what the rules compare of a record: nothing where none speaks of it."""
    for name, rule, side in rules.by_kind.get(kind_of(content), ()):
        day = value_at(content, side.day)
        if isinstance(day, datetime):
            day = city_day(day)
        if not isinstance(day, date):
            continue
        for number in range(_reports_in(side, content)):
            if _fits(side, content, number):
                same = {path: _text(value_at(content, path, number)) for path in side.same}
                yield Likeness(name, day, same, rule.across_departments)


def _reports_in(side: Side, content: Content) -> int:
    """Return how many reports of a toll the rule compares, each by itself; 1 where it asks none."""
    return 1 if side.reports is None else len(value_at(content, side.reports))


def _fits(side: Side, content: Content, number: int) -> bool:
    """Say whether a record says enough to be compared."""

    def text_at(path: str) -> str:
        return _text(value_at(content, path, number))

    return (
        all((value_at(content, path, number) or 0) > 0 for path in side.above_zero)
        and all(canonical(text_at(path)) for path in side.stated)
        and all(text_at(path) in values for path, values in side.only.items())
    )


def value_at(value: Any, path: str, number: int = 0) -> Any:  # noqa: ANN401 - whatever the record's field holds
    """Return what stands at a path of a record; None where a part of the way is missing.

    Of several reports the one of that number is taken.
    """
    for step in _steps(path):
        if value is None:
            return None
        value = value[number] if step == EACH else getattr(value, step)
    return value


@cache
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def _text(value: object) -> str:
    if value is None:
        return ""
    return plain(value) if isinstance(value, Decimal) else str(value)


def _compared(text: str) -> str:
    return canonical(text).casefold()
