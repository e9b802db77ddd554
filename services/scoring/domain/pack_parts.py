"""The parts of a sector pack: each rule with its numbers, each number with its article."""

from decimal import Decimal
from functools import cache
from typing import Annotated, Literal

import msgspec

from schemas.records.accident import Responsibility
from schemas.records.traffic import Fault
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.rule_value import RuleValue

Count = RuleValue[Annotated[int, msgspec.Meta(ge=0)]]
Amount = RuleValue[Decimal]
Name = RuleValue[str]


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a pack."""


class Range(Part, frozen=True, kw_only=True):
    """The least and the greatest score."""

    least: Amount
    greatest: Amount


class Band(Part, frozen=True, kw_only=True):
    """A grade and the score from which it is given."""

    name: str
    at_least: Amount


class LevelPoints(Part, frozen=True, kw_only=True):
    """The base score of a standardization level."""

    level: int
    points: Amount


class BaseByLevel(Part, frozen=True, kw_only=True, tag_field="by", tag="level"):
    """The base score follows the level of safety standardization."""

    levels: tuple[LevelPoints, ...]
    none: Amount


class BaseByEvaluation(Part, frozen=True, kw_only=True, tag_field="by", tag="evaluation"):
    """The base score is the score of the latest yearly evaluation."""

    none: Amount


class BaseFixed(Part, frozen=True, kw_only=True, tag_field="by", tag="start"):
    """Everybody starts from the same score."""

    none: Amount


class Certificate(Part, frozen=True, kw_only=True):
    """How long a certificate holds at most, and what revokes it within a window of months.

    `revoking_responsibility` names the findings on responsibility with which an accident revokes.
    """

    validity: Count
    revoking_deaths: Count
    revoking_serious_injuries: Count
    revoking_loss: Amount
    revoking_responsibility: RuleValue[tuple[Responsibility, ...]]
    window: Count


class AccidentClass(Part, frozen=True, kw_only=True):
    """One row of Order 493: reached by any of its three columns."""

    name: str
    deaths: Count
    serious_injuries: Count
    loss: Amount


class Accidents(Part, frozen=True, kw_only=True):
    """Classes, worst first (the last is the ordinary one), and days for which deaths count."""

    classes: tuple[AccidentClass, ...]
    follow_up: dict[Literal["production", "road_traffic", "fire"], Count]


class Deduction(Part, frozen=True, kw_only=True):
    """Points for a period of months."""

    points: Amount
    period: Count

    @property
    def article(self) -> str:
        """Return the articles of the points and of the period."""
        return joined(self.points.article, self.period.article)

    @property
    def mark(self) -> Mark:
        """Return the mark of the points."""
        return self.points.mark


class FineTier(Part, frozen=True, kw_only=True):
    """The points of a penalty from an amount of fine on."""

    fine_from: Amount
    points: Amount


class GeneralPenalty(Part, frozen=True, kw_only=True):
    """Points by the fine, lowest tier first."""

    tiers: tuple[FineTier, ...]
    period: Count


class Deductions(Part, frozen=True, kw_only=True):
    """What takes points."""

    penalty_minor: Deduction
    penalty_general: GeneralPenalty
    penalty_severe: Deduction
    accident_without_death: Deduction
    accident_with_death: Deduction
    accident_larger_or_worse: Deduction
    danger_overdue: Deduction
    major_danger_found: Deduction
    major_danger_overdue: Deduction
    commitment_not_made: Deduction
    commitment_broken: Deduction
    rectification_failed: Deduction


class TrafficCredit(Part, frozen=True, kw_only=True):
    """How the police's points count: a factor, a period, and a limit to the sum."""

    factor: Amount
    period: Count
    limit: Amount

    @property
    def article(self) -> str:
        """Return the articles of the factor and of the period."""
        return joined(self.factor.article, self.period.article)


class Traffic(Part, frozen=True, kw_only=True):
    """Points that accumulate and drain."""

    added: TrafficCredit
    taken: TrafficCredit


class Steps(Part, frozen=True, kw_only=True):
    """So many grades down, for a period of months."""

    steps: Count
    period: Count


class Veto(Part, frozen=True, kw_only=True):
    """A grade that one can't be better than, for a period of months."""

    grade: Name
    period: Count


class Repeated(Part, frozen=True, kw_only=True):
    """So many within a window of months: steps down, or a grade."""

    count: Count
    window: Count
    steps: Count | None = None
    grade: Name | None = None


class CrashVeto(Part, frozen=True, kw_only=True):
    """A road crash at fault with so many dead."""

    deaths: Count
    faults: RuleValue[tuple[Fault, ...]]
    grade: Name
    period: Count


class Overrides(Part, frozen=True, kw_only=True):
    """What makes a grade worse than the score alone would."""

    ordinary_accident: Steps
    larger_accident: Veto
    repeated_accidents: Repeated
    concealed_accident: Veto
    listed_danger_overdue: Name
    repeated_penalties: Repeated
    commitment_without_level: Count
    deadly_crash: CrashVeto


class Sufficiency(Part, frozen=True, kw_only=True):
    """What a standing has to rest on: records of the last months, of so many departments."""

    recorded_within: Count
    departments: RuleValue[Annotated[int, msgspec.Meta(ge=1)]]


@cache
def joined(first: str, second: str) -> str:
    """Return two articles as one reference."""
    return first if first == second else f"{first}; {second}"
