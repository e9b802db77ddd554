"""What one process of a system says of itself: whether it is ready, since when, how far behind."""

import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException

PROBE_SECONDS = 2.0
_AWAY = (OSError, ValueError, HTTPException)
_STARTED = re.compile(r"^process_start_time_seconds (\S+)$", re.MULTILINE)
_LAG = re.compile(r"^safety_credit_lag_messages\{[^}]*\} (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Probe:
    """A process that answered; `lag` in messages, None as long as it does not know."""

    ready: bool
    started_at: datetime | None
    lag: int | None


def probe(url: str) -> Probe | None:
    """Return what the process at a URL says, or None where nobody answers there."""
    try:
        metrics = _read(f"{url}/metrics")
    except _AWAY:
        return None
    ready = _is_ready(f"{url}/ready")
    started = _STARTED.search(metrics)
    counts = [float(count) for count in _LAG.findall(metrics)]
    return Probe(
        ready=ready,
        started_at=datetime.fromtimestamp(float(started[1]), UTC) if started else None,
        # Before its states are complete it does not know where it stands.
        lag=int(sum(counts)) if ready and counts else None,
    )


def _is_ready(url: str) -> bool:
    try:
        _read(url)
    except urllib.error.HTTPError as error:
        return error.code != 503  # noqa: PLR2004 - not ready; others have no such page
    except _AWAY:
        return False
    return True


def _read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=PROBE_SECONDS) as answer:
        body: bytes = answer.read()
    return body.decode(errors="replace")
