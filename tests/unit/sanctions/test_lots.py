"""Who may bid for a lot on the day of the opening."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from fastapi.testclient import TestClient

from schemas.records import MeasureAct
from schemas.vocabulary.measure_kind import MeasureKind
from services.chassis.http.credentials import CredentialFile, issue_reader
from services.sanctions.api import create_app
from services.sanctions.domain.lots import Limit, admission
from services.sanctions.read_model import lot_admission, numbers
from services.sanctions.settings import SanctionsSettings
from tests.support.enterprise import CODE, Enterprise
from tests.support.parameters import parameters
from tests.support.recorded_accesses import accesses_in

FALL, EFFECT = date(2026, 11, 10), date(2026, 11, 25)
OTHER = "11330206002954449B"


def limit(status: str = "in_force", **texts: str) -> Limit:
    return Limit(f"{status}-{texts}", MeasureKind.BIDDING_LIMIT, status, parameters(**texts))


@pytest.mark.parametrize(
    ("value", "admitted"), [("9999999.99", True), ("10000000", False), ("0", True)]
)
def test_a_limit_is_exclusive(value, admitted):
    found = admission([limit(lots_below_yuan="10000000")], Decimal(value))
    assert (found.admitted, found.below) == (admitted, Decimal(10000000))


def test_the_strictest_of_those_in_effect_decides():
    found = admission([limit(lots_below_yuan="10000000"), limit(no_lots_for="D")], Decimal(1))
    assert (found.admitted, found.order, found.below) == (False, limit(no_lots_for="D").order, 0)


@pytest.mark.parametrize("status", ["proposed", "noticed", "defended", "decided", "suspended"])
def test_what_is_not_in_effect_binds_nobody(status):
    found = admission([limit(status, no_lots_for="D")], Decimal(10**9))
    assert (found.admitted, found.under_way, found.below) == (True, True, None)


def test_a_value_below_nothing_is_refused():
    with pytest.raises(ValueError, match="0 yuan or more, not -1"):
        admission([], Decimal(-1))


@pytest.fixture
def client(tmp_path) -> TestClient:
    it = Enterprise()
    it.rated("B", FALL, sector="construction")
    it.rated("D", FALL, sector="construction")
    it.days_pass(EFFECT)
    number = it.order("bidding_limit").number
    stop = MeasureAct(
        measure=MeasureKind.BIDDING_LIMIT, act="suspended", acted_on=date(2026, 12, 5), order=number
    )
    it.reported(stop, date(2026, 12, 5), "stop")
    path = tmp_path / "credentials.json"
    credential, token = issue_reader("platform", ("measures:read",), datetime.now(UTC))
    CredentialFile(path).add(credential)
    settings = SanctionsSettings(credentials_file=path, city_day=date(2026, 12, 10))
    client = TestClient(create_app(settings, it.worker.views))
    client.headers["Authorization"] = f"Bearer {token}"
    client.number = number
    return client


def checked(client, on: str, **more):
    asked = {
        "lot": "滨海路三期 1标",
        "value": "60000000",
        "on": on,
        "bidders": [CODE.lower(), OTHER],
    }
    return client.post("/lots/check", json=asked | more)


@pytest.mark.parametrize(
    ("on", "admitted", "under_way"),
    [
        ("2026-11-09", True, False),
        ("2026-11-24", True, True),
        ("2026-11-25", False, False),
        ("2026-12-04", False, False),
        ("2026-12-05", True, True),
    ],
)
def test_all_bidders_in_one_call_on_any_past_day(client, on, admitted, under_way):
    answer = checked(client, on)
    assert answer.status_code == 200, answer.text
    first, second = answer.json()["bidders"]
    assert (first["code"], first["admitted"], first["under_way"]) == (CODE, admitted, under_way)
    assert first["order"] == (None if admitted else client.number)
    assert first["certificate"].startswith(f"/standings/{CODE}/certificate?lot=%E6%BB%A8")
    assert (second["code"], second["known"], second["admitted"]) == (OTHER, False, True)


def test_each_bidder_is_on_record_with_the_lot(client):
    asked = checked(client, "2026-12-01").json()
    (entry,) = accesses_in(client.app)
    assert set(entry.codes) == {bidder["code"] for bidder in asked["bidders"]}
    assert (entry.question, entry.purpose) == ("POST /lots/check", asked["lot"])


def test_a_day_to_come_or_a_wrong_code_is_refused(client):
    assert checked(client, "2026-12-11").status_code == 422
    wrong = checked(client, "2026-12-01", bidders=["91350100M000100Y4"])
    assert (wrong.status_code, "91350100M000100Y4" in wrong.json()["detail"]) == (422, True)
    (mistyped,) = checked(client, "2026-12-01", bidders=["91350100M000100Y4Z"]).json()["bidders"]
    assert mistyped["known"] is False
    assert "its check character does not fit" in mistyped["doubt"]
    assert checked(client, "2026-12-01", value="-1").status_code == 422
    assert checked(client, "2026-12-01", bidders=[]).status_code == 422
    client.headers.pop("Authorization")
    assert checked(client, "2026-12-01").status_code == 401


def test_a_past_day_is_answered_with_the_limit_of_that_day():
    it = Enterprise()
    it.rated("A", FALL, sector="construction")
    it.rated("D", FALL, sector="construction")
    it.days_pass(EFFECT)
    it.rated("B", date(2026, 12, 10), sector="construction")
    views = it.worker.views
    lot = Decimal(60_000_000)
    then = lot_admission(views, CODE, numbers(views, CODE), lot, date(2026, 12, 9))
    assert (then.admitted, then.below) == (False, 0)
    now = lot_admission(views, CODE, numbers(views, CODE), lot, date(2026, 12, 10))
    assert (now.admitted, now.below) == (True, Decimal(100_000_000))


def test_a_list_bars_after_notice_and_leaving_it_opens_at_once():
    it = Enterprise()
    it.rated("B", FALL, sector="construction")
    it.rated("B", date(2026, 11, 11), sector="construction", lists=("severe_list",))
    lot, views = Decimal(5_000_000), it.worker.views
    assert lot_admission(views, CODE, numbers(views, CODE), lot, date(2026, 11, 11)).admitted
    it.days_pass(date(2026, 11, 30))
    assert not lot_admission(views, CODE, numbers(views, CODE), lot, date(2026, 11, 30)).admitted
    it.rated("C", date(2026, 12, 1), sector="construction", lists=("severe_list",))
    assert not lot_admission(views, CODE, numbers(views, CODE), lot, date(2026, 12, 1)).admitted
    it.rated("C", date(2026, 12, 5), sector="construction")
    assert lot_admission(views, CODE, numbers(views, CODE), lot, date(2026, 12, 5)).admitted
