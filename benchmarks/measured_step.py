"""A step of a benchmark in a process of its own, so that none has another's memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

OURS = Path(__file__).parents[1]


def measured(module: str, *words: str, of: Path = OURS) -> dict[str, float]:
    """Run a module of a checkout with words; return the figures that it prints as JSON."""
    ran = subprocess.run(
        [sys.executable, "-m", module, *words],
        cwd=of,
        env={**os.environ, "PYTHONPATH": str(of)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(ran.stdout)
    return found
