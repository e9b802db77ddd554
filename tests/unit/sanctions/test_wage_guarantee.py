"""The wage-payment guarantee under Fujian's preset, with the days and sums at its boundaries."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from schemas.records import WageArrears
from services.sanctions.domain.measures import due_of
from services.sanctions.domain.measures.wage_guarantee import MEASURE
from services.sanctions.domain.terms.wage_record import wage_record
from tests.support.dossiers import EDITION, dossier, having, project
from tests.support.parameters import english_of, texts_of

APPLIED = date(2026, 11, 10)
LONG_AGO = date(2015, 1, 1)
SEVERE = {"lists": ("severe_list",)}


def arrears(found_on: date, settled_on: date | None = None) -> WageArrears:
    return WageArrears(found_on=found_on, amount=Decimal(1000), settled_on=settled_on)


def settled(on: date) -> WageArrears:
    return arrears(on, on)


def guarantee(contract_sum: str, *records, first: date = APPLIED, **more):
    """Return the guarantee of a project, the first of the enterprise or one after that of a day."""
    it = dossier("B", sector="construction", **more)
    if first != APPLIED:
        it = having(it, "first", project(None, first))
    for number, record in enumerate(records):
        it = having(it, f"arrears-{number}", record, "human-resources")
    (terms,) = due_of(MEASURE, having(it, "it", project(contract_sum, APPLIED)), EDITION)
    return terms


def test_a_first_project_pays_the_standard_share_and_is_told_why():
    terms = guarantee("100000000.33")
    assert str(terms.amount) == "1500000.00"
    assert english_of(terms) == (
        "Project 城东安置房: 1.5 % of 100,000,000.33 yuan, that is 1,500,000.00 yuan. "
        "No arrears of wages on record since 10 November 2026; what was before is not known, "
        "or was arrears, and reduces nothing."
    )
    assert (terms.agency, terms.instance) == ("human-resources", "it")


@pytest.mark.parametrize(
    ("contract", "amount", "capped"),
    [
        ("333333332.99", "4999999.99", False),
        ("333333333.33", "5000000.00", False),  # reached, not passed
        ("333333334.00", "5000000.00", True),
        ("900000000", "5000000.00", True),
    ],
)
def test_the_cap_of_five_million(contract, amount, capped):
    terms = guarantee(contract)
    assert str(terms.amount) == amount
    assert ("most_yuan" in texts_of(terms.parameters)) is capped
    assert ("at most 5,000,000.00 yuan," in english_of(terms)) is capped


@pytest.mark.parametrize(
    ("first", "percent"),
    [
        (date(2026, 11, 9), "1"),
        (date(2024, 11, 12), "1"),  # a day short of two years on record
        (date(2024, 11, 11), "0.5"),  # the window's first day
        (date(2024, 11, 10), "0.5"),
        (date(2023, 11, 12), "0.5"),  # a day short of three
        (date(2023, 11, 11), "0"),
        (date(2023, 11, 9), "0"),
    ],
)
def test_a_further_project_and_a_clean_record_since_the_first_project(first, percent):
    terms = guarantee("100000000", first=first)
    assert texts_of(terms.parameters)["guarantee_percent"] == percent
    assert terms.amount == Decimal(percent) * 1_000_000


@pytest.mark.parametrize(
    ("last_arrears", "percent"),
    [
        (date(2024, 11, 12), "2.25"),
        (date(2024, 11, 11), "2.25"),
        (date(2024, 11, 10), "0.5"),  # the window of two years begins after the corresponding day
        (date(2023, 11, 11), "0.5"),
        (date(2023, 11, 10), "0"),
        (date(2023, 11, 9), "0"),
    ],
)
def test_the_years_after_the_last_arrears(last_arrears, percent):
    terms = guarantee("100000000", settled(last_arrears), first=LONG_AGO)
    assert texts_of(terms.parameters)["guarantee_percent"] == percent


def test_it_counts_from_the_day_on_which_the_arrears_were_settled():
    long_owed = arrears(date(2020, 1, 1), date(2026, 1, 1))
    of_long_owed = guarantee("100", long_owed, first=LONG_AGO).parameters
    assert of_long_owed.arrears_on == date(2026, 1, 1)
    unsettled = arrears(date(2020, 1, 1))
    terms = guarantee("100000000", unsettled, first=LONG_AGO)
    assert texts_of(terms.parameters)["arrears_on"] == APPLIED.isoformat()
    assert terms.amount == Decimal(2_250_000)
    assert english_of(terms) == (
        "Project 城东安置房: 2.25 % of 100,000,000.00 yuan, that is 2,250,000.00 yuan. "
        "1.5 % raised by 50 % of it, without a cap: arrears of wages on 10 November 2026."
    )


def test_arrears_found_after_the_application_are_not_held_against_it():
    later = arrears(date(2026, 11, 11))
    assert texts_of(guarantee("100000000", later).parameters)["guarantee_percent"] == "1.5"


@pytest.mark.parametrize(
    ("contract", "first", "percent"),
    [
        ("3999999.99", date(2025, 11, 10), "0"),
        ("4000000", date(2025, 11, 10), "1"),  # below 4 M, not at it
        ("3999999.99", date(2025, 11, 11), "0"),
        ("3999999.99", date(2025, 11, 12), "1"),  # a day short of a clean year
        ("3999999.99", date(2026, 11, 10), "1.5"),
    ],
)
def test_small_contracts_are_exempt_after_a_clean_year(contract, first, percent):
    terms = guarantee(contract, first=first)
    assert texts_of(terms.parameters)["guarantee_percent"] == percent
    assert ("Exempt" in english_of(terms)) is (percent == "0")


def test_arrears_of_late_take_the_exemption_and_every_reduction_away():
    """Clean for more than a year, a small contract and a further project, and yet."""
    terms = guarantee("3000000", settled(date(2025, 1, 1)), first=LONG_AGO)
    assert terms.amount == Decimal("67500.00")


@pytest.mark.parametrize(
    ("contract", "amount"),
    [
        ("222222222.22", "5000000.00"),
        ("222222223", "5000000.02"),
        ("400000000", "9000000.00"),
    ],
)
def test_arrears_of_late_take_the_cap_off(contract, amount):
    terms = guarantee(contract, settled(date(2026, 1, 1)), first=LONG_AGO)
    assert str(terms.amount) == amount
    assert "most_yuan" not in texts_of(terms.parameters)


@pytest.mark.parametrize(("day", "amount"), [("2024-11-10", 2_000_000), ("2024-11-11", 9_000_000)])
def test_400_million_with_and_without_arrears_of_two_years(day, amount):
    terms = guarantee("400000000", settled(date.fromisoformat(day)), first=LONG_AGO)
    assert terms.amount == amount


@pytest.mark.parametrize("record", [(), (settled(date(2026, 1, 1)),)])
def test_the_severely_dishonest_pay_double_without_a_cap(record):
    """The raise of a listing is instead of that of arrears."""
    terms = guarantee("900000000", *record, first=LONG_AGO, **SEVERE)
    assert terms.amount == Decimal(27_000_000)
    assert guarantee("400000000", *record, first=LONG_AGO, **SEVERE).amount == 12_000_000
    assert texts_of(terms.parameters)["surcharge_percent"] == "100"
    assert texts_of(terms.parameters)["on_lists"] == "severe_list"
    assert "most_yuan" not in texts_of(terms.parameters)
    small = guarantee("3000000", *record, first=LONG_AGO, **SEVERE)
    assert small.amount == Decimal(90_000)


def test_the_blacklist_is_not_the_severe_list():
    terms = guarantee("100000000", lists=("blacklist",))
    assert terms.parameters.guarantee_percent == Decimal("1.5")


def test_projects_are_counted_by_day_then_by_record_however_they_came():
    it = dossier("B", sector="construction")
    for record_id, day in (("b", APPLIED), ("a", APPLIED), ("c", date(2026, 10, 1))):
        it = having(it, record_id, project("100000000", day))
    found = {each.instance: each.parameters.project_number for each in due_of(MEASURE, it, EDITION)}
    assert found == {"c": None, "a": 2, "b": 3}


def test_only_builders_and_known_sums_have_a_guarantee():
    other = having(dossier("B"), "it", project("100"))
    assert due_of(MEASURE, other, EDITION) == []
    builder = dossier("B", sector="construction")
    assert due_of(MEASURE, having(builder, "it", project(None)), EDITION) == []
    without = msgspec.structs.replace(EDITION, wage_guarantee=None)
    assert due_of(MEASURE, having(builder, "it", project("100")), without) == []


@pytest.mark.parametrize(
    ("last_arrears", "day", "within"),
    [
        ("2024-02-29", "2026-02-28", True),  # the window begins after 2024-02-28
        ("2024-02-29", "2026-03-01", False),
        ("2024-02-28", "2026-02-28", False),
        ("2022-02-28", "2024-02-29", False),  # and after 2022-02-28
        ("2022-03-01", "2024-02-29", True),
        ("2024-02-29", "2026-02-27", True),
    ],
)
def test_two_years_at_a_leap_day(last_arrears, day, within):
    paid = settled(date.fromisoformat(last_arrears))
    record = wage_record(date.fromisoformat(day), LONG_AGO, [paid])
    assert record.had_arrears_within(2) is within
    assert record.clean_for(2) is not within
