"""A worker's process before it holds anything: prints the bytes of its memory as JSON."""

import json
import os
import sys
from pathlib import Path

from applications.pipe.stages import build_stages
from services.chassis.kafka import worker


def resident_bytes() -> int:
    """Return what this process has of the machine's memory."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    stages = build_stages(None, sys.argv[1], sys.argv[1])
    assert stages
    assert worker
    print(json.dumps({"bytes": resident_bytes()}))
