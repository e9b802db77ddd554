"""The rules by which a department's reports of a month are judged (rulebook/data-quality.yaml)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated

import msgspec

from schemas.vocabulary.rule_value import RuleValue

Count = RuleValue[Annotated[int, msgspec.Meta(ge=0)]]
Points = RuleValue[Decimal]
Names = RuleValue[tuple[str, ...]]


class RulesPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the rules."""


class Valid(RulesPart, frozen=True, kw_only=True):
    """The share of valid reports; those with a reason in `not_counted` count on neither side."""

    points: Points
    not_counted: Names


class Completeness(RulesPart, frozen=True, kw_only=True):
    """The share of filled fields; by kind of record, `rightly_empty` fields are not expected."""

    points: Points
    rightly_empty: RuleValue[dict[str, tuple[str, ...]]]


class Timeliness(RulesPart, frozen=True, kw_only=True):
    """The share of records that were reported within their term.

    Kinds `in_working_days` have so many `working_days` from the day after it happened; all others
    have until the last day of the month that is `months` later.
    """

    points: Points
    working_days: Count
    in_working_days: Names
    months: Count


class Accuracy(RulesPart, frozen=True, kw_only=True):
    """The share of records that were neither corrected nor withdrawn.

    Corrections of the month and of the `horizon` months after it count. Of kinds that are
    `going_on` only a withdrawal does.
    """

    points: Points
    horizon: Count
    going_on: Names


class QualityRules(RulesPart, frozen=True, kw_only=True):
    """All rules, and to how many decimal places a figure is rounded."""

    valid: Valid
    completeness: Completeness
    timeliness: Timeliness
    accuracy: Accuracy
    decimals: Count

    def __post_init__(self) -> None:
        """Refuse points below nothing."""
        for name in ("valid", "completeness", "timeliness", "accuracy"):
            if getattr(self, name).points.value < 0:
                raise ValueError(f"{name}.points: a negative number")

    def kinds(self) -> Iterator[str]:
        """Yield every kind of record that the rules name."""
        yield from self.completeness.rightly_empty.value
        yield from self.timeliness.in_working_days.value
        yield from self.accuracy.going_on.value
