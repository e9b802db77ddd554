"""What the lines of each rule come to, as they come and go."""

from decimal import Decimal

from schemas.vocabulary.explanation import OverrideLine, PointsLine, RuleSum


class _Sum:
    """What the lines of one rule come to."""

    __slots__ = ("count", "line", "points")

    def __init__(self, line: PointsLine | OverrideLine) -> None:
        self.line = line
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
        return tuple(_rule_sum(self._sums[key]) for key in sorted(self._sums))

    @property
    def has_deductions(self) -> bool:
        """Whether any rule takes points."""
        return any(each.points < 0 for each in self._sums.values())

    def has_points_of(self, rule: str) -> bool:
        """Say whether there is a line of points by a rule."""
        return (rule, False) in self._sums

    def count(self, line: PointsLine | OverrideLine, points: Decimal, step: int) -> None:
        """Count a line in (`step` 1) or out (-1), with so many points."""
        key = (line.rule, isinstance(line, OverrideLine))
        of_rule = self._sums.get(key)
        if of_rule is None:
            of_rule = self._sums[key] = _Sum(line)
        of_rule.points += points
        of_rule.count += step
        if not of_rule.count:
            del self._sums[key]


def _rule_sum(of_rule: _Sum) -> RuleSum:
    line = of_rule.line
    of_points = isinstance(line, PointsLine)
    return RuleSum(
        rule=line.rule,
        points=of_rule.points if of_points else None,
        effect=line.effect if isinstance(line, OverrideLine) else None,
        line_count=of_rule.count,
    )
