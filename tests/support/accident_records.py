"""Accidents of two enterprises in two years, as admitted records."""

from datetime import UTC, date, datetime, timedelta

from schemas.messages import Fact, RecordAdmitted
from schemas.records import Accident, Registration, Toll
from services.chassis.clock import CITY_ZONE
from tests.support.safety_records import CODE, admitted

FLEET = "91990104MB5NNL986R"
KNOWN_ON = date(2026, 6, 1)


def city_time(day: date, hour: int = 12, minute: int = 0) -> datetime:
    """Return the instant (UTC) of a time by the city's clocks."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=CITY_ZONE).astimezone(UTC)


def accident(
    happened_at: datetime,
    deaths: int = 0,
    injured: int | None = 0,
    responsibility: str = "responsible",
    later: tuple[Toll, ...] = (),
) -> Accident:
    """Return an accident, reported first on its day."""
    day = happened_at.astimezone(CITY_ZONE).date()
    return Accident(
        happened_at=happened_at,
        tolls=(Toll(reported_on=day, deaths=deaths, serious_injuries=injured), *later),
        loss=0,  # type: ignore[arg-type]  # a whole number is a decimal
        responsibility=responsibility,  # type: ignore[arg-type]  # the test's own words
    )


def on_record(
    number: str,
    content: Accident,
    code: str = CODE,
    *,
    revision: int = 1,
    withdrawn: bool = False,
    department: str = "work-safety",
) -> Fact[RecordAdmitted]:
    """Return an accident as an admitted record."""
    return admitted(
        content,
        number=number,
        known_on=KNOWN_ON + timedelta(days=revision),
        code=code,
        revision=revision,
        withdrawn=withdrawn,
        department=department,
    )


def registered(code: str, sector: str) -> Fact[RecordAdmitted]:
    """Return an enterprise's registration."""
    content = Registration(name="某公司", sector=sector)
    return admitted(content, number=f"registration {code}", known_on=KNOWN_ON, code=code)


def two_years() -> tuple[Fact[RecordAdmitted], ...]:
    """Return the records of a plant and a fleet: 3 accidents in 2024, 2 in 2025.

    One of each year is the plant's; the fleet's 2 of 2024 had 4 dead, that of 2025 has 1 dead.
    """
    fleet_2025 = accident(city_time(date(2025, 5, 1)), 1, 0, "under_investigation")
    return (
        registered(CODE, "hazardous_chemicals"),
        registered(FLEET, "transport"),
        on_record("P-1", accident(city_time(date(2024, 3, 1)), 0, 2)),
        on_record("P-2", accident(city_time(date(2025, 3, 1)), 0, 3, "not_responsible")),
        on_record("F-1", accident(city_time(date(2024, 5, 1)), 3), FLEET),
        on_record("F-2", accident(city_time(date(2024, 6, 1)), 1), FLEET),
        on_record("F-3", fleet_2025, FLEET),
    )
