"""A step of a benchmark in a process of its own, so that none has another's memory."""

import json
import subprocess
import sys


def measured(module: str, *words: str) -> dict[str, float]:
    """Run a module with words; return the figures that it prints as JSON."""
    ran = subprocess.run(
        [sys.executable, "-m", module, *words],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(ran.stdout)
    return found
