"""Points that accumulate and drain, the sum of each rule within its limit."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import msgspec

from schemas.vocabulary.explanation import PointsLine
from schemas.vocabulary.note import Note
from services.scoring.domain.packs.pack import Pack

from .titles import BEYOND_LIMIT
from .validity import Validity

Limited = tuple[str, PointsLine]


def limited_lines(pack: Pack, lines: Sequence[Limited], validity: Validity) -> Iterator[PointsLine]:
    """Yield the lines that count, of each rule the oldest first until the limit is reached.

    What lies beyond the limit counts nothing and is told in one line: a fleet has thousands.
    """
    by_rule: dict[str, list[PointsLine]] = {}
    for name, line in lines:
        if validity.in_force(line.first_day, line.last_day):
            by_rule.setdefault(name, []).append(line)
    for name, of_rule in by_rule.items():
        limit = pack.rules[name].limit
        of_rule.sort(key=lambda line: (line.first_day, line.record_id or ""))
        yield from _within(of_rule, limit.value if limit else Decimal())


def _within(lines: Sequence[PointsLine], left: Decimal) -> Iterator[PointsLine]:
    uncounted: list[PointsLine] = []
    for line in lines:
        if not left:
            uncounted.append(line)
            continue
        counted = min(abs(line.points), left)
        left -= counted
        if counted == abs(line.points):
            yield line
        else:
            points = counted if line.points > 0 else -counted
            yield msgspec.structs.replace(line, points=points, note=Note(kind="limit_reached"))
    if uncounted:
        first, lasts = uncounted[0], [line.last_day for line in uncounted if line.last_day]
        yield msgspec.structs.replace(
            first,
            rule=f"{first.rule}{BEYOND_LIMIT}",
            points=Decimal(),
            record_id=None,
            document_number=None,
            departments=(),
            last_day=max(lasts) if len(lasts) == len(uncounted) else None,
            ends_when=None,
            note=Note(kind="beyond_limit", records=len(uncounted)),
        )
