"""`make bench-readers`: half a million rows in each form, beside plain readers of the same file."""

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
BESIDE = {
    "csv": ("plain",),
    "xlsx": ("calamine", "openpyxl"),
    "xlsb": ("calamine",),
    "ods": ("calamine",),
}
NAMES = {
    "ours": "intake, to encoded reports",
    "rows": "intake's reader alone, once",
    "plain": "csv module",
    "openpyxl": "openpyxl, read-only",
}


def main() -> None:
    """Write each file, read it in processes of their own, print the table.

    Ends with 1 where intake takes more than MOST_MEMORY_MB for a form.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--forms", nargs="*", default=[*WRITERS])
    parser.add_argument("--ways", nargs="*", default=["rows", "ours"], help="rows first")
    given = parser.parse_args()
    rows: int = given.rows
    table = Table(title=f"{rows:,} rows of the registry, 13 columns")
    for column in ("form", "reader"):
        table.add_column(column)
    for column in ("file MB", "rows/s", "x intake's reader's time", "peak MB", "of it the program"):
        table.add_column(column, justify="right")
    worst = 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "registry"
        for form in given.forms:
            WRITERS[form](path, rows)
            own: dict[str, float] = {}
            for way in (*given.ways, *BESIDE.get(form, ())):
                found = measured("benchmarks.reader", way, str(path))
                own = own or found
                assert found["rows"] == rows, (form, way, found)
                worst = max(worst, found["memory_mb"] if way in {"rows", "ours"} else 0.0)
                table.add_row(
                    form,
                    NAMES.get(way, way),
                    f"{path.stat().st_size / 1e6:,.0f}",
                    f"{rows / found['seconds']:,.0f}",
                    f"{found['seconds'] / own['seconds']:.2f}",
                    f"{found['memory_mb']:,.0f}",
                    f"{found['before_mb']:,.0f}",
                )
    Console(width=110).print(table)
    if worst > MOST_MEMORY_MB:
        sys.exit(f"{worst:.0f} MB are more than {MOST_MEMORY_MB:.0f} MB")


if __name__ == "__main__":
    main()
