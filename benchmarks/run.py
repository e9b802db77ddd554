"""`make bench`: all contestants on the same work, on Tansu and on Apache Kafka, in one table.

Ratios are of records a second within one run: for each broker the bare fold is taken once more.
Beside them stand those of CPU time, which others on the machine disturb less.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from benchmarks.harness import PARTITIONS, Result, check, publish_work, run
from benchmarks.verdict import at_least
from benchmarks.work import RECORDS
from development.brokers import ApacheKafka, ServerError, Tansu, Valkey
from services.chassis.secret_files import create_secret
from services.chassis.settings import ServiceSettings

OURS = Path(sys.executable)
PEERS = Path("var/bench-peers/bin/python")  # Quix Streams does not go with our pydantic


@dataclass(frozen=True)
class Contestant:
    """A row's name, its module in benchmarks.contestants, its interpreter, and what it is given
    besides the broker.
    """  # noqa: D205 - one sentence

    name: str
    module: str
    python: Path = OURS
    extra: Mapping[str, str] = field(default_factory=dict)


FOLD, NAIVE, QUIX = "the bare fold", "naive faust", "Quix Streams"
WORKER, WITH_VIEWS = "our worker", "our worker, with views"
CONTESTANTS = (
    Contestant(NAIVE, "naive_faust"),
    Contestant(QUIX, "quix_streams", PEERS),
    Contestant("a confluent-kafka loop", "confluent_loop", PEERS),
    Contestant(WORKER, "our_worker", extra={"VIEWS": "none"}),
    Contestant(WITH_VIEWS, "our_worker"),
)
# Who, beside whom, at least so many times as fast.
GOALS = ((WORKER, FOLD, 0.9), (WITH_VIEWS, FOLD, 0.8), (WORKER, QUIX, 2.0))
BROKERS = {"tansu": Tansu, "kafka": ApacheKafka}


def main() -> None:
    """Run what was asked for; print the table, and whether the goals are reached."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--broker", choices=(*BROKERS, "all"), default="all")
    arguments = parser.parse_args()
    console = Console(width=120)
    if not PEERS.exists():
        parser.error(f"{PEERS} is missing: `make bench` installs it")
    console.print(
        f"{arguments.records:,} safety records about {arguments.records // 10:,} enterprises, "
        f"scoring in full, {PARTITIONS} partitions, one worker process"
    )
    table, verdicts = _table(), []
    for kind in BROKERS if arguments.broker == "all" else (arguments.broker,):
        results = {FOLD: run("memory_fold", arguments.records, {})}
        results |= _on_broker(kind, arguments.records, console)
        if len(results) == 1:
            continue
        for name, result in results.items():
            _add(table, kind, name, result, results)
        for one, other, goal in GOALS:
            ratio = results[one].rate / results[other].rate
            cpu = results[other].cpu_seconds / results[one].cpu_seconds
            verdicts.append(
                f"{kind}: {one} / {other}: {at_least(ratio, goal)} ({cpu:.2f} by CPU time)"
            )
    console.print(table, *verdicts, sep="\n")


def _on_broker(kind: str, records: int, console: Console) -> Iterator[tuple[str, Result]]:
    for contestant in CONTESTANTS:
        with ExitStack() as stack:
            try:  # a fresh broker for each, so that none meets another's topics or caches
                broker = stack.enter_context(BROKERS[kind]())
            except ServerError as error:
                console.print(f"{kind} is left out: {error}")
                return
            valkey = stack.enter_context(Valkey())
            views_key = Path(stack.enter_context(TemporaryDirectory())) / "views-key"
            create_secret(views_key)
            environment = {
                **broker.environment,
                **valkey.environment,
                "VIEWS_KEY": str(views_key),
                **contestant.extra,
            }
            settings = ServiceSettings(
                kafka_bootstrap_servers=broker.bootstrap_servers, topic_partitions=PARTITIONS
            )
            publish_work(settings, records)
            result = run(contestant.module, records, environment, contestant.python)
            check(settings, records)
            console.print(f"{kind}: {contestant.name}: {result.rate:,.0f} records/s")
            yield contestant.name, result


def _table() -> Table:
    table = Table(title=f"on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    table.add_column("log")
    table.add_column("contestant")
    columns = ("records/s", "x fold", "x Quix", "x naive", "CPU us/record", "memory MB")
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _add(table: Table, log: str, name: str, result: Result, results: Mapping[str, Result]) -> None:
    table.add_row(
        log,
        name,
        f"{result.rate:,.0f}",
        *(f"{result.rate / results[other].rate:.2f}" for other in (FOLD, QUIX, NAIVE)),
        f"{result.cpu_seconds / result.records * 1e6:.0f}",
        f"{result.memory_mb:,.0f}",
    )


if __name__ == "__main__":
    main()
