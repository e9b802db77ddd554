"""A log line means what was logged, and does nothing to the terminal that shows it."""

import json
import subprocess
import sys

HOSTILE = "[/red]\x1b]8;;x\x07\x9b31m\u202e甲\t乙\r\n\u2028\ufeff\x7f\U000e0041"

# A process of its own: how logs go is the whole process's, and other tests' threads log too.
PROCESS = f"""
import logging
from services.chassis.observability import configure_logging, logger

hostile = {HOSTILE!r}
configure_logging("x")
logger("ours").warning(hostile, type=hostile)
logging.getLogger("library").warning("%s", hostile)
try:
    raise ValueError(hostile)
except ValueError:
    logger("ours").exception("failed")
"""


def test_a_line_of_text_of_strangers_is_one_line():
    shown = subprocess.run(
        [sys.executable, "-c", PROCESS], capture_output=True, check=True, encoding="utf-8"
    ).stderr
    lines = shown.rstrip("\n").split("\n")
    assert all(line.isprintable() for line in lines)
    ours, foreign, error = (json.loads(line) for line in lines)
    assert (ours["event"], ours["type"]) == (HOSTILE, HOSTILE)
    assert foreign["event"] == HOSTILE
    assert error["exception"][0]["exc_value"] == HOSTILE
