"""`make bench-costs`: what a worker costs, and what a city, a province, a nation need by that."""

import argparse
from dataclasses import fields

from benchmarks.costs.formula import Assumptions, Size
from benchmarks.costs.measurement import measure
from benchmarks.costs.tables import tables

ENTERPRISES = 200
SIZES = (
    Size("a city", 500_000, 5_000_000),
    Size("a province", 5_000_000, 100_000_000),
    Size("a nation", 50_000_000, 1_000_000_000),
)


def main() -> None:
    """Measure, and print the tables as Markdown."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.costs", description=f"{__doc__} {Assumptions.__doc__}"
    )
    parser.add_argument("--enterprises", type=int, default=ENTERPRISES, help="measured on so many")
    for field in fields(Assumptions):
        name, kind = f"--{field.name.replace('_', '-')}", type(field.default)
        parser.add_argument(name, type=kind, default=field.default)
    given = vars(parser.parse_args())
    found = measure(given.pop("enterprises"))
    for line in tables(found, SIZES, Assumptions(**given)):
        print(line)


if __name__ == "__main__":
    main()
