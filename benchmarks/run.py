"""`make bench`: all contestants on the same work, on Tansu and on Apache Kafka, in one table."""

import argparse
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

from rich.console import Console
from rich.table import Table

from benchmarks.harness import PARTITIONS, Result, check, publish_work, run
from benchmarks.work import RECORDS
from development.brokers import ApacheKafka, ServerError, Tansu, Valkey
from services.chassis.settings import ServiceSettings

NAIVE = "naive faust"
# A row's name, its module in benchmarks.contestants, what it is given besides the broker.
CONTESTANTS: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    (NAIVE, "naive_faust", {}),
    ("our worker", "our_worker", {"VIEWS": "none"}),
    ("our worker, with views", "our_worker", {}),
)
BROKERS = {"tansu": Tansu, "kafka": ApacheKafka}


def main() -> None:
    """Run what was asked for and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--broker", choices=(*BROKERS, "all"), default="all")
    arguments = parser.parse_args()
    console = Console(width=120)
    console.print(
        f"{arguments.records:,} safety records about {arguments.records // 10:,} enterprises, "
        f"scoring in full, {PARTITIONS} partitions, one worker process"
    )
    in_memory = run("memory_fold", arguments.records, {})
    table = _table()
    _add(table, "memory", "the bare fold", in_memory, None)
    for kind in BROKERS if arguments.broker == "all" else (arguments.broker,):
        results = dict(_on_broker(kind, arguments.records, console))
        for name, result in results.items():
            _add(table, kind, name, result, results.get(NAIVE))
    console.print(table)


def _on_broker(kind: str, records: int, console: Console) -> Iterator[tuple[str, Result]]:
    for name, module, extra in CONTESTANTS:
        with ExitStack() as stack:
            try:  # a fresh broker for each, so that none meets another's topics or caches
                broker = stack.enter_context(BROKERS[kind]())
            except ServerError as error:
                console.print(f"{kind} is left out: {error}")
                return
            valkey = stack.enter_context(Valkey())
            environment = {**broker.environment, **valkey.environment, **extra}
            settings = ServiceSettings(
                kafka_bootstrap_servers=broker.bootstrap_servers, topic_partitions=PARTITIONS
            )
            publish_work(settings, records)
            result = run(module, records, environment)
            check(settings, records)
            console.print(f"{kind}: {name}: {result.rate:,.0f} records/s")
            yield name, result


def _table() -> Table:
    table = Table(title=f"on {os.cpu_count()} cores")
    table.add_column("log")
    table.add_column("contestant")
    for column in ("records/s", "x naive", "CPU us/record", "memory MB"):
        table.add_column(column, justify="right")
    return table


def _add(table: Table, log: str, name: str, result: Result, naive: Result | None) -> None:
    table.add_row(
        log,
        name,
        f"{result.rate:,.0f}",
        f"{result.rate / naive.rate:.1f}" if naive else "",
        f"{result.cpu_seconds / result.records * 1e6:.0f}",
        f"{result.memory_mb:,.0f}",
    )


if __name__ == "__main__":
    main()
