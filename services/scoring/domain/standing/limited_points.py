"""Points that accumulate and drain, the sum of each rule within its limit."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
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
        counted = counted_until(of_rule, limit.value if limit else Decimal())
        yield from counted
        if beyond := of_rule[len(counted) :]:
            lasts = [line.last_day for line in beyond if line.last_day]
            last_day = max(lasts) if len(lasts) == len(beyond) else None
            yield beyond_limit(beyond[0], len(beyond), last_day)


def counted_until(lines: Iterable[PointsLine], limit: Decimal) -> list[PointsLine]:
    """Return the first of the lines, as they count: until their points reach the limit."""
    counted: list[PointsLine] = []
    left = limit
    for line in lines:
        if not left:
            break
        points = min(abs(line.points), left)
        left -= points
        if points == abs(line.points):
            counted.append(line)
        else:
            signed = points if line.points > 0 else -points
            note = Note(kind="limit_reached")
            counted.append(msgspec.structs.replace(line, points=signed, note=note))
    return counted


def beyond_limit(first: PointsLine, count: int, last_day: date | None) -> PointsLine:
    """Return the line of so many that count nothing, the last of which ends on a day."""
    return msgspec.structs.replace(
        first,
        rule=f"{first.rule}{BEYOND_LIMIT}",
        points=Decimal(),
        record_id=None,
        document_number=None,
        departments=(),
        last_day=last_day,
        ends_when=None,
        note=Note(kind="beyond_limit", records=count),
    )
