"""`make bench-readers`: half a million rows in each form, beside the csv module's plain read."""

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measured_step import measured
from benchmarks.registry_files import WRITERS

ROWS = 500_000
MOST_MEMORY_MB = 300.0


def main() -> None:
    """Write each file, read it in a process of its own, print the table.

    Ends with 1 where a form takes more than MOST_MEMORY_MB.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    rows: int = parser.parse_args().rows
    table = Table(title=f"{rows:,} rows of the registry, 13 columns, read and encoded as reports")
    table.add_column("form")
    for column in ("file MB", "rows/s", "x csv module's time", "peak MB", "of it the program"):
        table.add_column(column, justify="right")
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "registry"
        plain: dict[str, float] = {}
        for form, write in WRITERS.items():
            write(path, rows)
            plain = plain or _measured("plain", path)  # the first form is CSV
            found = _measured("ours", path)
            assert found["rows"] == plain["rows"] == rows
            worst = max(worst, found["memory_mb"])
            table.add_row(
                form,
                f"{path.stat().st_size / 1e6:,.0f}",
                f"{rows / found['seconds']:,.0f}",
                f"{found['seconds'] / plain['seconds']:.1f}",
                f"{found['memory_mb']:,.0f}",
                f"{found['before_mb']:,.0f}",
            )
    Console(width=100).print(table)
    if worst > MOST_MEMORY_MB:
        sys.exit(f"{worst:.0f} MB are more than {MOST_MEMORY_MB:.0f} MB")


def _measured(how: str, path: Path) -> dict[str, float]:
    return measured("benchmarks.reader", how, str(path))


if __name__ == "__main__":
    main()
