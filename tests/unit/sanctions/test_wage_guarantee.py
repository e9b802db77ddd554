"""The wage-payment guarantee under Fujian's preset, with the days and sums at its boundaries."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from schemas.records import WageArrears
from services.sanctions.domain.measures.wage_guarantee import due
from services.sanctions.domain.wage_record import wage_record
from tests.support.dossiers import EDITION, dossier, having, project

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
    (terms,) = due(having(it, "it", project(contract_sum, APPLIED)), EDITION)
    return terms


def test_a_first_project_pays_the_standard_share_and_is_told_why():
    terms = guarantee("100000000.33")
    assert str(terms.amount) == "1500000.00"
    assert terms.computation == (
        "1.5 % of 100,000,000.33 yuan = 1,500,000.00 yuan; the standard share; no arrears known "
        "since 2026-11-10, the first day on record: what was before is not known and reduces "
        "nothing"
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
    assert ("most_yuan" in terms.parameters) is capped
    assert (", at most 5,000,000.00 yuan;" in terms.computation) is capped


@pytest.mark.parametrize(
    ("first", "percent"),
    [
        (date(2026, 11, 9), "1"),
        (date(2024, 11, 11), "1"),  # a day short of two years on record
        (date(2024, 11, 10), "0.5"),
        (date(2024, 11, 9), "0.5"),
        (date(2023, 11, 11), "0.5"),  # a day short of three
        (date(2023, 11, 10), "0"),
        (date(2023, 11, 9), "0"),
    ],
)
def test_a_further_project_and_a_clean_record_since_the_first_project(first, percent):
    terms = guarantee("100000000", first=first)
    assert terms.parameters["guarantee_percent"] == percent
    assert terms.amount == Decimal(percent) * 1_000_000


@pytest.mark.parametrize(
    ("last_arrears", "percent"),
    [
        (date(2024, 11, 11), "2.25"),
        (date(2024, 11, 10), "2.25"),  # the corresponding day still is within two years
        (date(2024, 11, 9), "0.5"),
        (date(2023, 11, 10), "0.5"),
        (date(2023, 11, 9), "0"),
        (date(2023, 11, 8), "0"),
    ],
)
def test_the_years_after_the_last_arrears(last_arrears, percent):
    terms = guarantee("100000000", settled(last_arrears), first=LONG_AGO)
    assert terms.parameters["guarantee_percent"] == percent


def test_it_counts_from_the_day_on_which_the_arrears_were_settled():
    long_owed = arrears(date(2020, 1, 1), date(2026, 1, 1))
    assert guarantee("100", long_owed, first=LONG_AGO).parameters["arrears_on"] == "2026-01-01"
    unsettled = arrears(date(2020, 1, 1))
    terms = guarantee("100000000", unsettled, first=LONG_AGO)
    assert terms.parameters["arrears_on"] == APPLIED.isoformat()
    assert terms.amount == Decimal(2_250_000)
    assert terms.computation == (
        "2.25 % of 100,000,000.00 yuan = 2,250,000.00 yuan; "
        "1.5 % raised by 50 % of it: arrears on 2026-11-10"
    )


def test_arrears_found_after_the_application_are_not_held_against_it():
    later = arrears(date(2026, 11, 11))
    assert guarantee("100000000", later).parameters["guarantee_percent"] == "1.5"


@pytest.mark.parametrize(
    ("contract", "first", "percent"),
    [
        ("3999999.99", date(2025, 11, 10), "0"),
        ("4000000", date(2025, 11, 10), "1"),  # below 4 M, not at it
        ("3999999.99", date(2025, 11, 11), "1"),  # a day short of a clean year
        ("3999999.99", date(2026, 11, 10), "1.5"),
    ],
)
def test_small_contracts_are_exempt_after_a_clean_year(contract, first, percent):
    terms = guarantee(contract, first=first)
    assert terms.parameters["guarantee_percent"] == percent
    assert ("exempt" in terms.computation) is (percent == "0")


def test_arrears_of_late_take_the_exemption_and_every_reduction_away():
    """Clean for more than a year, a small contract and a further project, and yet."""
    terms = guarantee("3000000", settled(date(2025, 1, 1)), first=LONG_AGO)
    assert terms.amount == Decimal("67500.00")


@pytest.mark.parametrize(
    ("contract", "amount", "capped"),
    [
        ("222222221.99", "4999999.99", False),
        ("222222222.22", "5000000.00", False),  # reached, not passed
        ("222222223", "5000000.00", True),
        ("300000000", "5000000.00", True),
    ],
)
def test_the_cap_is_put_on_the_raised_sum(contract, amount, capped):
    terms = guarantee(contract, settled(date(2026, 1, 1)), first=LONG_AGO)
    assert str(terms.amount) == amount
    assert ("most_yuan" in terms.parameters) is capped


@pytest.mark.parametrize("record", [(), (settled(date(2026, 1, 1)),)])
def test_the_severely_dishonest_pay_double_without_a_cap(record):
    """The raise of a listing is instead of that of arrears."""
    terms = guarantee("900000000", *record, first=LONG_AGO, **SEVERE)
    assert terms.amount == Decimal(27_000_000)
    assert terms.parameters["surcharge_percent"] == "100"
    assert terms.parameters["on_lists"] == "severe_list"
    assert "most_yuan" not in terms.parameters
    small = guarantee("3000000", *record, first=LONG_AGO, **SEVERE)
    assert small.amount == Decimal(90_000)


def test_the_blacklist_is_not_the_severe_list():
    assert guarantee("100000000", lists=("blacklist",)).parameters["guarantee_percent"] == "1.5"


def test_projects_are_counted_by_day_then_by_record_however_they_came():
    it = dossier("B", sector="construction")
    for record_id, day in (("b", APPLIED), ("a", APPLIED), ("c", date(2026, 10, 1))):
        it = having(it, record_id, project("100000000", day))
    found = {each.instance: each.parameters.get("project_number") for each in due(it, EDITION)}
    assert found == {"c": None, "a": "2", "b": "3"}


def test_only_builders_and_known_sums_have_a_guarantee():
    other = having(dossier("B"), "it", project("100"))
    assert due(other, EDITION) == []
    builder = dossier("B", sector="construction")
    assert due(having(builder, "it", project(None)), EDITION) == []
    without = msgspec.structs.replace(EDITION, wage_guarantee=None)
    assert due(having(builder, "it", project("100")), without) == []


@pytest.mark.parametrize(("day", "clean"), [(date(2026, 2, 28), False), (date(2026, 3, 1), True)])
def test_two_years_from_a_leap_day_are_over_on_the_first_of_march(day, clean):
    assert wage_record(day, date(2024, 2, 29), []).clean_for(2) is clean
    four_years = wage_record(date(2028, 2, 29), date(2024, 2, 29), [])
    assert four_years.clean_for(4)
