"""Records that add to another one, which they name by its kind and document number."""

from collections.abc import Callable
from datetime import date

import msgspec

from schemas.records import (
    Accident,
    AccidentFollowUp,
    Content,
    ObjectionDecided,
    ObjectionFiled,
    RepairApplied,
    RepairGranted,
    ResponsibilityDetermined,
)
from schemas.vocabulary.city_day import city_day
from schemas.vocabulary.department import lead

from .known_records import KnownRecord

ADDITIONS = (AccidentFollowUp, ResponsibilityDetermined)  # what adds to an accident
NAMING = (
    *ADDITIONS,
    ObjectionDecided,
    ObjectionFiled,
    RepairApplied,
    RepairGranted,
)  # what names another record
Find = Callable[[str, str], KnownRecord | None]  # by kind and document number
Unpack = Callable[[KnownRecord], Content]


class Remark(msgspec.Struct, frozen=True):
    """Why a record that was taken has no effect yet, and which of its fields says so."""

    reason: str
    field: str


def authorized_departments(content: Content, find: Find) -> frozenset[str] | None:
    """Return the departments that may add what a record adds to another one (None: whoever may).

    To an accident those who reported it, and the lead department.
    """
    if not isinstance(content, ADDITIONS):
        return None
    accident = find("accident", content.accident_number)
    return frozenset({*(accident.sources if accident else ()), lead().code})


def remark_on(department: str, content: Content, find: Find, content_of: Unpack) -> Remark | None:
    """Return why what a department reports has no effect as long as things stand as they do."""
    match content:
        case AccidentFollowUp():
            day, field = content.toll.reported_on, "toll.reported_on"
        case ResponsibilityDetermined():
            day, field = content.determined_on, "determined_on"
        case _:
            unknown = (field for kind, number, field in _named(content) if not find(kind, number))
            return next((Remark("reference_unknown", field) for field in unknown), None)
    accident = find("accident", content.accident_number)
    if accident is None:
        return Remark("reference_unknown", "accident_number")
    if department not in (authorized_departments(content, find) or ()):
        return Remark("reference_of_another", "accident_number")
    counting = content_of(accident)
    if not isinstance(counting, Accident):  # it was decided to be one with a crash, which counts
        return Remark("reference_counts_otherwise", "accident_number")
    return Remark("before_its_accident", field) if _is_before(day, counting) else None


def _is_before(day: date, accident: Accident) -> bool:
    return day < city_day(accident.happened_at)


def _named(content: Content) -> tuple[tuple[str, str, str], ...]:
    """Return the records that one names: kind, document number, and the field that names it."""
    match content:
        case ObjectionDecided():
            return (
                ("objection_filed", content.objection_number, "objection_number"),
                (content.record_kind, content.record_number, "record_number"),
            )
        case ObjectionFiled() | RepairApplied() | RepairGranted():
            return ((content.record_kind, content.record_number, "record_number"),)
        case _:
            return ()
