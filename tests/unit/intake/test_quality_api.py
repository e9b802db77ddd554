"""The monthly table over HTTP: who may see whose figures."""

import pytest

from schemas.vocabulary.department import departments
from tests.support.intake_desk import Desk
from tests.support.sample_files import take_files

EVERYBODY = {each.code for each in departments()}
PATH = "/data-quality?month=2026-10"


@pytest.mark.parametrize(
    ("who", "shown"),
    [("work-safety", EVERYBODY), ("auditor", EVERYBODY), ("tax", {"tax"})],
)
def test_the_lead_and_readers_see_all_and_a_department_itself(
    desk: Desk, who: str, shown: set[str]
) -> None:
    answer = desk.call("GET", PATH, who)
    assert {row["department"] for row in answer.json()} == shown


@pytest.mark.parametrize(
    ("who", "query", "status"),
    [
        ("bank", "", 403),
        ("tax", "&department=fire", 403),
        ("tax", "&department=tax", 200),
        ("work-safety", "&department=fire", 200),
        ("work-safety", "&department=nobody", 404),
    ],
)
def test_nobody_sees_what_is_not_theirs(desk: Desk, who: str, query: str, status: int) -> None:
    assert desk.call("GET", PATH + query, who).status_code == status


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "0000-01", "2026-1", "2026-10-31"])
def test_what_is_no_month_is_refused(desk: Desk, month: str) -> None:
    assert desk.call("GET", f"/data-quality?month={month}", "auditor").status_code == 422


def test_without_a_credential_nothing_is_shown(desk: Desk) -> None:
    assert desk.client.get(PATH).status_code == 401


def test_the_figures_are_exact_and_the_reasons_name_the_field(desk: Desk) -> None:
    take_files(desk.worker, ["hidden-dangers.csv"])
    (row,) = desk.call("GET", f"{PATH}&department=work-safety", "work-safety").json()
    quality = row["quality"]
    rejected = [each for each in quality["reasons"] if each["outcome"] == "rejected"]
    assert sum(each["count"] for each in rejected) == 8
    assert all(each["field"] for each in rejected)
    assert (quality["read"], quality["valid"]["full_points"]) == (160, "6")
    assert row["last_reported_on"] == "2026-10-31"
    assert row["silent_since"] is None
