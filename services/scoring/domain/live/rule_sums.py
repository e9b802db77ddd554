"""What the lines of each rule come to, as they come and go."""

from decimal import Decimal

from schemas.vocabulary.amounts import in_one_form
from schemas.vocabulary.effect import Effect
from schemas.vocabulary.explanation import OverrideLine, PointsLine, RuleSum


class _Sum:
    """What the lines of one rule come to; `effect` is that of its overrides."""

    __slots__ = ("count", "effect", "points")

    def __init__(self, effect: Effect | None) -> None:
        self.effect = effect
        self.points = Decimal()
        self.count = 0


class RuleSums:
    """The sums by rule, those of points and those of overrides apart."""

    __slots__ = ("_sums",)

    def __init__(self) -> None:
        self._sums: dict[tuple[str, bool], _Sum] = {}  # by rule, and whether they are overrides

    @property
    def all(self) -> tuple[RuleSum, ...]:
        """All sums, by the names of the rules."""
        return tuple(
            RuleSum(
                rule=rule,
                line_count=of_rule.count,
                points=None if of_overrides else in_one_form(of_rule.points),
                effect=of_rule.effect,
            )
            for (rule, of_overrides), of_rule in sorted(self._sums.items(), key=_key)
        )

    @property
    def has_deductions(self) -> bool:
        """Whether any rule takes points."""
        return any(each.points < 0 for each in self._sums.values())

    def has_points_of(self, rule: str) -> bool:
        """Say whether there is a line of points by a rule."""
        return (rule, False) in self._sums

    def count(self, line: PointsLine | OverrideLine, points: Decimal, step: int) -> None:
        """Count a line in (`step` 1) or out (-1), with so many points."""
        effect = line.effect if isinstance(line, OverrideLine) else None
        key = (line.rule, effect is not None)
        of_rule = self._sums.get(key)
        if of_rule is None:
            of_rule = self._sums[key] = _Sum(effect)
        of_rule.points += points
        of_rule.count += step
        if not of_rule.count:
            del self._sums[key]


def _key(each: tuple[tuple[str, bool], _Sum]) -> tuple[str, bool]:
    return each[0]
