"""`make bench-trial`: a policy tried on a whole city, beside the bare fold and the naive way."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measured_step import measured

ENTERPRISES = 20_000
WAYS = {
    "fold": "the bare fold, in memory, the rules in force alone, 1 core",
    "naive": "naive: decode and assess per record, 1 process",
    "alone": "safety-credit trial, 1 process",
    "ours": "safety-credit trial, all cores",
}


def main() -> None:
    """Make the city, take each way in a process of its own, print the table.

    Ends with 1 where two ways of trying find other movers.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enterprises", type=int, default=ENTERPRISES)
    parser.add_argument("--file", type=Path, help="A city that is there already (.jsonl).")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path: Path = arguments.file or Path(folder) / "city.jsonl"
        if arguments.file is None:
            _make(path, arguments.enterprises)
        size = path.stat().st_size
        found = {way: _measured(way, path) for way in WAYS}
    naive, fold = found["naive"], found["fold"]
    records = int(naive["records"])
    table = Table(
        title=f"{int(naive['enterprises']):,} enterprises, {records:,} records "
        f"({size / 1e6:,.0f} MB), {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    table.add_column("way")
    for column in (
        "seconds",
        "records/s",
        "x naive",
        "x fold",
        "CPU us/record",
        "peak MB a process",
    ):
        table.add_column(column, justify="right")
    for way, title in WAYS.items():
        each = found[way]
        rate = each["records"] / each["seconds"]
        table.add_row(
            title,
            f"{each['seconds']:,.1f}",
            f"{rate:,.0f}",
            f"{rate / (naive['records'] / naive['seconds']):.1f}",
            f"{rate / (fold['records'] / fold['seconds']):.1f}",
            f"{each['cpu_seconds'] / each['seconds']:.1f}",  # others may have the rest
            f"{each['cpu_seconds'] / each['records'] * 1e6:.0f}",
            f"{max(each['memory_mb'], each['worker_mb']):,.0f}",  # of the largest process
        )
    Console(width=132).print(table)
    judged = {(found[way]["enterprises"], found[way]["movers"]) for way in WAYS if way != "fold"}
    if len(judged) > 1:
        sys.exit(f"the ways differ: {judged}")


def _make(path: Path, enterprises: int) -> None:
    words = ["city", str(path), "--enterprises", str(enterprises), "--seed", "1"]
    code = (
        f"import sys; sys.argv[1:] = {words!r}; from services.command_line.app import main; main()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def _measured(way: str, path: Path) -> dict[str, float]:
    return measured("benchmarks.contestants.trial", way, str(path))


if __name__ == "__main__":
    main()
