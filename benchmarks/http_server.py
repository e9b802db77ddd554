"""A server of a benchmark: a process on loopback that answers, and what it used of a core."""

import os
import sys
import urllib.request
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from development.brokers.server_process import LOOPBACK, ServerProcess

_USER, _SYSTEM = 11, 12  # places in /proc/PID/stat, counted behind the name


def serving(
    name: str, module: list[str], folder: Path, environment: Mapping[str, str]
) -> ServerProcess:
    """Return a server that answers on its HTTP_PORT."""
    process = ServerProcess(name, [sys.executable, *module], folder / f"{name}.log", environment)
    port = environment["HTTP_PORT"]
    process.await_ready(partial(answers, f"http://{LOOPBACK}:{port}/openapi.json"))
    return process


def cpu_seconds(pid: int) -> float:
    """Return what a process has used of a core until now."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[_USER]) + int(fields[_SYSTEM])
    return ticks / os.sysconf("SC_CLK_TCK")


def answers(url: str) -> bool:
    """Say whether a server answers there."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
