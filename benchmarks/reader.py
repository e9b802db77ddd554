"""One form of file, from the disk to encoded reports, in a process of its own."""

import csv
import json
import resource
import sys
import time
from datetime import date
from pathlib import Path

from schemas.codec import encode
from services.chassis.clock import clock_at
from services.intake.adapters.source import Source
from services.intake.adapters.submission import Sender, submit_file
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


def main() -> None:
    """Print what was measured as one line of JSON: `reader.py plain|ours PATH`."""
    before = _memory_mb()
    began = time.perf_counter()
    rows = {"plain": plain, "ours": ours}[sys.argv[1]](Path(sys.argv[2]))
    seconds = time.perf_counter() - began
    found = {"rows": rows, "seconds": seconds, "memory_mb": _memory_mb(), "before_mb": before}
    print(json.dumps(found))


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
