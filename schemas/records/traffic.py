"""Traffic credit (交通安全信用): points that accumulate and drain, and crashes."""

from datetime import date
from typing import Literal

from .base import Record, RecordPart

Fault = Literal["full", "main", "equal", "minor", "none"]


class Crash(RecordPart, frozen=True, kw_only=True):
    """A road crash: dead, injured, and the enterprise's share of the fault."""

    deaths: int
    injuries: int
    fault: Fault


class TrafficPoints(Record, frozen=True, kw_only=True, tag="traffic_points"):
    """Credit points added (积分) or taken (记分) on a day, with the crash if there was one."""

    direction: Literal["added", "taken"]
    points: int
    recorded_on: date
    violation_code: str | None = None
    crash: Crash | None = None
