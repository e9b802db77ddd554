"""What a department found about an enterprise on a day, before anything is known of it."""

from datetime import date

import msgspec

from schemas.records import Content

WORK_SAFETY = "work-safety"
REGULATORS = {
    "construction": "housing-construction",
    "special_equipment": "quality-supervision",
    "transport": "transport",
}
AUTHORITIES = {
    "work-safety": "X市应急管理局",
    "housing-construction": "X市住房和城乡建设局",
    "quality-supervision": "X市市场监督管理局",
    "transport": "X市交通运输局",
    "traffic-police": "X市公安局交通警察支队",
    "fire": "X市消防救援支队",
}


class PlannedFinding(msgspec.Struct, frozen=True, kw_only=True):
    """A record to be; `later` is what its department says of it from `later_on` on."""

    day: date
    department: str
    content: Content
    number: str
    later: Content | None = None
    later_on: date | None = None


def regulator_of(sector: str) -> str:
    """Return the department that supervises a sector."""
    return REGULATORS.get(sector, WORK_SAFETY)
