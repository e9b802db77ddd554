"""`make bench-certificates`: how long who asks for a certificate of standing waits.

Some enterprises are registered at intake's API. Then certificates are asked for one after the other
over HTTP, and all bidders of a lot at once; each goes through the brokers and scoring's worker and
back. Ends with 1 where one is not issued, or the median is over the goal.
"""

import argparse
import statistics
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import httpx
from rich.console import Console

from benchmarks.registry_files import HEADER, rows
from development.local_system.credentials import READER
from development.local_system.system import LocalSystem
from schemas.topics import INTAKE, SCORING

GOAL_SECONDS = 0.2  # of the median
BIDDERS, COUNT = 20, 200
PATIENCE_SECONDS, LOOK_SECONDS, SETTLE_SECONDS = 300.0, 0.2, 3.0


def main() -> None:
    """Ask for certificates, and print how long the answers took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kafka", action="store_true", help="On Apache Kafka, not in memory.")
    asked = parser.parse_args()
    console = Console(width=110)
    with (
        tempfile.TemporaryDirectory() as folder,
        LocalSystem(
            Path(folder),
            console.print,
            persistent=asked.kafka,
            clock="system",
            extra={"LOG_LEVEL": "WARNING"},
        ) as system,
    ):
        single, batch = _measured(system)
    median = statistics.median(single)
    console.print(
        f"a certificate: median {median * 1000:.0f} ms, "
        f"95 of 100 within {statistics.quantiles(single, n=20)[-1] * 1000:.0f} ms "
        f"({len(single)} one after the other)\n"
        f"{BIDDERS} bidders of a lot at once: median {statistics.median(batch) * 1000:.0f} ms"
    )
    if median > GOAL_SECONDS:
        sys.exit(f"the goal of {GOAL_SECONDS * 1000:.0f} ms is not reached")


def _measured(system: LocalSystem) -> tuple[list[float], list[float]]:
    """Return how many seconds each certificate took, and each batch."""
    codes = _registered(system)
    headers = {"Authorization": f"Bearer {system.tokens[READER]}"}
    address = system.addresses[SCORING]
    with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        end = time.monotonic() + PATIENCE_SECONDS
        while any(client.get(f"/standings/{code}").is_error for code in codes):
            if time.monotonic() > end:
                sys.exit(f"the enterprises are not rated after {PATIENCE_SECONDS:g} s")
            time.sleep(LOOK_SECONDS)
        time.sleep(SETTLE_SECONDS)
        _timed(client, f"/standings/{codes[0]}/certificate?lot=first", None)
        single = [
            _timed(client, f"/standings/{codes[number % BIDDERS]}/certificate?lot={number}", None)
            for number in range(COUNT)
        ]
        batch = [
            _timed(client, "/certificates/batch", {"codes": codes, "lot": f"lot {number}"})
            for number in range(COUNT // BIDDERS)
        ]
    return single, batch


def _timed(client: httpx.Client, path: str, body: dict[str, object] | None) -> float:
    began = time.perf_counter()
    answer = client.post(path, json=body)
    took = time.perf_counter() - began
    answer.raise_for_status()
    if body is not None:
        reasons = [each["reason"] for each in answer.json()["certificates"]]
        if reasons != [None] * BIDDERS:
            sys.exit(f"not all were issued: {reasons}")
    return took


def _registered(system: LocalSystem) -> list[str]:
    """Register some enterprises; return their codes."""
    department = "market-supervision"
    registrations = list(islice(rows(BIDDERS), BIDDERS))
    headers = {"Authorization": f"Bearer {system.tokens[department]}"}
    with httpx.Client(base_url=system.addresses[INTAKE], headers=headers, timeout=60) as client:
        for each in registrations:
            fields = dict(zip(HEADER[:-1], each, strict=False))
            report = {"layout": "enterprise-registry", "fields": fields}
            client.post(f"/reports/{department}", json=report).raise_for_status()
    return [each[0] for each in registrations]


if __name__ == "__main__":
    main()
