"""An edition of the rules on disclosure: what is public, for how long, by which article."""

from typing import Annotated, TypeVar, get_args

import msgspec

from schemas.records.accident import Responsibility
from schemas.records.penalty import Severity
from schemas.vocabulary.legal_basis import Basis
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.rule_value import Edition, RuleValue, Term

T = TypeVar("T")
Months = RuleValue[Annotated[int, msgspec.Meta(ge=1)]]
FewMonths = RuleValue[Annotated[int, msgspec.Meta(ge=0)]]
YesOrNo = RuleValue[bool]
ListNames = tuple[str, ...]


class RulePart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A frozen part of an edition."""


class PenaltyRules(RulePart, frozen=True, kw_only=True):
    """Penalties of one severity: whether they are public, and for how many months.

    Both terms run from the decision: no repair ends it before the `minimum` is over, at the
    `maximum` it ends by itself.
    """

    public: YesOrNo
    minimum: FewMonths
    maximum: Months


class AccidentRules(RulePart, frozen=True, kw_only=True):
    """For whom accidents are public, and for how many months from when that was determined."""

    responsibility: RuleValue[tuple[Responsibility, ...]]
    term: Months


class CommitmentRules(RulePart, frozen=True, kw_only=True):
    """Whether promises are public; for how many months it is public that one was broken."""

    public: YesOrNo
    broken_for: Months


class ReplyRules(RulePart, frozen=True, kw_only=True):
    """Whether an enterprise's latest reply stands beside its entry, and for how many months."""

    public: YesOrNo
    term: Months


class DisclosureRules(Edition, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules in force from a day.

    `publish_within` is how long after the decision a penalty has to be public. A `listed_danger`
    is public until it is removed. `lists` are those whose members are public, for as long as they
    are on them. `measures` are the linked measures that are published while they are in effect.
    """

    grade: YesOrNo
    level: YesOrNo
    publish_within: Term
    penalties: dict[Severity, PenaltyRules]
    accidents: AccidentRules
    listed_danger: YesOrNo
    lists: RuleValue[ListNames]
    commitments: CommitmentRules
    replies: ReplyRules
    measures: RuleValue[tuple[MeasureKind, ...]]

    def __post_init__(self) -> None:
        """Refuse a severity without its terms, and units in which none is reckoned here."""
        if missing := set(get_args(Severity)) - set(self.penalties):
            raise ValueError(f"penalties: {', '.join(sorted(missing))} missing")
        for severity, rules in self.penalties.items():
            if rules.minimum.value > rules.maximum.value:
                raise ValueError(f"penalties.{severity}: the minimum is longer than the maximum")
            for name, value in (("minimum", rules.minimum), ("maximum", rules.maximum)):
                _require_unit(f"penalties.{severity}.{name}", value.unit, "months")
        _require_unit("accidents.term", self.accidents.term.unit, "months")
        _require_unit("commitments.broken_for", self.commitments.broken_for.unit, "months")
        _require_unit("replies.term", self.replies.term.unit, "months")
        _require_unit("publish_within", self.publish_within.unit, "working days")


def _require_unit(where: str, unit: str, expected: str) -> None:
    if unit != expected:
        raise ValueError(f"{where}: the unit is {expected}, not {unit}")


def basis_of(value: RuleValue[T]) -> Basis:
    """Return the article and mark of a value of the rules."""
    return Basis(article=value.article, mark=value.mark)
