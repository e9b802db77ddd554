"""The parts of a sector pack: each rule with its numbers, each number with its article."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Literal, get_args

import msgspec

from schemas.records.accident import Nature, Responsibility
from schemas.records.penalty import Severity
from schemas.vocabulary.legal_basis import Text
from schemas.vocabulary.rule_value import RuleValue

Count = RuleValue[Annotated[int, msgspec.Meta(ge=0)]]
Positive = RuleValue[Annotated[int, msgspec.Meta(ge=1)]]
Amount = RuleValue[Decimal]
Name = RuleValue[Text]


class PackPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a pack."""


class ScoreRange(PackPart, frozen=True, kw_only=True):
    """The least and the greatest score."""

    least: Amount
    greatest: Amount

    def __post_init__(self) -> None:
        """Refuse a range that holds nothing."""
        if self.least.value >= self.greatest.value:
            raise ValueError("least: it is not below the greatest")


class Band(PackPart, frozen=True, kw_only=True):
    """A grade and the score from which it is given."""

    name: Text
    at_least: Amount


class LevelPoints(PackPart, frozen=True, kw_only=True):
    """The base score of a standardization level, and the review score from which it is granted."""

    level: int
    points: Amount
    granted_from: Amount | None = None


class BaseByLevel(PackPart, frozen=True, kw_only=True, tag_field="by", tag="level"):
    """The base score follows the level of safety standardization."""

    levels: tuple[LevelPoints, ...]
    none: Amount

    def __post_init__(self) -> None:
        """Refuse a level that stands twice, or one that is left out."""
        levels = [row.level for row in self.levels]
        if levels != list(range(1, len(levels) + 1)) or not levels:
            raise ValueError("levels: 1 (the best), 2 and so on, none twice and none left out")


class BaseByEvaluation(PackPart, frozen=True, kw_only=True, tag_field="by", tag="evaluation"):
    """The base score is the score of the latest yearly evaluation."""

    none: Amount


class BaseFixed(PackPart, frozen=True, kw_only=True, tag_field="by", tag="start"):
    """Everybody starts from the same score."""

    none: Amount


class CertificateRules(PackPart, frozen=True, kw_only=True):
    """How long a certificate holds at most, and what revokes it within a window of months.

    `revoking_responsibility` names the findings on responsibility with which an accident revokes.
    What else revokes it: false material (by its own record), and a list that says so.
    """

    validity: Positive
    revoking_deaths: Count
    revoking_serious_injuries: Count
    revoking_loss: Amount
    revoking_responsibility: RuleValue[tuple[Responsibility, ...]]
    window: Positive


class AccidentClass(PackPart, frozen=True, kw_only=True):
    """One row of Order 493: reached by any of its three columns."""

    name: Text
    deaths: Count
    serious_injuries: Count
    loss: Amount


class Accidents(PackPart, frozen=True, kw_only=True):
    """Classes, worst first (the last is the ordinary one), and days for which deaths count."""

    classes: tuple[AccidentClass, ...]
    follow_up: dict[Nature, Count]

    def __post_init__(self) -> None:
        """Refuse classes out of order, and a nature without its days."""
        names = [row.name for row in self.classes]
        if len(set(names)) < len(names):
            raise ValueError("classes: a name stands twice")
        for column in ("deaths", "serious_injuries", "loss"):
            begins = [getattr(row, column).value for row in self.classes]
            if begins != sorted(set(begins), reverse=True) or not begins or begins[-1]:
                raise ValueError(
                    f"classes: worst first, each from fewer {column} on, the last from nothing on"
                )
        if missing := set(get_args(Nature)) - set(self.follow_up):
            raise ValueError(f"follow_up: {sorted(missing)} missing")


class Budget(PackPart, frozen=True, kw_only=True):
    """Points that each project has in a calendar year; rules draw on them."""

    chinese: Text
    english: Text
    of: str
    per: str
    points: Amount


class ListRules(PackPart, frozen=True, kw_only=True):
    """A list of the dishonest: which decisions put an enterprise on it, and for how long.

    `decided_from` and `decided_until` are the first and last day of the decisions that it is about.
    The term is in months, and another one where the enterprise is `listed_again`; it runs from the
    `publication` or from the `decision`, and on while the situation `extended_while` lasts. From
    `leave_after` months on an enterprise may apply to leave.
    """

    chinese: Text
    english: Text
    decided_from: RuleValue[date] | None = None
    decided_until: RuleValue[date] | None = None
    runs_from: Literal["decision", "publication"]
    term: Positive
    listed_again: Positive | None = None
    leave_after: Count | None = None
    extended_while: RuleValue[Literal["danger_overdue"]] | None = None
    revokes_certificate: RuleValue[bool] | None = None

    def __post_init__(self) -> None:
        """Refuse a list that is about no decision."""
        first, last = self.decided_from, self.decided_until
        if first is not None and last is not None and last.value < first.value:
            raise ValueError(f"decided_until: {last.value} is before decided_from")


class Repair(PackPart, frozen=True, kw_only=True):
    """Credit repair as decided from a day on: after how many months a penalty may be repaired."""

    decided_from: RuleValue[date]
    minimum: dict[Severity, Count]

    def __post_init__(self) -> None:
        """Refuse a severity without its months."""
        if missing := set(get_args(Severity)) - set(self.minimum):
            raise ValueError(f"minimum: {sorted(missing)} missing")


class Sufficiency(PackPart, frozen=True, kw_only=True):
    """What a standing has to rest on: records of the last months, of so many departments."""

    recorded_within: Positive
    departments: Positive


@cache
@cache
def joined(first: str, second: str) -> str:
    """Return two articles as one reference."""
    return first if first == second else f"{first}; {second}"
