"""Traffic credit: points that accumulate and drain, each sum within its limit."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from schemas.records import TrafficPoints
from schemas.vocabulary.explanation import PointsLine

from .agenda import Agenda
from .calendar_months import add_months
from .deduction import line
from .ledger import Entry
from .pack_parts import Traffic, TrafficCredit

Recorded = tuple[Entry, TrafficPoints]


def traffic_lines(
    records: Sequence[Recorded], rules: Traffic, agenda: Agenda
) -> Iterator[PointsLine]:
    """Yield the lines of the points that count, the oldest first until the limit is reached.

    What lies beyond the limit counts nothing and is told in one line: a fleet has thousands.
    """
    yield from _lines("added", rules.added, Decimal(1), records, agenda)
    yield from _lines("taken", rules.taken, Decimal(-1), records, agenda)


def _lines(
    direction: str,
    credit: TrafficCredit,
    sign: Decimal,
    records: Sequence[Recorded],
    agenda: Agenda,
) -> Iterator[PointsLine]:
    rule, basis = f"traffic_points_{direction}", (credit.article, credit.factor.mark)
    left, months = credit.limit.value, credit.period.value
    chosen = [pair for pair in records if pair[1].direction == direction]
    chosen.sort(key=lambda pair: (pair[1].recorded_on, pair[0].record_id))
    beyond: list[tuple[date, date]] = []
    for entry, content in chosen:
        days = (content.recorded_on, add_months(content.recorded_on, months))
        if not agenda.in_force(*days):
            continue
        if not left:
            beyond.append(days)
            continue
        whole = credit.factor.value * content.points
        counted: Decimal = min(whole, left)
        left -= counted
        note = None if counted == whole else "limit_reached"
        yield line(entry, rule, sign * counted, basis, days, note=note)
    if beyond:
        yield PointsLine(
            rule=f"{rule}_beyond_limit",
            points=Decimal(),
            article=basis[0],
            mark=basis[1],
            record_id=None,
            document_number=None,
            departments=(),
            first_day=beyond[0][0],
            last_day=max(last_day for _, last_day in beyond),
            note=f"beyond_limit:{len(beyond)}",
        )
