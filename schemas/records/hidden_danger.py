"""Hidden dangers (事故隐患): found, due for removal, removed (销号), listed (挂牌)."""

from datetime import date
from typing import Literal

from .base import Record


class HiddenDanger(Record, frozen=True, kw_only=True, tag="hidden_danger"):
    """A hidden danger. It is overdue from the day after `due_on` until `removed_on`."""

    level: Literal["ordinary", "major"]
    found_on: date
    due_on: date
    removed_on: date | None = None
    listed_by: Literal["city", "province"] | None = None
    listed_on: date | None = None
    description: str = ""
