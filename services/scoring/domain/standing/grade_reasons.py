"""Why a grade changed: the lines in which two standings differ."""

from collections.abc import Iterable

import msgspec

from schemas.vocabulary.explanation import GradeReason, OverrideLine, PointsLine, reason_of

from .line_order import line_order, override_order
from .line_weights import weight_of_override, weight_of_points

MOST_REASONS = 20  # of each kind that a message names: the weightiest
AnyLine = PointsLine | OverrideLine
LineContent = tuple[str, object, object]  # a line's rule, what it does, and its records


class GradeReasons(msgspec.Struct, frozen=True):
    """The reasons that count now and did not before, and those that count no more.

    The weightiest, overrides first; `rules` are those of all, sorted.
    """

    because: tuple[GradeReason, ...]
    no_longer: tuple[GradeReason, ...]
    rules: tuple[str, ...]


def grade_reasons(began: Iterable[object], ended: Iterable[object]) -> GradeReasons:
    """Return in what two standings differ, from the lines that began and that ended.

    A line that counts otherwise than before (other points for the same record) is given as it is
    now, and not as one that ended.
    """
    now, before = _by_content(began), _by_content(ended)
    new = [line for content, line in now.items() if content not in before]
    old = [line for content, line in before.items() if content not in now]
    changed = {_subject(line) for line in new}
    return GradeReasons(
        because=_weightiest(new),
        no_longer=_weightiest(line for line in old if _subject(line) not in changed),
        rules=tuple(sorted({line.rule for line in (*new, *old)})),
    )


def _weightiest(lines: Iterable[AnyLine]) -> tuple[GradeReason, ...]:
    overrides, points = list[OverrideLine](), list[PointsLine]()
    for line in lines:
        if isinstance(line, OverrideLine):
            overrides.append(line)
        else:
            points.append(line)
    overrides = sorted(overrides, key=weight_of_override)[:MOST_REASONS]
    points = sorted(points, key=weight_of_points)[: MOST_REASONS - len(overrides)]
    in_order: list[AnyLine] = [
        *sorted(overrides, key=override_order),
        *sorted(points, key=line_order),
    ]
    return tuple(map(reason_of, in_order))


def _by_content(lines: Iterable[object]) -> dict[LineContent, AnyLine]:
    """Return the lines that make a grade, by what they say."""
    by_content: dict[LineContent, AnyLine] = {}
    for line in lines:
        if isinstance(line, OverrideLine):
            by_content[line.rule, line.effect, line.record_ids] = line
        elif isinstance(line, PointsLine):
            by_content[line.rule, line.points, line.record_id] = line
    return by_content


def _subject(line: AnyLine) -> tuple[str, object]:
    return line.rule, line.record_ids if isinstance(line, OverrideLine) else line.record_id
