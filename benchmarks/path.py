"""`make bench-path`: what a report costs each service, as a multiple of its codec floor.

The floor of a service is decoding the messages that it gets and encoding those that it sends.
Reports go through the folds of all five stages in one process, with no broker; days begin as the
reports' times pass. Figures are CPU of a round, floor and fold in turns; the median counts.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from time import process_time
from typing import Any

from rich.console import Console
from rich.table import Table

from applications.pipe.pipe import Pipe
from applications.pipe.stages import build_stages
from benchmarks.path_reports import of_a_city, of_the_samples
from benchmarks.verdict import at_most
from schemas.codec import decode, encode
from schemas.messages import ReportRejected
from schemas.topics import SERVICES
from services.chassis.garbage import collect_seldom
from services.chassis.processing.fold import Batch, Fold, Received

ENTERPRISES = 1_250  # of whom some 20,000 reports come in three years
ROUNDS = 3
MOST = 5.0  # times the floor
MOST_REJECTED = 0.2  # of the reports: the work is to be done, not refused


class Measured:
    """What the folds of a round took, and the messages that went in and out of them."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.received: defaultdict[str, list[bytes]] = defaultdict(list)
        self.sent: defaultdict[str, list[bytes]] = defaultdict(list)
        self.set_aside = 0

    def floor(self, service: str) -> float:
        """Return the seconds that the codec alone takes for a service's messages."""
        facts = [decode(value) for value in self.sent[service]]
        begin = process_time()
        for value in self.received[service]:
            decode(value)
        for fact in facts:
            encode(fact)
        return process_time() - begin


@contextmanager
def _measuring() -> Iterator[Measured]:
    measured, fold = Measured(), Fold.fold

    def timed(self: Fold[Any], records: Sequence[Received], *more: Callable[[], bool]) -> Batch:
        begin = process_time()
        batch = fold(self, records, *more)
        service = self.stage.service
        measured.seconds[service] += process_time() - begin
        handled = records[: batch.handled]
        measured.received[service].extend(each.value for each in handled if each.value)
        measured.sent[service].extend(each.value for each in batch.publish)
        measured.set_aside += len(batch.dead)
        return batch

    Fold.fold = timed  # type: ignore[assignment, method-assign] # only to measure
    try:
        yield measured
    finally:
        Fold.fold = fold  # type: ignore[method-assign] # as it was


def play(lines: Sequence[bytes]) -> Measured:
    """Send reports through all stages. Raises RuntimeError where they were not taken."""
    with _measuring() as measured:
        for _ in Pipe(build_stages()).feed(lines):
            pass
    rejected = sum(ReportRejected.event_type().encode() in each for each in measured.sent["intake"])
    if measured.set_aside or rejected > MOST_REJECTED * len(lines):
        raise RuntimeError(f"{measured.set_aside} set aside, {rejected} of {len(lines)} rejected")
    return measured


def measure(lines: Sequence[bytes], rounds: int) -> dict[str, tuple[float, float, int, int]]:
    """Return each service's seconds by fold and by floor, and its messages in and out."""
    folds, floors = defaultdict(list), defaultdict(list)
    for _ in range(rounds):
        measured = play(lines)
        for service in SERVICES:
            folds[service].append(measured.seconds[service])
            floors[service].append(measured.floor(service))
    return {
        service: (
            median(folds[service]),
            median(floors[service]),
            len(measured.received[service]),
            len(measured.sent[service]),
        )
        for service in SERVICES
    }


def main() -> None:
    """Measure; print a table for each kind of reports, and whether the goal is reached."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--enterprises", type=int, default=ENTERPRISES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    collect_seldom()  # as in a worker
    works: dict[str, Callable[[], list[bytes]]] = {
        "the sample files, in the departments' layouts": of_the_samples,
        "a made-up city's three years, in the common language": lambda: of_a_city(
            asked.enterprises
        ),
    }
    console, verdicts = Console(), []
    for name, lines_of in works.items():
        lines = lines_of()
        found = measure(lines, asked.rounds)
        console.print(_table(f"{len(lines):,} reports: {name}", found, len(lines)))
        whole = sum(each[0] for each in found.values()) / sum(each[1] for each in found.values())
        verdicts.append(f"{name}: the whole path / its floor: {at_most(whole, MOST)}")
    console.print(*verdicts, sep="\n")


def _table(title: str, found: dict[str, tuple[float, float, int, int]], reports: int) -> Table:
    table = Table(title=title)
    table.add_column("service")
    for column in ("us CPU a report", "floor us", "x floor", "messages in", "out, a report"):
        table.add_column(column, justify="right")
    whole = tuple(map(sum, zip(*found.values(), strict=True)))
    for service, (fold, floor, received, sent) in {**found, "all": whole}.items():
        table.add_row(
            service,
            f"{fold / reports * 1e6:,.0f}",
            f"{floor / reports * 1e6:,.0f}",
            f"{fold / floor:.1f}",
            f"{received / reports:.1f}",
            f"{sent / reports:.1f}",
        )
    return table


if __name__ == "__main__":
    main()
