"""A repair ends what a penalty does to the grade and its publicity on one day, by one minimum."""

from datetime import date, timedelta
from typing import get_args

import pytest

from schemas.messages import RecordDisclosed, StandingAssessed
from schemas.records.penalty import Severity
from schemas.topics import DISCLOSED_RECORDS, STANDINGS
from schemas.vocabulary.rule_value import in_force
from services.chassis.clock import clock_at
from services.disclosure.stage import load
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.submission import Sender, submit_rows
from services.intake.stage import load_rulebook
from services.scoring.domain.packs.pack import Pack
from services.scoring.stage import load_rulebooks
from tests.support.played_city import PlayedCity

CODE = "91990105NBFJGG5F8J"
EDITIONS = load()
PACKS = [pack for packs in load_rulebooks().by_sector.values() for pack in packs]
ONE_DAY = timedelta(days=1)


def boundaries() -> list[date]:
    """Return the days on which either minimum may change, and those about them."""
    changes = {edition.effective_from for edition in EDITIONS}
    changes |= {each.decided_from.value for pack in PACKS for each in pack.repair}
    days = {day + step for day in changes for step in (-ONE_DAY, timedelta(), ONE_DAY)}
    return sorted({day for day in days if day >= EDITIONS[0].effective_from} | {date(2030, 1, 1)})


def minimum_of(pack: Pack, severity: Severity, granted_on: date) -> int:
    regimes = [each for each in pack.repair if each.decided_from.value <= granted_on]
    return regimes[-1].minimum[severity].value if regimes else 0


@pytest.mark.parametrize("severity", get_args(Severity))
@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.edition)
def test_the_packs_and_the_editions_ask_for_the_same_months(pack: Pack, severity: Severity) -> None:
    months = set()
    for day in boundaries():
        rules = in_force(EDITIONS, day)
        assert rules is not None
        expected = minimum_of(pack, severity, day)
        assert rules.penalties[severity].minimum.value == expected, day
        months.add(expected)
    assert len(months) > 1


def report(city: PlayedCity, who: str, day: date, number: str, **content: object) -> None:
    fields = {
        "code": CODE,
        "document_number": number,
        "occurred_on": day.isoformat(),
        "content": content,
    }
    sender = Sender(who, clock_at(day)())
    city.report(submit_rows(load_rulebook(), sender, "record", number, [Row(1, fields)]))


def test_use_and_publicity_end_on_one_day() -> None:
    city, decided_on, granted_on = PlayedCity(partitions=1), date(2026, 5, 11), date(2026, 6, 1)
    city.begin(decided_on)
    registration = {"name": "永固化工", "sector": "hazardous_chemicals"}
    report(city, "market-supervision", decided_on, "登记1", kind="registration", **registration)
    penalty = {"severity": "general", "fine": 30000, "authority": "X市应急管理局"}
    terms = {"violation": "超期", "legal_ground": "第九十九条", "types": ["罚款"]}
    day = decided_on.isoformat()
    report(
        city, "work-safety", decided_on, "罚1", kind="penalty", decided_on=day, **penalty, **terms
    )
    city.begin(granted_on)
    subject = {"record_kind": "penalty", "record_number": "罚1", "decided_by": "X市应急管理局"}
    day = granted_on.isoformat()
    report(
        city,
        "work-safety",
        granted_on,
        "修1",
        kind="repair_granted",
        decided_on=day,
        granted=True,
        **subject,
    )
    city.begin(date(2026, 12, 1))
    public = [f.body for f in city.facts(DISCLOSED_RECORDS) if isinstance(f.body, RecordDisclosed)]
    standings = [f.body for f in city.facts(STANDINGS) if isinstance(f.body, StandingAssessed)]
    (repaired,) = [each.day for each in public if each.ended == "repaired"]
    used = [each.day for each in standings if any(s.rule == "penalty_general" for s in each.sums)]
    free = [each.day for each in standings if each.day > used[-1]]
    # Three months from 11 May are over with 11 August.
    assert repaired == free[0] == date(2026, 8, 12)
    assert not any(each.record and each.day > repaired for each in public)
