"""The figures of the effect, from what scoring's worker keeps in its views."""

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from schemas.messages import Fact, RecordAdmitted
from schemas.records import AccidentFollowUp, ObjectionDecided, ResponsibilityDetermined, Toll
from schemas.vocabulary.record_kind import RecordKind
from services.chassis.views.rebuild import rebuild_views
from services.chassis.views.store import MemoryViews, PlainWriter
from services.scoring.domain.accidents.figures import (
    AccidentEffect,
    Figures,
    compare,
    percent_of_change,
)
from services.scoring.domain.accidents.known_accidents import EnterpriseAccidents, KnownAccident
from services.scoring.domain.records.span import Span, span_before
from services.scoring.read_model import ACCIDENTS, accidents
from tests.support.accident_records import (
    FLEET,
    KNOWN_ON,
    accident,
    city_time,
    on_record,
    registered,
    two_years,
)
from tests.support.memory_city import reading
from tests.support.safety_records import CODE, Scoring, admitted, shipped_rulebooks

YEAR = Span(date(2025, 1, 1), date(2025, 12, 31))
DAY = date(2025, 3, 1)
ONE = accident(city_time(DAY), 1, 2)
PLANT = registered(CODE, "hazardous_chemicals")


def effect(*facts: Fact[RecordAdmitted]) -> AccidentEffect:
    scoring = Scoring()
    scoring.take(*facts)
    found = accidents(scoring.worker.views)
    return compare(found, shipped_rulebooks(), YEAR, span_before(YEAR), KNOWN_ON)


def counts(figures: Figures) -> tuple[int, int, int]:
    return figures.accidents, figures.deaths, figures.serious_injuries


def whole(*facts: Fact[RecordAdmitted]) -> tuple[int, int, int]:
    return counts(effect(PLANT, *facts).whole.after)


def test_a_year_against_the_year_before_by_sector_and_in_whole() -> None:
    found = effect(*two_years())
    assert (found.span, found.against) == (YEAR, Span(date(2024, 1, 1), date(2024, 12, 31)))
    assert (counts(found.whole.before), counts(found.whole.after)) == ((3, 4, 2), (2, 1, 3))
    change = found.whole.change
    assert (change.accidents, change.deaths) == (Decimal("-33.3"), Decimal("-75.0"))
    assert change.serious_injuries == Decimal("50.0")
    sectors = {each.sector: each for each in found.sectors}
    assert sectors.keys() == set(shipped_rulebooks().by_sector)
    plant, fleet = sectors["hazardous_chemicals"], sectors["transport"]
    assert (counts(plant.before), counts(plant.after)) == ((1, 0, 2), (1, 0, 3))
    assert (plant.change.accidents, plant.change.deaths) == (Decimal("0.0"), None)
    assert (counts(fleet.before), counts(fleet.after)) == ((2, 4, 0), (1, 1, 0))
    assert fleet.chinese == shipped_rulebooks().name("transport")[0]
    assert counts(sectors["construction"].after) == (0, 0, 0)
    assert sectors["construction"].change.accidents is None


def test_accidents_are_told_apart_by_responsibility() -> None:
    found = effect(*two_years()).whole
    assert (found.before.responsible, found.before.under_investigation) == (3, 0)
    assert (found.after.responsible, found.after.under_investigation) == (0, 1)


@pytest.mark.parametrize(
    ("day", "hour", "minute", "before", "after"),
    [
        (date(2023, 12, 31), 23, 59, 0, 0),
        (date(2024, 1, 1), 0, 1, 1, 0),
        (date(2024, 12, 31), 23, 59, 1, 0),
        (date(2025, 1, 1), 0, 0, 0, 1),
        (date(2025, 1, 1), 0, 1, 0, 1),
        (date(2025, 12, 31), 23, 59, 0, 1),
        (date(2026, 1, 1), 0, 1, 0, 0),
    ],
)
def test_an_accident_belongs_to_its_day_in_shanghai(
    day: date, hour: int, minute: int, before: int, after: int
) -> None:
    found = effect(on_record("1", accident(city_time(day, hour, minute)))).whole
    assert (found.before.accidents, found.after.accidents) == (before, after)


def test_a_later_toll_counts_in_its_term_alone() -> None:
    def followed(number: str, days: int, deaths: int) -> Fact[RecordAdmitted]:
        toll = Toll(reported_on=DAY + timedelta(days=days), deaths=deaths)
        content = AccidentFollowUp(accident_number="1", toll=toll)
        return admitted(content, number=number, known_on=KNOWN_ON)

    assert whole(on_record("1", ONE), followed("2", 30, 4)) == (1, 4, 2)
    assert whole(on_record("1", ONE), followed("2", 31, 4)) == (1, 1, 2)
    assert whole(followed("2", 30, 4), on_record("1", ONE)) == (1, 4, 2)


def test_a_finding_on_responsibility_changes_no_toll() -> None:
    content = ResponsibilityDetermined(
        accident_number="1", responsibility="not_responsible", determined_on=KNOWN_ON
    )
    found = effect(on_record("1", ONE), admitted(content, number="2", known_on=KNOWN_ON)).whole
    assert (counts(found.after), found.after.responsible) == ((1, 1, 2), 0)


def test_a_corrected_accident_counts_as_corrected_and_a_withdrawn_one_never_was() -> None:
    first = on_record("1", ONE)
    moved = on_record("1", accident(city_time(date(2024, 3, 1)), 5), revision=2)
    found = effect(first, moved).whole
    assert (counts(found.before), counts(found.after)) == ((1, 5, 0), (0, 0, 0))
    assert whole(first, on_record("1", ONE, revision=2, withdrawn=True)) == (0, 0, 0)
    assert whole(on_record("1", ONE, revision=2, withdrawn=True), first) == (0, 0, 0)


def test_one_to_which_an_objection_was_upheld_never_was() -> None:
    content = ObjectionDecided(
        objection_number="O",
        record_kind=RecordKind.ACCIDENT,
        record_number="1",
        decided_on=KNOWN_ON,
        outcome="upheld",
        decided_by="X",
    )
    decided = admitted(content, number="D", known_on=KNOWN_ON)
    assert whole(on_record("1", ONE), on_record("2", ONE), decided) == (1, 1, 2)


def test_what_went_over_to_another_code_counts_once() -> None:
    content = msgspec.structs.replace(PLANT.body.content, succeeded_by=FLEET)
    succeeded = admitted(content, number=PLANT.body.document_number, known_on=KNOWN_ON, revision=2)
    scoring = Scoring()
    scoring.take(PLANT, on_record("1", ONE), on_record("1", ONE, FLEET), succeeded)
    assert scoring.worker.views.fields(ACCIDENTS).keys() == {FLEET}


def test_an_accident_of_two_enterprises_counts_once_with_its_greatest_toll() -> None:
    grave = accident(city_time(DAY), 3, 0, "not_responsible")
    found = effect(
        *two_years()[:2],
        on_record("1", msgspec.structs.replace(ONE, responsibility="under_investigation")),
        on_record("1", grave, FLEET),
    )
    assert counts(found.whole.after) == (1, 3, 2)
    assert (found.whole.after.responsible, found.whole.after.under_investigation) == (0, 1)
    assert sum(each.after.accidents for each in found.sectors) == 2


def test_one_number_of_two_departments_or_moments_is_two_accidents() -> None:
    other = on_record("1", ONE, FLEET, department="traffic-police")
    assert whole(on_record("1", ONE), other) == (2, 2, 4)
    later = on_record("1", accident(city_time(DAY, 13), 1, 2), FLEET)
    assert whole(on_record("1", ONE), later) == (2, 2, 4)


def test_who_has_no_accident_has_no_place_in_the_view() -> None:
    scoring = Scoring()
    scoring.take(PLANT)
    assert scoring.worker.views.fields(ACCIDENTS) == {}
    scoring.take(on_record("1", ONE))
    assert scoring.worker.views.fields(ACCIDENTS).keys() == {CODE}
    scoring.take(on_record("1", ONE, revision=2, withdrawn=True))
    assert scoring.worker.views.fields(ACCIDENTS) == {}


def test_the_view_is_rebuilt_from_the_states() -> None:
    scoring = Scoring(partitions=3)
    scoring.take(*two_years())
    views = MemoryViews()
    read = reading(scoring.log, scoring.worker)
    rebuild_views(
        scoring.worker.stage, "scoring-states", read, PlainWriter(views), 3, quiet_seconds=0
    )
    assert views.fields(ACCIDENTS) == scoring.worker.views.fields(ACCIDENTS)
    assert views.fields(ACCIDENTS).keys() == {CODE, FLEET}


def test_a_sector_whose_pack_was_taken_away_is_counted_still() -> None:
    gone = EnterpriseAccidents("fireworks", (KnownAccident("work-safety", "1", ONE),))
    found = compare([gone], shipped_rulebooks(), YEAR, span_before(YEAR), KNOWN_ON)
    assert counts(found.whole.after) == (1, 1, 2)
    assert "fireworks" in {each.sector for each in found.sectors}


@pytest.mark.parametrize(
    ("before", "after", "percent"),
    [
        (1000, 662, "-33.8"),
        (3, 2, "-33.3"),
        (3, 1, "-66.7"),
        (2000, 2001, "0.1"),  # 0.05 is rounded up
        (2000, 1999, "-0.1"),
        (10, 0, "-100.0"),
        (1, 11, "1000.0"),
        (0, 0, None),
        (0, 5, None),
    ],
)
def test_the_change_in_percent(before: int, after: int, percent: str | None) -> None:
    assert percent_of_change(before, after) == (None if percent is None else Decimal(percent))
