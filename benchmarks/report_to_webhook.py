"""From a report that intake has acknowledged to the webhook that tells its consequence.

Each report registers another enterprise; its first rating is a change of grade. All instants are
of the machine's monotonic clock.
"""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from itertools import islice
from pathlib import Path

import httpx
import msgspec

from benchmarks.registry_files import HEADER, rows
from benchmarks.webhook_sink import Arrival, Sinks
from development.local_system.credentials import READER
from development.local_system.system import LocalSystem
from schemas.messages import GradeChanged
from schemas.topics import INTAKE, NOTIFY

DEPARTMENT, LAYOUT = "market-supervision", "enterprise-registry"
MOST_REPORTS = 1_000_000
BATCH = 100
TICK_SECONDS = 0.2
EVERY_SECONDS = 0.5
SETTLE_SECONDS = 5.0
PATIENCE_SECONDS = 120.0
LOOK_SECONDS = 0.1


class NotToldError(RuntimeError):
    """Webhooks that were to come did not come in time."""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """Reports a second that the whole system takes, what stood in the background, and the seconds
    from acknowledgement to webhook on an idle system and on the loaded one.
    """  # noqa: D205 - one sentence

    capacity: float
    background: float
    idle: tuple[float, ...]
    loaded: tuple[float, ...]


class Reporter:
    """The department, as a client of intake's API."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._rows = rows(MOST_REPORTS)
        self.sent = 0

    def _next(self, count: int) -> list[dict[str, object]]:
        return [
            {"layout": LAYOUT, "fields": dict(zip(HEADER[:-1], row, strict=False))}
            for row in islice(self._rows, count)
        ]

    async def report(self) -> tuple[str, float]:
        """Report an enterprise; return its code, and when that was acknowledged."""
        (report,) = self._next(1)
        answer = await self._client.post(f"/reports/{DEPARTMENT}", json=report)
        acknowledged = time.monotonic()
        answer.raise_for_status()
        self.sent += 1
        fields = report["fields"]
        assert isinstance(fields, dict)
        return fields[HEADER[0]], acknowledged

    async def batch(self, count: int) -> None:
        """Report many enterprises at once."""
        lines = "\n".join(json.dumps(each, ensure_ascii=False) for each in self._next(count))
        answer = await self._client.post(f"/reports/{DEPARTMENT}/batch", content=lines.encode())
        answer.raise_for_status()
        self.sent += count


def measure(
    folder: Path, say: Callable[[str], None], *, kafka: bool, reports: int, probes: int
) -> Measured:
    """Measure on a fresh system: `reports` at once for its rate, then `probes` idle and loaded.

    Raises NotToldError, ServerError, or httpx.HTTPStatusError where a report is not taken.
    """
    with (
        Sinks(folder, 1) as sinks,
        LocalSystem(
            folder, say, persistent=kafka, clock="system", extra={"LOG_LEVEL": "WARNING"}
        ) as system,
    ):
        _subscribe(system, sinks.urls[0])
        return asyncio.run(_measure(system, sinks, reports, probes))


async def _measure(system: LocalSystem, sinks: Sinks, reports: int, probes: int) -> Measured:
    headers = {"Authorization": f"Bearer {system.tokens[DEPARTMENT]}"}
    async with httpx.AsyncClient(
        base_url=system.addresses[INTAKE], headers=headers, timeout=60
    ) as client:
        reporter = Reporter(client)
        await reporter.report()
        await _all_told(sinks, reporter)
        began, before = time.monotonic(), reporter.sent
        for _ in range(reports // BATCH):
            await reporter.batch(BATCH)
        arrivals = await _all_told(sinks, reporter)
        taken = reporter.sent - before
        capacity = taken / (max(each.at for each in arrivals.values()) - began)
        await asyncio.sleep(SETTLE_SECONDS)
        idle = await _probe(reporter, probes)
        await _all_told(sinks, reporter)
        stop = asyncio.Event()
        background = asyncio.create_task(_keep_reporting(reporter, capacity / 2, stop))
        await asyncio.sleep(SETTLE_SECONDS)
        began, before = time.monotonic(), reporter.sent
        loaded = await _probe(reporter, probes)
        held = (reporter.sent - before - probes) / (time.monotonic() - began)
        stop.set()
        await background
        arrivals = await _all_told(sinks, reporter)
    return Measured(
        capacity=capacity,
        background=held,
        idle=waits(idle, arrivals),
        loaded=waits(loaded, arrivals),
    )


def waits(
    acknowledged: list[tuple[str, float]], arrivals: Mapping[str, Arrival]
) -> tuple[float, ...]:
    """Return the seconds from each acknowledgement to the webhook about the same enterprise."""
    came = {each.subject: each.at for each in arrivals.values()}
    return tuple(came[code] - instant for code, instant in acknowledged)


async def _probe(reporter: Reporter, probes: int) -> list[tuple[str, float]]:
    """Report one enterprise after the other; return their codes and acknowledgements."""
    found = []
    for _ in range(probes):
        found.append(await reporter.report())
        await asyncio.sleep(EVERY_SECONDS)
    return found


async def _keep_reporting(reporter: Reporter, rate: float, stop: asyncio.Event) -> None:
    """Report so many enterprises a second, whatever the answers take."""
    began, sent = time.monotonic(), 0
    while not stop.is_set():
        await asyncio.sleep(TICK_SECONDS)
        due = int((time.monotonic() - began) * rate) - sent
        if due > 0:
            await reporter.batch(due)
            sent += due


async def _all_told(sinks: Sinks, reporter: Reporter) -> dict[str, Arrival]:
    """Wait until a webhook came for each report; return them. Raises NotToldError."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (received := sinks.counted(0).received) < reporter.sent:
        if time.monotonic() > deadline:
            raise NotToldError(
                f"{received} webhooks came of {reporter.sent} within {PATIENCE_SECONDS:.0f} s"
            )
        await asyncio.sleep(LOOK_SECONDS)
    return sinks.counted(0, arrivals=True).arrivals


def _subscribe(system: LocalSystem, url: str) -> None:
    answer = httpx.post(
        f"{system.addresses[NOTIFY]}/subscriptions",
        headers={"Authorization": f"Bearer {system.tokens[READER]}"},
        json={
            "url": url,
            "selection": {"kinds": [GradeChanged.SUBJECT_ACTION]},
            "from_beginning": True,
        },
        timeout=60,
    )
    answer.raise_for_status()
