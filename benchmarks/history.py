"""`make bench-history`: what a record costs scoring, the more are on record about an enterprise.

And what a question costs: the first page of the sheet, and the standing of a past day.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from time import perf_counter, process_time

from rich.console import Console
from rich.table import Table

from benchmarks.verdict import at_most
from benchmarks.work import FIRST_DAY, work
from services.chassis.processing.fold import Fold, Received
from services.chassis.processing.outcome import ViewWrite
from services.chassis.state.store import MemoryStore
from services.chassis.views.store import MemoryViews
from services.scoring.read_model import standing, standing_on
from services.scoring.read_model.sheets import latest_page
from services.scoring.stage import build_stage, load_rulebooks

LENGTHS = (10, 100, 1_000, 10_000)
LEAST_RECORDS = 2_000  # folded in all, whatever the length
BATCH = 250
MOST_CPU, MOST_BYTES = 2.0, 1.5  # times those at the first length, for a record at the longest
MOST_OF_A_QUESTION = 20  # times as long as at the first length
RECORDS_A_DAY = 10  # so that the longest history is one of less than thirty years
QUESTIONS = 5  # of each kind: the fastest counts


@dataclass(frozen=True)
class Cost:
    """What a record costs on average: microseconds of CPU, and bytes by what is written."""

    microseconds: float
    states: float
    views: float
    messages: float
    set_aside: int
    page: float
    past_day: float

    @property
    def bytes(self) -> float:
        """All bytes that are written."""
        return self.states + self.views + self.messages


def cost_at(length: int) -> Cost:
    """Return what the records of enterprises with so many records each cost, one behind another."""
    enterprises = max(1, LEAST_RECORDS // length)
    records: list[Received] = list(work(1, length * enterprises, enterprises, RECORDS_A_DAY))
    stage, seen = build_stage(), MemoryViews()
    rulebooks = load_rulebooks()
    store = MemoryStore()
    fold = Fold(stage, 1, store)
    states = views = messages = set_aside = 0
    held: list[list[ViewWrite]] = []
    begin = process_time()
    for start in range(0, len(records), BATCH):
        batch = fold.fold(records[start : start + BATCH])
        store.apply(0, batch.states)
        held.append(batch.views)
        states += sum(len(value or b"") for value in batch.states.values())
        views += sum(len(write.value or b"") for write in batch.views)
        messages += sum(len(message.value) for message in batch.publish)
        set_aside += len(batch.dead)
    seconds, count = process_time() - begin, len(records)
    for writes in held:
        seen.apply(writes)
    code = (records[0].key or b"").decode()
    return Cost(
        seconds * 1e6 / count,
        states / count,
        views / count,
        messages / count,
        set_aside,
        _milliseconds(lambda: _first_page(seen, code)),
        _milliseconds(lambda: standing_on(seen, rulebooks, code, FIRST_DAY)),
    )


def _first_page(views: MemoryViews, code: str) -> None:
    latest = standing(views, code)
    if latest is None:
        raise LookupError(code)
    latest_page(views, code, latest, 1)


def _milliseconds(question: Callable[[], object]) -> float:
    """Return how long the fastest of some answers took."""
    times = []
    for _ in range(QUESTIONS):
        begin = perf_counter()
        question()
        times.append((perf_counter() - begin) * 1e3)
    return min(times)


def lengths_asked_for(description: str | None) -> list[int]:
    """Return the lengths of histories on the command line; it ends where they do not grow."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--lengths", type=int, nargs="+", default=LENGTHS)
    lengths: list[int] = parser.parse_args().lengths
    if any(longer <= shorter for shorter, longer in pairwise(lengths)):
        parser.error("the lengths have to grow")
    return lengths


def main() -> None:
    """Print a row for each length, and whether the goals are reached."""
    lengths = lengths_asked_for(__doc__)
    table = Table(title="what a record costs, by records of an enterprise")
    columns = ("records", "us CPU", "x", "states B", "views B", "messages B", "x", "set aside")
    for column in (*columns, "page ms", "past day ms"):
        table.add_column(column, justify="right")
    first: Cost | None = None
    for length in lengths:
        cost = cost_at(length)
        first = first or cost
        cpu, size = cost.microseconds / first.microseconds, cost.bytes / first.bytes
        table.add_row(
            f"{length:,}",
            f"{cost.microseconds:,.0f}",
            f"{cpu:.1f}",
            f"{cost.states:,.0f}",
            f"{cost.views:,.0f}",
            f"{cost.messages:,.0f}",
            f"{size:.1f}",
            f"{cost.set_aside:,}",
            f"{cost.page:.2f}",
            f"{cost.past_day:.1f}",
        )
    console = Console()
    console.print(table)
    console.print("times those at the first length:")
    console.print(f"CPU {at_most(cpu, MOST_CPU)}; bytes {at_most(size, MOST_BYTES)}")
    if first is None:
        return
    page, past_day = cost.page / first.page, cost.past_day / first.past_day
    console.print(
        f"first page {at_most(page, MOST_OF_A_QUESTION)};"
        f" past day {at_most(past_day, MOST_OF_A_QUESTION)}"
    )


if __name__ == "__main__":
    main()
