"""`make bench-trial`: a policy tried on a whole city, beside the bare fold and the naive way."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measured_step import OURS, measured
from benchmarks.verdict import at_least

ENTERPRISES = 20_000
SECOND_TRIAL, FIRST_TRIAL = 4.0, 2.0  # times the first trial; times that of another checkout
SECOND, BEFORE = "second", "before"
WAYS = {
    "fold": "the bare fold, in memory, the rules in force alone, 1 core",
    "naive": "naive: decode and assess per record, 1 process",
    "alone": "safety-credit trial, 1 process",
    "ours": "safety-credit trial, all cores, the city is kept",
    SECOND: "the same once more, on the kept city",
}


def main() -> None:
    """Make the city, take each way in a process of its own, print the table.

    Ends with 1 where two ways of trying find other movers.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enterprises", type=int, default=ENTERPRISES)
    parser.add_argument("--file", type=Path, help="A city that is there already (.jsonl).")
    parser.add_argument("--before", type=Path, help="The checkout of another commit, to compare.")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path: Path = arguments.file or Path(folder) / "city.jsonl"
        if arguments.file is None:
            _make(path, arguments.enterprises)
        size = path.stat().st_size
        ways = dict(WAYS)
        if arguments.before is not None:
            ways[BEFORE] = f"safety-credit trial of {arguments.before.name}, all cores"
        kept = Path(folder) / "kept"
        found = {way: _measured(way, path.absolute(), kept, arguments.before) for way in ways}
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
        "cores",
        "CPU us/record",
        "peak MB a process",
    ):
        table.add_column(column, justify="right")
    for way, title in ways.items():
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
    console = Console(width=132)
    console.print(table)
    pairs = [("the second trial / the first", found["ours"], found[SECOND], SECOND_TRIAL)]
    if BEFORE in found:
        title = "the first / that of the other checkout"
        pairs.append((title, found[BEFORE], found["ours"], FIRST_TRIAL))
    for title, slower, faster, goal in pairs:
        ratio = slower["seconds"] / faster["seconds"]
        used = slower["cpu_seconds"] / faster["cpu_seconds"]
        console.print(f"{title}: {at_least(ratio, goal)}; in CPU time {used:.2f}")
    judged = {(found[way]["enterprises"], found[way]["movers"]) for way in ways if way != "fold"}
    if len(judged) > 1:
        sys.exit(f"the ways differ: {judged}")


def _make(path: Path, enterprises: int) -> None:
    words = ["city", str(path), "--enterprises", str(enterprises), "--seed", "1"]
    code = (
        f"import sys; sys.argv[1:] = {words!r}; from services.command_line.app import main; main()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def _measured(way: str, path: Path, kept: Path, before: Path | None) -> dict[str, float]:
    checkout = before.absolute() if way == BEFORE and before is not None else OURS
    taken = "ours" if way in {SECOND, BEFORE} else way
    words = [str(path), *([str(kept)] if way in {"ours", SECOND} else [])]
    return measured("benchmarks.contestants.trial", taken, *words, of=checkout)


if __name__ == "__main__":
    main()
