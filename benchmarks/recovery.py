"""`make bench-recovery`: a city's states taken over by a fresh worker, beside a bare read.

The states of a city of ten records an enterprise stand in scoring's log on Apache Kafka. A worker
takes all partitions over, with its states in memory and on disk; the bare read takes the same
messages by the same client and does nothing with them. Each is a process of its own, in turns; a
round's ratio is that of CPU time, which others on the machine disturb least.
"""

import argparse
import sys
from collections.abc import Mapping
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks.measured_step import measured
from benchmarks.verdict import at_most
from development.brokers import ApacheKafka

ENTERPRISES, ROUNDS = 500_000, 3
MOST = 1.5  # times the bare read
STEP = "benchmarks.recovery_step"
BARE = "bare"
STEPS = {
    BARE: "a bare read of the log",
    "memory": "a fresh worker, states in memory",
    "disk": "a fresh worker, states on disk",
}


def main() -> None:
    """Write the log, read it in each way, print the table and whether the goal is reached.

    Ends with 1 where a worker has other states than were written.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--enterprises", type=int, default=ENTERPRISES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    console, enterprises = Console(width=120), str(asked.enterprises)
    rounds: list[dict[str, dict[str, float]]] = []
    with ApacheKafka() as broker:
        servers = broker.bootstrap_servers
        messages = int(measured(STEP, "write", servers, enterprises)["messages"])
        for number in range(1, asked.rounds + 1):
            rounds.append({step: measured(STEP, step, servers, enterprises) for step in STEPS})
            ratios = (f"{step} {_ratio(rounds[-1], step):.2f}" for step in STEPS if step != BARE)
            console.print(f"round {number}: times the bare read: {', '.join(ratios)}")
    console.print(_table(rounds, asked.enterprises, messages))
    for step, title in STEPS.items():
        if step != BARE:
            ratio = median(_ratio(each, step) for each in rounds)
            console.print(f"{title} / {STEPS[BARE]}: {at_most(ratio, MOST)}")
    heads = {each[step]["heads"] for each in rounds for step in STEPS if step != BARE}
    if heads != {asked.enterprises}:
        sys.exit(f"{heads} states were recovered of {asked.enterprises}")


def _ratio(found: Mapping[str, Mapping[str, float]], step: str) -> float:
    return found[step]["cpu"] / found[BARE]["cpu"]


def _table(rounds: list[dict[str, dict[str, float]]], enterprises: int, messages: int) -> Table:
    size = rounds[0][BARE]["bytes"]
    table = Table(
        title=f"{enterprises:,} enterprises, {messages:,} messages, "
        f"{size / enterprises:,.0f} bytes an enterprise"
    )
    table.add_column("way")
    for column in ("seconds", "us CPU a message", "x bare", "memory KB a state", "disk KB a state"):
        table.add_column(column, justify="right")
    for step, title in STEPS.items():
        found = [each[step] for each in rounds]
        table.add_row(
            title,
            f"{median(each['seconds'] for each in found):,.1f}",
            f"{median(each['cpu'] for each in found) / messages * 1e6:.2f}",
            f"{median(_ratio(each, step) for each in rounds):.2f}",
            _kilobytes(found, "memory", enterprises) if step != BARE else "",
            _kilobytes(found, "disk", enterprises) if step == "disk" else "",
        )
    return table


def _kilobytes(found: list[dict[str, float]], what: str, enterprises: int) -> str:
    return f"{median(each[what] for each in found) / enterprises / 1000:.2f}"


if __name__ == "__main__":
    main()
