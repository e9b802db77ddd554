"""`make bench-notify`: alerts a second by webhook while receivers hang; report to webhook.

Alerts: changes of grade are published at once, each raises one alert, and every receiver gets all
of them: through notify's worker and its dispatcher, each a process of its own, as are the
receivers. Three variants in turns, each on a fresh broker: some receivers hang (they accept the
connection and never answer); all answer; those who answer are alone. A receiver's rate is that
from its first alert to its last; a round's the median of those who answer. Beside them the same
bodies are posted, signed, to one receiver by aiohttp alone.

Reports: on the whole local system the seconds from intake's acknowledgement of a report to the
webhook about its change of grade, idle and with half of the reports that the system can take.

Ends with 1 where those who answer keep less than 0.9 of their rate.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import report_to_webhook
from benchmarks.bare_posting import bare_rate
from benchmarks.notify_rounds import BROKERS, Round, play
from benchmarks.verdict import at_least, at_most
from benchmarks.webhook_sink import Sinks

ALERTS, RECEIVERS, HANGING, ROUNDS = 2000, 10, 2, 3
REPORTS, PROBES = 3000, 100
LEAST_KEPT = 0.9
MOST_OF_THE_TAIL = 3.0  # times the idle p50, for the p99 at half load


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--broker", choices=BROKERS, default="tansu")
    parser.add_argument("--part", choices=("alerts", "reports", "all"), default="all")
    parser.add_argument("--alerts", type=int, default=ALERTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--reports", type=int, default=REPORTS, help="sent for the system's rate")
    parser.add_argument("--probes", type=int, default=PROBES)
    asked = parser.parse_args()
    console = Console(width=110)
    kept = LEAST_KEPT
    if asked.part != "reports":
        kept = alerts(console, asked.broker, asked.alerts, asked.rounds)
    if asked.part != "alerts":
        reports(console, asked.broker, asked.reports, asked.probes)
    if kept < LEAST_KEPT:
        sys.exit(f"those who answer keep {kept:.2f} of their rate, less than {LEAST_KEPT}")


def alerts(console: Console, broker: str, count: int, rounds: int) -> float:
    """Print the rates of alerts; return the share that those who answer keep of theirs."""
    answering = RECEIVERS - HANGING
    variants = {
        f"{RECEIVERS} receivers, {HANGING} hang": (RECEIVERS, HANGING),
        f"{RECEIVERS} receivers, none hangs": (RECEIVERS, 0),
        f"{answering} receivers, none hangs": (answering, 0),
    }
    found: dict[str, list[Round]] = {name: [] for name in variants}
    bare: list[float] = []
    for number in range(1, rounds + 1):
        # Another one begins each round: what comes later may find a warmer or a busier machine.
        begin = (number - 1) % len(variants)
        names = list(variants)
        for name in names[begin:] + names[:begin]:
            receivers, hanging = variants[name]
            with tempfile.TemporaryDirectory() as folder:
                one = play(broker, count, receivers, hanging, Path(folder))
            found[name].append(one)
            console.print(
                f"round {number}: {name}: {median(one):,.0f} alerts/s a receiver "
                f"({min(one.rates):,.0f}-{max(one.rates):,.0f})"
            )
        with tempfile.TemporaryDirectory() as folder, Sinks(Path(folder), 1) as sinks:
            bare.append(bare_rate(sinks.urls[0], one.bodies))
    title = f"{count:,} alerts at once, {rounds} rounds in turns, {broker}, {os.cpu_count()} cores"
    table = Table(title=title)
    table.add_column("variant")
    for column in ("alerts/s a receiver", "least", "most", "from publication", "x bare", "CPU us"):
        table.add_column(column, justify="right")
    for name, played in found.items():
        rates = [median(one) for one in played]
        ratios = [one.posts / each for one, each in zip(played, bare, strict=True)]
        figures = (statistics.median(rates), min(rates), max(rates), middle(played, "whole"))
        table.add_row(
            name,
            *(f"{figure:,.0f}" for figure in figures),
            f"{statistics.median(ratios):.2f}",
            f"{middle(played, 'cpu_us'):,.0f}",
        )
    console.print(table)
    console.print(
        "x bare: posts a second to all who answer, as a ratio to posting the same bodies to one "
        "receiver without the dispatcher; CPU us: the dispatcher's, for each delivery"
    )
    hang, well, alone = found.values()
    kept = ratio(console, f"with {HANGING} hanging / all {RECEIVERS} answer", hang, well)
    kept_alone = ratio(console, f"with {HANGING} hanging / the {answering} alone", hang, alone)
    console.print(
        f"CPU of the dispatcher for each delivery, with {HANGING} hanging / the {answering} alone: "
        f"{middle(hang, 'cpu_us') / middle(alone, 'cpu_us'):.2f}"
    )
    least = min(kept, kept_alone)
    console.print(f"the least of what is kept: {at_least(least, LEAST_KEPT)}")
    return least


def ratio(console: Console, name: str, these: Sequence[Round], those: Sequence[Round]) -> float:
    """Print and return the median of the rounds' ratios."""
    found = [median(one) / median(other) for one, other in zip(these, those, strict=True)]
    middling = statistics.median(found)
    console.print(f"{name}: {middling:.2f} (rounds {min(found):.2f}-{max(found):.2f})")
    return middling


def median(one: Round) -> float:
    """Return the rate of the middling receiver of a round."""
    return statistics.median(one.rates)


def middle(played: Sequence[Round], field: str) -> float:
    """Return the median of a figure over the rounds."""
    figures: list[float] = [getattr(one, field) for one in played]
    return statistics.median(figures)


def reports(console: Console, broker: str, count: int, probes: int) -> None:
    """Print the seconds from a report's acknowledgement to its webhook."""
    with tempfile.TemporaryDirectory() as folder:
        found = report_to_webhook.measure(
            Path(folder), console.print, kafka=broker == "kafka", reports=count, probes=probes
        )
    table = Table(title=f"report acknowledged to webhook received, {probes} reports, {broker}")
    table.add_column("system")
    for column in ("p50 ms", "p99 ms", "least", "most"):
        table.add_column(column, justify="right")
    spreads = {"idle": spread(found.idle), "half loaded": spread(found.loaded)}
    for name, seconds in spreads.items():
        table.add_row(name, *(f"{each * 1000:,.0f}" for each in seconds))
    console.print(table)
    idle, loaded = spreads.values()
    console.print(
        f"half loaded / idle: p50 {loaded[0] / idle[0]:.1f}, p99 {loaded[1] / idle[1]:.1f}; the "
        f"load was {found.background / found.capacity:.2f} of the {found.capacity:,.0f} reports/s "
        f"that the system took when {count:,} came at once"
    )
    tail = at_most(loaded[1] / idle[0], MOST_OF_THE_TAIL)
    console.print(f"p99 half loaded / p50 idle: {tail}")


def spread(seconds: Sequence[float]) -> tuple[float, float, float, float]:
    """Return median, 99th percentile, least and most."""
    percentiles = statistics.quantiles(seconds, n=100, method="inclusive")
    return percentiles[49], percentiles[98], min(seconds), max(seconds)


if __name__ == "__main__":
    main()
