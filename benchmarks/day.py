"""`make bench-day`: the first day of an edition over a whole city, in slices.

In scoring and in sanctions, each in a process of its own. Intake has no such day: none of its rules
wakes an enterprise, only the departments that report to it. Notify hears of no days.
"""

import argparse

from rich.console import Console
from rich.table import Table

from benchmarks.measured_step import measured
from benchmarks.verdict import at_most
from schemas.topics import SANCTIONS, SCORING

ENTERPRISES = 500_000
MOST_SECONDS, MOST_MEGABYTES = 2.0, 100.0  # of a batch, and of memory more


def main() -> None:
    """Let the day begin in each stage, print what it took; ends with 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enterprises", type=int, default=ENTERPRISES)
    enterprises: int = parser.parse_args().enterprises
    table = Table(title=f"a day that wakes {enterprises:,} enterprises")
    columns = ("", "batches", "CPU s", "each us", "longest s", "CPU s", "MB out")
    for column in (*columns, "MB", "MB more"):
        table.add_column(column, justify="right")
    longest = more = 0.0
    for service in (SCORING, SANCTIONS):
        found = measured("benchmarks.day_of_stage", service, str(enterprises))
        longest, more = max(longest, found["longest"]), max(more, found["grown"])
        table.add_row(
            service,
            f"{found['batches']:,.0f}",
            f"{found['cpu_seconds']:,.0f}",
            f"{found['cpu_seconds'] * 1e6 / enterprises:,.0f}",
            f"{found['longest']:.2f}",
            f"{found['longest_cpu']:.2f}",
            f"{found['largest_bytes'] / 1e6:.1f}",
            f"{found['filled']:,.0f}",
            f"{found['grown']:,.0f}",
        )
    console = Console()
    console.print(table)
    console.print(
        f"seconds of the longest batch: {at_most(longest, MOST_SECONDS)};"
        f" MB more memory: {at_most(more, MOST_MEGABYTES)}"
    )
    raise SystemExit(longest > MOST_SECONDS or more > MOST_MEGABYTES)


if __name__ == "__main__":
    main()
