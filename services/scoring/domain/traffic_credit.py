"""Traffic credit: points that accumulate and drain, each sum within its limit."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from schemas.records import TrafficPoints
from schemas.vocabulary.explanation import PointsLine

from .agenda import Agenda
from .calendar_months import add_months
from .deduction import line
from .ledger import Entry
from .pack_parts import Traffic

Recorded = tuple[Entry, TrafficPoints]


def traffic_lines(
    records: Sequence[Recorded], rules: Traffic, agenda: Agenda
) -> Iterator[PointsLine]:
    """Yield the lines of the points that count, the oldest first until the limit is reached."""
    for direction, credit, sign in (("added", rules.added, 1), ("taken", rules.taken, -1)):
        left = credit.limit.value
        factor, months = credit.factor, credit.period.value
        article = credit.article
        chosen = [pair for pair in records if pair[1].direction == direction]
        chosen.sort(key=lambda pair: (pair[1].recorded_on, pair[0].record_id))
        for entry, content in chosen:
            last_day = add_months(content.recorded_on, months)
            if not agenda.in_force(content.recorded_on, last_day):
                continue
            whole = factor.value * content.points
            counted: Decimal = min(whole, left)
            left -= counted
            yield line(
                entry,
                f"traffic_points_{direction}",
                sign * counted,
                (article, factor.mark),
                (content.recorded_on, last_day),
                note=None if counted == whole else "limit_reached",
            )
