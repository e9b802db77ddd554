"""`make bench-registry`: the whole registry through all of intake's hops, in one go."""

import argparse
import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measured_step import measured
from benchmarks.registry_files import HEADER, rows

ROWS = 500_000
EVERY_RENAMED, EVERY_RECODED, EVERY_MERGED = 20, 100, 500  # 5 %, 1 %, 0.2 %
MORE = ("曾用名称", "曾用统一社会信用代码", "吸收合并单位代码")
STEPS = {
    "plain": "csv module, plain read",
    "reports": "read and encoded as reports",
    "intake": "read, reports, all hops of intake",
}


def changed_rows(count: int) -> Iterator[tuple[str, ...]]:
    """Yield a registry with former names, changes of code and mergers.

    Every second code that was changed, and every enterprise that was taken in, stands in it too.
    """
    before: tuple[str, ...] | None = None
    for number, row in enumerate(rows(count)):
        name = f"宁东老{number}号机械厂" if number % EVERY_RENAMED == 0 else ""
        former = absorbed = ""
        if number % EVERY_RECODED == 1 and before is not None:
            stands_in_it = number % (2 * EVERY_RECODED) == 1
            former = before[0] if stands_in_it else f"{row[0][:8]}MA{row[0][10:]}"
        if number % EVERY_MERGED == 3 and before is not None:
            absorbed = before[0]
        yield (*row, name, former, absorbed)
        before = row


def write(path: Path, count: int) -> None:
    """Write the registry as UTF-8 with a mark."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*HEADER, *MORE))
        writer.writerows(changed_rows(count))


def main() -> None:
    """Write the file, take each step in a process of its own, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    count: int = parser.parse_args().rows
    table = Table(title=f"a registry of {count:,} enterprises")
    table.add_column("step")
    for column in ("seconds", "rows/s", "x csv module's time", "peak MB"):
        table.add_column(column, justify="right")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "registry.csv"
        write(path, count)
        found = {step: _measured(step, path) for step in STEPS}
    for step, title in STEPS.items():
        seconds = found[step]["seconds"]
        table.add_row(
            title,
            f"{seconds:,.1f}",
            f"{count / seconds:,.0f}",
            f"{seconds / found['plain']['seconds']:.1f}",
            f"{found[step]['memory_mb']:,.0f}",
        )
    console = Console(width=110)
    console.print(table)
    whole = found["intake"]
    console.print(
        f"per registration: {whole['messages'] / count:.2f} messages within intake, "
        f"{whole['told'] / count:.2f} to others, {whole['states'] / count:.2f} states of "
        f"{whole['state_bytes'] / whole['states']:,.0f} bytes; "
        f"{whole['state_bytes'] / 1e6:,.0f} MB of the peak are states and their keys"
    )
    console.print(
        f"{whole['records']:,.0f} records, {whole['succeeded']:,.0f} messages of successions; "
        f"the same again: {whole['again_rows'] / whole['again_seconds']:,.0f} rows/s, "
        f"{whole['again_messages'] / whole['again_rows']:.2f} messages within intake, "
        f"{whole['again_states'] / whole['again_rows']:.2f} states written"
    )
    assert whole["rows"] == found["plain"]["rows"] == count
    assert whole["dead"] == 0


def _measured(step: str, path: Path) -> dict[str, float]:
    return measured("benchmarks.registry_import", step, str(path))


if __name__ == "__main__":
    main()
