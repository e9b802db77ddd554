"""Only who reported an accident, and the lead department, add to it."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from schemas.on_record.entry import LedgerEntry
from schemas.on_record.later_reports import with_later_reports
from schemas.records import Accident, AccidentFollowUp, Content, ResponsibilityDetermined, Toll

DAY = date(2026, 3, 1)
ACCIDENT = Accident(
    happened_at=datetime(2026, 3, 1, tzinfo=UTC),
    tolls=(Toll(reported_on=DAY, deaths=3),),
    loss=0,  # type: ignore[arg-type]  # a whole number is a decimal
    responsibility="responsible",
)


def entry(
    content: Content, number: str, department: str, day: int = 1, beside: tuple[str, ...] = ()
) -> LedgerEntry:
    return LedgerEntry(
        record_id=number,
        known_at=datetime(2026, 4, day, tzinfo=UTC),
        revision=1,
        department=department,
        document_number=number,
        occurred_on=DAY,
        content=content,
        sources=(department, *beside),
    )


def acquittal(
    responsibility: str = "not_responsible",
    determined_on: date = date(2026, 5, 1),
    concealed: bool | None = None,
) -> ResponsibilityDetermined:
    return ResponsibilityDetermined(
        accident_number="SG",
        responsibility=responsibility,  # type: ignore[arg-type]  # the test's own words
        determined_on=determined_on,
        concealed=concealed,
    )


def joined(*entries: LedgerEntry) -> Accident:
    content = with_later_reports(entries)[0].content
    assert isinstance(content, Accident)
    return content


@pytest.mark.parametrize(
    ("department", "responsibility", "deaths"),
    [
        ("fire", "not_responsible", 0),
        ("work-safety", "not_responsible", 0),  # the lead department
        ("agriculture-fisheries", "responsible", 3),
    ],
)
def test_who_may_add_to_an_accident(department: str, responsibility: str, deaths: int) -> None:
    lower = AccidentFollowUp(accident_number="SG", toll=Toll(reported_on=DAY, deaths=0))
    entries = [
        entry(ACCIDENT, "SG", "fire"),
        entry(acquittal(), "RD", department),
        entry(lower, "SG/1", department),
    ]
    content = with_later_reports(entries)[0].content
    assert isinstance(content, Accident)
    assert content.responsibility == responsibility
    assert content.tolls[-1].deaths == deaths


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_of_two_findings_of_one_day_the_one_known_last_holds(names: tuple[str, str]) -> None:
    entries = [
        entry(ACCIDENT, "SG", "fire"),
        entry(acquittal(), names[0], "fire", day=9),
        entry(acquittal("responsible"), names[1], "fire", day=2),
    ]
    content = with_later_reports(entries)[0].content
    assert isinstance(content, Accident)
    assert content.responsibility == "not_responsible"


@pytest.mark.parametrize(
    ("own_day", "responsibility"),
    [
        (None, "not_responsible"),
        (date(2026, 4, 30), "not_responsible"),
        (date(2026, 5, 1), "not_responsible"),  # of one day, the verdict holds
        (date(2026, 5, 2), None),
    ],
)
def test_the_accidents_own_report_holds_where_it_states_a_later_day(
    own_day: date | None, responsibility: str | None
) -> None:
    own = msgspec.structs.replace(ACCIDENT, determined_on=own_day)
    found = joined(entry(own, "SG", "fire", day=9), entry(acquittal(), "RD", "fire", day=2))
    assert found.responsibility == (responsibility or "responsible")
    assert found.determined_on == (date(2026, 5, 1) if responsibility else own_day)


def test_what_is_dated_before_the_accident_is_about_another_one() -> None:
    before = DAY - timedelta(days=1)
    raised = AccidentFollowUp(accident_number="SG", toll=Toll(reported_on=before, deaths=9))
    found = joined(
        entry(ACCIDENT, "SG", "fire"),
        entry(acquittal(determined_on=before), "RD", "fire"),
        entry(raised, "SG/1", "fire"),
    )
    assert found == ACCIDENT


@pytest.mark.parametrize(
    ("first", "last", "concealed"),
    [(True, None, True), (True, False, False), (None, True, True), (None, None, False)],
)
def test_what_was_found_of_concealment_holds_until_it_is_found_otherwise(
    first: bool | None, last: bool | None, concealed: bool
) -> None:
    found = joined(
        entry(ACCIDENT, "SG", "fire"),
        entry(acquittal("responsible", date(2026, 5, 1), first), "RD1", "fire"),
        entry(acquittal("responsible", date(2026, 6, 1), last), "RD2", "fire"),
    )
    assert found.concealed is concealed


def test_a_further_source_of_the_accident_turns_no_verdict_of_that_day() -> None:
    dated = msgspec.structs.replace(ACCIDENT, determined_on=date(2026, 5, 1))
    verdict = entry(acquittal(), "RD", "work-safety", day=2)
    for beside in ((), ("transport",)):
        told = entry(dated, "SG", "fire", day=9, beside=beside)
        assert joined(told, verdict).responsibility == "not_responsible"


@pytest.mark.parametrize(("beside", "deaths"), [("fire", 0), ("work-safety", 0), ("port", 3)])
def test_who_may_add_to_an_accident_may_do_so_beside_another(beside: str, deaths: int) -> None:
    lower = AccidentFollowUp(accident_number="SG", toll=Toll(reported_on=DAY, deaths=0))
    found = joined(
        entry(ACCIDENT, "SG", "fire"),
        entry(acquittal(), "RD", "agriculture-fisheries", beside=(beside,)),
        entry(lower, "SG/1", "agriculture-fisheries", beside=(beside,)),
    )
    assert found.tolls[-1].deaths == deaths
    assert found.responsibility == ("responsible" if deaths else "not_responsible")
