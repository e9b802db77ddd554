"""How many reports a submission had, remembered for a while by all that take submissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.chassis.http.request_memory import RequestMemory

RETENTION_SECONDS = 30 * 24 * 3600


def remember_received(
    memory: RequestMemory, department: str, submission: str, reports: int
) -> None:
    """Remember how many reports a department's submission had."""
    memory.first(_key(department, submission), str(reports), RETENTION_SECONDS)


def received(memory: RequestMemory, department: str, submission: str) -> int | None:
    """Return how many reports a submission had, or None where it is not known (any more)."""
    count = memory.recall(_key(department, submission))
    return None if count is None else int(count)


def _key(department: str, submission: str) -> str:
    return f"received/{department}/{submission}"
