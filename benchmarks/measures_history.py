"""`make bench-history`: what a record costs sanctions, the more are on record about an enterprise.

The records are those of `benchmarks.measures_work`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import process_time

from rich.console import Console
from rich.table import Table

from benchmarks.history import BATCH, MOST_BYTES, MOST_CPU, RECORDS_A_DAY, lengths_asked_for
from benchmarks.measures_work import Enterprise
from benchmarks.verdict import at_most
from benchmarks.work import FIRST_DAY
from schemas.codec import decode, encode
from schemas.messages import Body, Fact, MeasureChanged
from schemas.topics import ASSESSMENTS, MEASURE_CHANGES
from services.chassis.clock import milliseconds
from services.chassis.processing.fold import Fold, Received, day_began
from services.chassis.state.store import MemoryStore
from services.sanctions.stage import build_stage

LEAST_RECORDS = 2_000  # folded in all, whatever the length
GOAL_AT = 1_000  # records of an enterprise


@dataclass(frozen=True)
class Cost:
    """What a record costs on average: microseconds of CPU, and bytes by what is written."""

    orders: float
    microseconds: float
    states: float
    views: float
    messages: float
    set_aside: int

    @property
    def bytes(self) -> float:
        """All bytes that are written."""
        return self.states + self.views + self.messages


class Measurement:
    """Folds batches, and counts what they cost."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.fold = Fold(build_stage(), 1, self.store)
        self.seconds = 0.0
        self.states = self.views = self.messages = self.set_aside = self.offset = 0

    def take(self, facts: Sequence[Fact[Body]]) -> Iterator[Fact[Body]]:
        """Fold facts; yield what was published of orders."""
        batch = [self._received(each) for each in facts]
        while batch:
            begin = process_time()
            result = self.fold.fold(batch)
            self.store.apply(0, result.states)
            self.seconds += process_time() - begin
            self.states += sum(len(value or b"") for value in result.states.values())
            self.views += sum(len(write.value or b"") for write in result.views)
            self.messages += sum(len(message.value) for message in result.publish)
            self.set_aside += len(result.dead)
            batch = batch[result.handled :]
            yield from (
                decode(message.value)
                for message in result.publish
                if message.topic == MEASURE_CHANGES.name
            )

    def _received(self, fact: Fact[Body]) -> Received:
        self.offset += 1
        key, at = fact.subject.encode(), milliseconds(fact.known_at)
        return Received(ASSESSMENTS.name, 0, self.offset, key, encode(fact), at)


def cost_at(length: int) -> Cost:
    """Return what the records of enterprises with so many records each cost, one behind another."""
    count = max(1, LEAST_RECORDS // length)
    enterprises = {code: Enterprise(code) for code in (f"9199{n:014d}" for n in range(count))}
    measured, orders = Measurement(), set[str]()
    facts: list[Fact[Body]] = []
    for turn in range(length):
        day = FIRST_DAY + timedelta(days=turn // RECORDS_A_DAY)
        if turn % RECORDS_A_DAY == 0:
            facts.append(day_began(day, 0))
        facts += [each.fact(turn, day) for each in enterprises.values()]
        if len(facts) < BATCH and turn < length - 1:
            continue
        for published in measured.take(facts):
            body = published.body
            if isinstance(body, MeasureChanged):
                orders.add(body.order)
                if body.to_status == "in_force" and body.from_status is not None:
                    enterprises[published.subject].waiting.append(body)
        facts = []
    records = length * count
    return Cost(
        len(orders) / count,
        measured.seconds * 1e6 / records,
        measured.states / records,
        measured.views / records,
        measured.messages / records,
        measured.set_aside,
    )


def main() -> None:
    """Print a row for each length, and whether the goals are reached."""
    lengths = lengths_asked_for(__doc__)
    table = Table(title="what a record costs sanctions, by records of an enterprise")
    columns = ("records", "orders", "us CPU", "x", "states B", "views B", "messages B", "x")
    for column in (*columns, "set aside"):
        table.add_column(column, justify="right")
    costs = {length: cost_at(length) for length in lengths}
    first = costs[lengths[0]]
    for length, cost in costs.items():
        table.add_row(
            f"{length:,}",
            f"{cost.orders:,.0f}",
            f"{cost.microseconds:,.0f}",
            f"{cost.microseconds / first.microseconds:.1f}",
            f"{cost.states:,.0f}",
            f"{cost.views:,.0f}",
            f"{cost.messages:,.0f}",
            f"{cost.bytes / first.bytes:.1f}",
            f"{cost.set_aside:,}",
        )
    console = Console()
    console.print(table)
    for length, cost in costs.items():
        if length == GOAL_AT:
            cpu, size = cost.microseconds / first.microseconds, cost.bytes / first.bytes
            console.print(
                f"at {length:,} records, times those at the first length:"
                f" CPU {at_most(cpu, MOST_CPU)}; bytes {at_most(size, MOST_BYTES)}"
            )


if __name__ == "__main__":
    main()
