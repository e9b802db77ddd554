"""One form of file, read in one way, in a process of its own."""

import csv
import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
from python_calamine import CalamineWorkbook

from schemas.codec import encode
from services.chassis.clock import clock_at
from services.intake.adapters.files.reader import read_file
from services.intake.adapters.files.rows import Choice
from services.intake.adapters.files.source import Source
from services.intake.adapters.submissions.submission import Sender, submit_file
from services.intake.stage import load_rulebook

SENDER = Sender("market-supervision", clock_at(date(2026, 10, 31))())


def plain(path: Path) -> int:
    """Read a CSV with the csv module alone, and return its rows."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1


def ours(path: Path) -> int:
    """Read any file as intake does, encode its reports, and return their number."""
    submission = submit_file(load_rulebook(), SENDER, path.name, Source.of_path(path))
    return sum(1 for fact in submission.facts if encode(fact))


def rows(path: Path) -> int:
    """Read any file to its end once, as intake does before it takes its rows."""
    choice = Choice(load_rulebook().layouts_of(SENDER.department))
    return read_file(Source.of_path(path), choice).count


def calamine(path: Path) -> int:
    """Read a workbook with calamine, row by row."""
    book = CalamineWorkbook.from_path(path)
    return sum(1 for _ in book.get_sheet_by_index(0).iter_rows()) - 1


def openpyxl_rows(path: Path) -> int:
    """Read an XLSX with openpyxl's read-only mode."""
    with path.open("rb") as file:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        return sum(1 for _ in book.worksheets[0].iter_rows(values_only=True)) - 1


WAYS: dict[str, Callable[[Path], int]] = {
    "plain": plain,
    "ours": ours,
    "rows": rows,
    "calamine": calamine,
    "openpyxl": openpyxl_rows,
}


def main() -> None:
    """Print what was measured as one line of JSON: `reader.py WAY PATH`."""
    before = _memory_mb()
    began = time.process_time()  # of the processor: other processes may run beside it
    count = WAYS[sys.argv[1]](Path(sys.argv[2]))
    seconds = time.process_time() - began
    found = {"rows": count, "seconds": seconds, "memory_mb": _memory_mb(), "before_mb": before}
    print(json.dumps(found))


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
