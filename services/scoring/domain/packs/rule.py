"""A rule of a pack: of which situations, under which conditions, what follows, for how long."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

import msgspec

from schemas.vocabulary.legal_basis import Mark, Text
from schemas.vocabulary.rule_value import RuleValue
from services.scoring.domain.records.situation import NUMBER, SITUATIONS, STATES, Situation

from .conditions import Test, check_test, passes
from .parts import Amount, Name, PackPart, Positive, joined

Runs = Literal["from_its_day", "from_its_end", "while_it_lasts", "to_the_year_end"]
# What a rule may say; the other words are those of records and certificates.
RuleEnding = Literal[
    "credit_repaired",
    "commitment_made",
    "certificate_granted",
    "responsibility_determined",
    "danger_removed",
    "removed_from_list",
]
RuleNote = Literal["under_investigation"]


class Tier(PackPart, frozen=True, kw_only=True):
    """So many points from a number on."""

    at_least: Amount
    points: Amount


class Tiers(PackPart, frozen=True, kw_only=True):
    """Points by a fact that is a number: those of the last tier that is reached."""

    by: str
    tiers: tuple[Tier, ...]

    def __post_init__(self) -> None:
        """Refuse tiers that are out of order or don't begin at nothing."""
        begins = [tier.at_least.value for tier in self.tiers]
        if begins != sorted(set(begins)) or not begins or begins[0] > 0:
            raise ValueError("tiers: lowest first, none twice, the first at_least 0")

    def of(self, value: Decimal) -> Amount:
        """Return the points of a number."""
        return [tier.points for tier in self.tiers if tier.at_least.value <= value][-1]


class ProportionalPoints(PackPart, frozen=True, kw_only=True):
    """Points in proportion to a fact that is a number."""

    by: str
    factor: Amount


class Drawn(PackPart, frozen=True, kw_only=True):
    """Points that are taken from a budget, not from the score."""

    budget: str
    points: Amount


class Rule(PackPart, frozen=True, kw_only=True, dict=True):
    """One rule, with what it is called. Its name is the key under which it stands.

    `of` names one or more situations (situation.py), `where` tests their facts. With `at_least` and
    `within` so many records have to show it in a rolling window of months or in calendar years;
    `per` counts those of each value of a fact apart, `different` counts the different values.

    One of these follows: points that it `takes` or `gives` (the same always, by the tier that a
    number reaches, or for each one of a number), points `drawn` from a budget, so many
    grades `down`, a grade `to` which it falls, a `status`, or a list that it `proposes`.

    The effect lasts for a `period` of months or days, which `runs` from its day or from its end;
    while it lasts; or to the end of its year. `limit` bounds the sum of its points.
    `without_level`: only while no standardization certificate is in force.
    """

    chinese: Text
    english: Text
    of: str | tuple[str, ...]
    where: dict[str, Test] = msgspec.field(default_factory=dict)
    at_least: Positive | None = None
    within: Positive | None = None
    per: str | None = None
    different: str | None = None
    takes: Amount | None = None
    takes_by_tier: Tiers | None = None
    takes_per: ProportionalPoints | None = None
    gives: Amount | None = None
    gives_per: ProportionalPoints | None = None
    drawn: Drawn | None = None
    down: Positive | None = None
    to: Name | None = None
    status: Name | None = None
    proposes: Name | None = None
    period: Positive | None = None
    runs: Runs = "from_its_day"
    limit: Amount | None = None
    without_level: bool = False
    ends_when: RuleEnding | None = None
    note: RuleNote | None = None

    def __post_init__(self) -> None:
        """Refuse a rule that says nothing, two things, or speaks of what there is not."""
        if not self.situations or len(set(self.situations)) < len(self.situations):
            raise ValueError("of: names one situation or more, none twice")
        for name in self.situations:
            if name not in SITUATIONS:
                raise ValueError(f"of: no situation {name!r}; there are {', '.join(SITUATIONS)}")
            for fact, test in self.where.items():
                check_test(name, fact, test)
        outcomes = [name for name in _OUTCOMES if getattr(self, name) is not None]
        if len(outcomes) != 1:
            raise ValueError(f"one of {', '.join(_OUTCOMES)} is needed, there are {outcomes}")
        self._check_counting()
        self._check_time()
        self._check_numbers()
        if self.note is not None and self.points is None:
            raise ValueError("note: belongs to points")
        if self.ends_when is not None and (self.points or self.down or self.to) is None:
            raise ValueError("ends_when: belongs to points, `down` or `to`")

    def _check_counting(self) -> None:
        if (self.at_least is None) != (self.within is None):
            raise ValueError("at_least and within belong together")
        if self.within is not None and self.within.unit not in {"months", "calendar years"}:
            raise ValueError("within: its unit is months or calendar years")
        if (self.per or self.different) and not self.is_counted:
            raise ValueError("per and different belong to at_least and within")
        if self.per and self.per == self.different:
            raise ValueError(f"different: each {self.per} apart has but one {self.different}")
        if self.is_counted and (self.points is not None or self.drawn is not None):
            raise ValueError("what is counted changes the grade, a status or a list, not points")

    def _check_time(self) -> None:
        timed = self.runs in {"from_its_day", "from_its_end"}
        states = set(self.situations) <= STATES
        if self.runs in {"from_its_end", "while_it_lasts"} and not states:
            raise ValueError(f"runs: what happens on a day has no end; {sorted(STATES)} have")
        if self.without_level and (self.down or self.to) is None:
            raise ValueError("without_level: belongs to `down` or `to`")
        if timed != (self.period is not None) and not (self.is_counted or self.drawn):
            raise ValueError(f"`runs: {self.runs}` {'needs a' if timed else 'has no'} period")
        if self.is_counted and "accident" in self.situations and self.period is None:
            raise ValueError("period: needed, for responsibility may be determined after `within`")
        if self.is_counted and (self.without_level or self.runs != "from_its_day"):
            raise ValueError("what is counted has neither `without_level` nor `runs`")
        if self.drawn is not None and (self.period or self.runs != "from_its_day"):
            raise ValueError("drawn: counts for its calendar year, and has no period")
        if self.period is not None and self.period.unit not in {"months", "days"}:
            raise ValueError("period: its unit is months or days")
        if self.limit is not None and self.points is None:
            raise ValueError("limit: bounds points that are given or taken")

    def _check_numbers(self) -> None:
        points = self.points
        by = points.by if isinstance(points, Tiers | ProportionalPoints) else None
        for name in self.situations if by else ():
            if SITUATIONS[name].get(by or "") != NUMBER:
                raise ValueError(f"by: {name} has no number {by!r}")
        for fact in (self.per, self.different):
            for name in self.situations if fact else ():
                if fact not in SITUATIONS[name]:
                    raise ValueError(f"{name} has no fact {fact!r}")

    @cached_property
    def situations(self) -> tuple[str, ...]:
        """The situations that it is about."""
        return (self.of,) if isinstance(self.of, str) else self.of

    @cached_property
    def points(self) -> Amount | Tiers | ProportionalPoints | None:
        """The points that it takes or gives, if it does."""
        deduction = self.takes or self.takes_by_tier or self.takes_per
        return deduction or self.gives or self.gives_per

    @cached_property
    def sign(self) -> int:
        """Whether its points are given (1) or taken (-1)."""
        return 1 if self.gives or self.gives_per else -1

    @cached_property
    def is_counted(self) -> bool:
        """Whether so many are needed."""
        return self.at_least is not None

    @cached_property
    def outcome(self) -> RuleValue[Any]:
        """The value from which the article and the mark of its effect are."""
        value_or_points: Any = next(
            x for name in _OUTCOMES if (x := getattr(self, name)) is not None
        )
        if isinstance(value_or_points, Tiers):
            return value_or_points.tiers[0].points
        if isinstance(value_or_points, ProportionalPoints):
            return value_or_points.factor
        value: RuleValue[Any] = (
            value_or_points.points if isinstance(value_or_points, Drawn) else value_or_points
        )
        return value

    def basis(self, outcome: RuleValue[Any] | None = None) -> tuple[str, Mark]:
        """Return the articles of the effect and of its time, and the mark of the effect."""
        value = outcome or self.outcome
        time = self.within if self.is_counted else self.period
        return (joined(value.article, time.article) if time else value.article), value.mark

    @cached_property
    def facts(self) -> frozenset[str]:
        """The facts of a situation by which it is decided whether it applies, and how far."""
        points = self.points
        by = {points.by} if isinstance(points, Tiers | ProportionalPoints) else set[str]()
        return frozenset(self.where) | by

    def fits(self, situation: Situation) -> bool:
        """Say whether a situation is one of those that the rule is about."""
        if situation.name not in self.situations:
            return False
        facts = situation.facts
        for fact, test in self.where.items():  # noqa: SIM110 - asked of every record: no generator
            if not passes(test, facts[fact]):
                return False
        return True


_POINTS = ("takes", "takes_by_tier", "takes_per", "gives", "gives_per")
_OUTCOMES = (*_POINTS, "drawn", "down", "to", "status", "proposes")


Rules = Mapping[str, Rule]
