"""Administrative penalties (行政处罚), in the national double-publicity form."""

from datetime import date
from decimal import Decimal
from typing import Literal

from .base import Record

Severity = Literal["minor", "general", "severe"]


class Penalty(Record, frozen=True, kw_only=True, tag="penalty"):
    """A penalty decision: severity (情节轻微/一般/严重), fine in yuan, day of the decision."""

    severity: Severity
    fine: Decimal
    decided_on: date
    authority: str
    violation: str
    legal_ground: str
    types: tuple[str, ...]
    public_until: date | None = None
    rectified: bool = False
