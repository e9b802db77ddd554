"""A large file takes no more memory than a small one, in whatever form it is."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.registry_files import WRITERS

MEMORY = """
import resource, sys
from pathlib import Path
from services.intake.adapters.files.source import Source
from services.intake.adapters.submissions.submission import Sender, submit_file
from services.intake.stage import load_rulebook
from services.chassis.clock import clock_at
from schemas.codec import encode
from datetime import date
rulebook = load_rulebook()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
sender = Sender("market-supervision", clock_at(date(2026, 10, 31))())
submission = submit_file(rulebook, sender, "a", Source.of_path(Path(sys.argv[1])))
count = sum(1 for fact in submission.facts if encode(fact))
assert count == len(submission.facts)
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize(
    ("form", "rows"),
    [("csv", 100_000), ("json list", 30_000), ("json lines", 30_000), ("xlsx", 15_000)],
)
def test_a_large_file_takes_no_more_memory_than_a_small_one(
    form: str, rows: int, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    WRITERS[form](file, rows)
    ran = subprocess.run(
        [sys.executable, "-c", MEMORY, str(file)], capture_output=True, text=True, check=True
    )
    count, kilobytes = map(int, ran.stdout.split())
    assert count == rows
    assert kilobytes < 15_000
