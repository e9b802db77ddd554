"""The parts of a sector pack: each rule with its numbers, each number with its article."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import Annotated, Literal

import msgspec

from schemas.records.accident import Responsibility
from schemas.records.penalty import Severity
from schemas.vocabulary.legal_basis import Text
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
    What else revokes it: false material (by its own record), and a list that says so.
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


class Budget(Part, frozen=True, kw_only=True):
    """Points that each project has in a calendar year; rules draw on them."""

    chinese: Text
    english: Text
    of: str
    per: str
    points: Amount


class ListRules(Part, frozen=True, kw_only=True):
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
    term: Count
    listed_again: Count | None = None
    leave_after: Count | None = None
    extended_while: RuleValue[str] | None = None
    revokes_certificate: RuleValue[bool] | None = None


class Repair(Part, frozen=True, kw_only=True):
    """Credit repair as decided from a day on: after how many months a penalty may be repaired."""

    decided_from: RuleValue[date]
    minimum: dict[Severity, Count]


class Sufficiency(Part, frozen=True, kw_only=True):
    """What a standing has to rest on: records of the last months, of so many departments."""

    recorded_within: Count
    departments: RuleValue[Annotated[int, msgspec.Meta(ge=1)]]


@cache
def joined(first: str, second: str) -> str:
    """Return two articles as one reference."""
    return first if first == second else f"{first}; {second}"
