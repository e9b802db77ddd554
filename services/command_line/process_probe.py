"""What one process of a system says of itself: ready or not, since when, how far behind."""

import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, date, datetime
from http.client import HTTPException
from typing import Annotated

import msgspec

PROBE_SECONDS = 2.0
_AWAY = (OSError, ValueError, HTTPException)
_STARTED = re.compile(r"^process_start_time_seconds (\S+)$", re.MULTILINE)
_LAG = re.compile(r"^safety_credit_lag_messages\{[^}]*\} (\S+)$", re.MULTILINE)


class DayUnderWay(msgspec.Struct, frozen=True):
    """A day that a worker goes through, in one partition or several: `done` of `keys` are woken."""

    day: date
    keys: int
    done: int
    since: Annotated[datetime, msgspec.Meta(tz=True)]


class _Report(msgspec.Struct):
    """What is read of a worker's report on itself."""

    days: tuple[DayUnderWay, ...]


@dataclass(frozen=True)
class Probe:
    """A process that answered; `lag` in messages, None as long as it does not know.

    `days` are under way, the earliest first; None where it did not say whether any is.
    """

    ready: bool
    started_at: datetime | None
    lag: int | None
    days: tuple[DayUnderWay, ...] | None


def probe(url: str) -> Probe | None:
    """Return what the process at a URL says, or None where nobody answers there."""
    try:
        metrics = _read(f"{url}/metrics")
    except _AWAY:
        return None
    ready, report = _readiness(f"{url}/ready")
    started = _STARTED.search(metrics)
    counts = [float(count) for count in _LAG.findall(metrics)]
    return Probe(
        ready=ready,
        started_at=datetime.fromtimestamp(float(started[1]), UTC) if started else None,
        # Before its states are complete it does not know where it stands.
        lag=int(sum(counts)) if ready and counts else None,
        days=_days_in(report),
    )


def _readiness(url: str) -> tuple[bool, str]:
    """Return whether a process is ready, and its report on itself."""
    try:
        return True, _read(url)
    except urllib.error.HTTPError as error:
        ready = error.code != 503  # noqa: PLR2004 - not ready; others have no such page
        try:
            return ready, error.read().decode(errors="replace")
        except _AWAY:
            return ready, ""
    except _AWAY:
        return False, ""


def _days_in(report: str) -> tuple[DayUnderWay, ...] | None:
    """Return the days in a report, each with the sums of its partitions; None: unreadable."""
    try:
        days = msgspec.json.decode(report, type=_Report).days
    except msgspec.DecodeError:
        return None
    summed: dict[date, DayUnderWay] = {}
    for each in sorted(days, key=lambda each: each.day):
        other = summed.get(each.day)
        if other is None:
            summed[each.day] = each
        else:
            keys, done = other.keys + each.keys, other.done + each.done
            since = min(other.since, each.since)
            summed[each.day] = DayUnderWay(each.day, keys, done, since)
    return tuple(summed.values())


def _read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=PROBE_SECONDS) as answer:
        body: bytes = answer.read()
    return body.decode(errors="replace")
