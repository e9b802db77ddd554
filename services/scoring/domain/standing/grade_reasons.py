"""Why a grade changed: the lines in which two standings differ."""

import msgspec

from schemas.vocabulary.explanation import GradeReason, OverrideLine, PointsLine, reason_of

from .assessment import Standing

LineContent = tuple[str, object, object]  # a line's rule, what it does, and its records


class GradeReasons(msgspec.Struct, frozen=True):
    """The reasons that count now and did not before, and those that count no more."""

    because: tuple[GradeReason, ...]
    no_longer: tuple[GradeReason, ...]
    rules: tuple[str, ...]


def grade_reasons(standing: Standing, earlier: Standing | None) -> GradeReasons:
    """Return in what two standings differ (all counts as new where the earlier one isn't known).

    A line that counts otherwise than before (other points for the same record) is given as it is
    now, and not as one that ended. `rules` are sorted.
    """
    now, before = _lines_by_content(standing), _lines_by_content(earlier) if earlier else {}
    began = [line for content, line in now.items() if content not in before]
    ended = [line for content, line in before.items() if content not in now]
    changed = {_subject(line) for line in began}
    return GradeReasons(
        because=tuple(map(reason_of, began)),
        no_longer=tuple(reason_of(line) for line in ended if _subject(line) not in changed),
        rules=tuple(sorted({line.rule for line in (*began, *ended)})),
    )


def _lines_by_content(standing: Standing) -> dict[LineContent, PointsLine | OverrideLine]:
    """Return the lines by what they say, the overrides first: they weigh more."""
    lines: dict[LineContent, PointsLine | OverrideLine] = {}
    for each in standing.overrides:
        lines[each.rule, each.effect, each.record_ids] = each
    for line in standing.lines:
        lines[line.rule, line.points, line.record_id] = line
    return lines


def _subject(line: PointsLine | OverrideLine) -> tuple[str, object]:
    return line.rule, line.record_ids if isinstance(line, OverrideLine) else line.record_id
