"""What speaks against an enterprise: penalties, dangers, accidents, traffic, lists."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

import msgspec

from applications.made_city.chance import Chance
from applications.made_city.enterprises import Enterprise
from applications.made_city.finding import AUTHORITIES, WORK_SAFETY, PlannedFinding, regulator_of
from applications.made_city.habits import SECTORS
from schemas.records import (
    Accident,
    AccidentFollowUp,
    BlacklistDecision,
    Crash,
    HiddenDanger,
    ObjectionDecided,
    ObjectionFiled,
    Penalty,
    RepairApplied,
    RepairGranted,
    ResponsibilityDetermined,
    Toll,
    TrafficPoints,
)
from schemas.records.penalty import Severity
from schemas.vocabulary.record_kind import RecordKind
from services.chassis.clock import start_of

_SEVERITIES: tuple[tuple[Severity, float], ...] = (
    ("minor", 0.5),
    ("general", 0.45),
    ("severe", 0.05),
)
_FINES: dict[Severity, tuple[int, int]] = {
    "minor": (0, 5),
    "general": (5, 150),
    "severe": (150, 900),
}
_DEATHS = ((0, 0.6), (1, 0.3), (2, 0.06), (3, 0.03), (10, 0.01))
_CODES = ("1039", "1352", "6022", "1625", "1208")


def penalized(of: Enterprise, chance: Chance, day: date, turn: int) -> Iterator[PlannedFinding]:
    """Yield a penalty, and the objection to it or the repair of it, if there is one."""
    department = regulator_of(of.sector)
    severity = chance.weighted(_SEVERITIES)
    number = f"罚〔{day.year}〕{of.number}-{turn}"
    yield PlannedFinding(
        day=day,
        department=department,
        content=Penalty(
            severity=severity,
            fine=Decimal(chance.within(*_FINES[severity]) * 1_000),
            decided_on=day,
            authority=AUTHORITIES[department],
            violation="未采取措施消除事故隐患",
            legal_ground="《中华人民共和国安全生产法》第一百零二条",
            types=("罚款",),
        ),
        number=number,
    )
    if chance.share(0.05):
        yield from _objected(department, number, chance, day)
    elif chance.share(0.2):
        yield from _repaired(department, number, chance, day)
    if severity == "severe" and of.conduct == "dangerous" and chance.share(0.3):
        yield _listed(number, "因严重违法行为受到行政处罚", day + timedelta(days=7))


def _objected(department: str, number: str, chance: Chance, day: date) -> Iterator[PlannedFinding]:
    filed = day + timedelta(days=chance.within(5, 60))
    yield PlannedFinding(
        day=filed,
        department=department,
        content=ObjectionFiled(
            record_kind=RecordKind.PENALTY,
            record_number=number,
            filed_on=filed,
            grounds="事实认定有误",
        ),
        number=f"异{number}",
    )
    if chance.share(0.85):
        decided = filed + timedelta(days=chance.within(5, 40))
        yield PlannedFinding(
            day=decided,
            department=department,
            content=ObjectionDecided(
                objection_number=f"异{number}",
                record_kind=RecordKind.PENALTY,
                record_number=number,
                decided_on=decided,
                outcome="upheld" if chance.share(0.25) else "dismissed",
                decided_by="法规处",
            ),
            number=f"异决{number}",
        )


def _repaired(department: str, number: str, chance: Chance, day: date) -> Iterator[PlannedFinding]:
    applied = day + timedelta(days=chance.within(90, 400))
    yield PlannedFinding(
        day=applied,
        department=department,
        content=RepairApplied(
            record_kind=RecordKind.PENALTY,
            record_number=number,
            applied_on=applied,
            commitment_given=True,
        ),
        number=f"修{number}",
    )
    decided = applied + timedelta(days=chance.within(5, 25))
    yield PlannedFinding(
        day=decided,
        department=department,
        content=RepairGranted(
            record_kind=RecordKind.PENALTY,
            record_number=number,
            decided_on=decided,
            granted=chance.share(0.85),
            decided_by="信用处",
        ),
        number=f"修决{number}",
    )


def endangered(of: Enterprise, chance: Chance, day: date, turn: int) -> PlannedFinding:
    """Return a hidden danger, most of them removed in their term."""
    major = chance.share(0.04)
    due = day + timedelta(days=chance.within(7, 60))
    usual = of.conduct in {"good", "usual"}
    in_time = chance.share(0.95 if usual else 0.75)
    removed = chance.day(day, due) if in_time else due + timedelta(days=chance.within(1, 120))
    listed = day if major and chance.share(0.3) else None
    danger = HiddenDanger(
        level="major" if major else "ordinary",
        found_on=day,
        due_on=due,
        listed_by="city" if listed else None,
        listed_on=listed,
        description="安全出口堵塞",
    )
    return PlannedFinding(
        day=day,
        department=regulator_of(of.sector),
        content=danger,
        number=f"隐患{day:%Y%m%d}-{of.number}-{turn}",
        later=msgspec.structs.replace(danger, removed_on=removed),
        later_on=removed,
    )


def harmed(of: Enterprise, chance: Chance, day: date, turn: int) -> Iterator[PlannedFinding]:
    """Yield an accident, its follow-up report and the finding on who is responsible."""
    department, number = regulator_of(of.sector), f"SG{day:%Y%m%d}-{of.number}-{turn}"
    deaths, injuries = chance.weighted(_DEATHS), chance.within(0, 3)
    happened: datetime = start_of(day) + timedelta(hours=chance.within(6, 20))
    yield PlannedFinding(
        day=day,
        department=department,
        content=Accident(
            happened_at=happened,
            tolls=(Toll(reported_on=day, deaths=deaths, serious_injuries=injuries),),
            loss=Decimal(chance.within(5, 300) * 10_000),
            responsibility="under_investigation",
            concealed=chance.share(0.01),
            nature="road_traffic" if of.sector == "transport" else "production",
        ),
        number=number,
    )
    if chance.share(0.25):
        later = day + timedelta(days=chance.within(1, 6))
        toll = Toll(reported_on=later, deaths=deaths + 1, serious_injuries=max(injuries - 1, 0))
        yield PlannedFinding(
            day=later,
            department=department,
            content=AccidentFollowUp(accident_number=number, toll=toll),
            number=f"{number}续",
        )
    determined = day + timedelta(days=chance.within(30, 120))
    yield PlannedFinding(
        day=determined,
        department=WORK_SAFETY,
        content=ResponsibilityDetermined(
            accident_number=number,
            responsibility="responsible" if chance.share(0.75) else "not_responsible",
            determined_on=determined,
        ),
        number=f"{number}责",
    )
    if deaths >= _DEATHS[3][0]:
        decided = determined + timedelta(days=chance.within(10, 30))
        yield _listed(number, "发生较大以上生产安全责任事故", decided)


def _listed(of: str, ground: str, decided: date) -> PlannedFinding:
    return PlannedFinding(
        day=decided,
        department=WORK_SAFETY,
        content=BlacklistDecision(
            list_name="severe_list",
            tier="city",
            ground=ground,
            decided_on=decided,
            published_on=decided,
        ),
        number=f"名单{of}",
    )


def credited(of: Enterprise, chance: Chance, day: date, turn: int) -> PlannedFinding:
    """Return credit points that the traffic police added."""
    points = chance.within(1, SECTORS[of.sector].most_points)
    return _traffic(
        of, f"A{turn}", TrafficPoints(direction="added", points=points, recorded_on=day)
    )


def debited(of: Enterprise, chance: Chance, day: date, turn: int) -> PlannedFinding:
    """Return credit points that the traffic police took; crashes are among these."""
    crashed = of.conduct == "dangerous" and chance.share(0.03)
    crash = Crash(deaths=chance.weighted(_DEATHS), injuries=1, fault="main") if crashed else None
    content = TrafficPoints(
        direction="taken",
        points=chance.within(1, SECTORS[of.sector].most_points),
        recorded_on=day,
        violation_code=chance.one_of(_CODES),
        crash=crash,
    )
    return _traffic(of, f"T{turn}", content)


def _traffic(of: Enterprise, turn: str, content: TrafficPoints) -> PlannedFinding:
    day = content.recorded_on
    return PlannedFinding(
        day=day,
        department="traffic-police",
        content=content,
        number=f"JJ{day:%Y%m%d}-{of.number}-{turn}",
    )
