"""The API of scoring answers from its views alone."""

from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from services.chassis.clock import clock_at, system_clock
from services.chassis.http.credentials import CredentialFile, issue_reader
from services.chassis.signing.key_folder import KeyFolder
from services.chassis.signing.key_register import KeyPurpose
from services.chassis.signing.keys import load_public_key
from services.chassis.signing.register_file import read_register
from services.scoring.adapters.certificates.certificate import verified
from services.scoring.adapters.http.certificates import MOST_CODES
from services.scoring.api import create_app
from services.scoring.settings import ScoringSettings
from tests.support.certificate_requests import HandledAll, MemoryRequestLog
from tests.support.fatal_accident import CERTIFIED, FATAL, REGISTERED
from tests.support.recorded_accesses import accesses_in
from tests.support.safety_records import CODE, Scoring
from tests.support.signing_keys import set_up


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    file = tmp_path / "credentials.json"
    reading, token = issue_reader("bank", ["standings:read"], system_clock(), purpose="loans")
    other, _ = issue_reader("other", ["measures:read"], system_clock())
    for credential in (reading, other):
        CredentialFile(file).add(credential)
    scoring = Scoring()
    scoring.take(REGISTERED, CERTIFIED, FATAL)
    settings = ScoringSettings(credentials_file=file, city_day=date(2026, 10, 31))
    app = create_app(settings, scoring.worker.views)
    return TestClient(app, headers={"Authorization": f"Bearer {token}"})


def test_who_reads_a_standing_is_on_record(client: TestClient) -> None:
    client.get(f"/standings/{CODE.lower()}")
    client.get(f"/standings/{CODE}/explanation", headers={"Access-Purpose": "an appeal"})
    client.get("/standings/91330200MA2ABCDE0X")
    client.get("/grades")
    app: FastAPI = client.app  # type: ignore[assignment]  # an application of ours
    entries = [(each.question, each.codes, each.purpose, each.status) for each in accesses_in(app)]
    assert entries == [
        ("GET /standings/{code}", (CODE,), "loans", 200),
        ("GET /standings/{code}/explanation", (CODE,), "an appeal", 200),
        ("GET /standings/{code}", ("91330200MA2ABCDE0X",), "loans", 404),
    ]


def test_the_standing_now(client: TestClient) -> None:
    answer = client.get(f"/standings/{CODE.lower()}").json()
    assert (answer["code"], answer["grade"], answer["score"]) == (CODE, "D", "50")
    assert answer["lines"][0]["document_number"] == "SG-1"
    assert answer["overrides"][0]["effect"] == {"kind": "grades_down", "grades": 2}


def test_the_standing_on_another_day_and_as_known_then(client: TestClient) -> None:
    def grade(**query: str) -> object:
        return client.get(f"/standings/{CODE}", params=query).json()["grade"]

    assert grade(on="2026-02-28") == "A"
    assert grade(on="2026-03-01") == "D"
    assert grade(on="2026-03-01", as_known="2026-03-01") == "A"
    assert grade(on="2027-03-02") == "C"
    assert grade(as_known="2026-01-31") == "A"


def test_the_explanation_in_both_languages(client: TestClient) -> None:
    assert "等级: D" in client.get(f"/standings/{CODE}/explanation").text
    english = client.get(
        f"/standings/{CODE}/explanation", params={"language": "en", "on": "2026-02-28"}
    )
    assert "Grade: A" in english.text


def test_the_table_of_grades(client: TestClient) -> None:
    assert client.get("/grades").json() == {"hazardous_chemicals": {"D": 1}}


def test_who_is_not_rated_is_not_found(client: TestClient) -> None:
    assert client.get("/standings/91350100M000100Y43").status_code == 404
    early = client.get(f"/standings/{CODE}", params={"as_known": "2025-12-31"})
    assert early.status_code == 404
    assert client.get(f"/standings/{CODE}", params={"on": "yesterday"}).status_code == 422


def test_without_the_scope_nothing_is_read(client: TestClient) -> None:
    client.headers.pop("Authorization")
    for path in (f"/standings/{CODE}", f"/standings/{CODE}/explanation", "/grades"):
        assert client.get(path).status_code == 401


def test_the_explanation_as_a_page_and_as_json(client: TestClient) -> None:
    page = client.get(f"/standings/{CODE}/explanation", params={"form": "html"})
    assert page.headers["content-type"].startswith("text/html")
    assert "一般事故（有死亡）<small>Ordinary accident with death</small>" in page.text
    sheet = client.get(f"/standings/{CODE}/explanation", params={"form": "json"}).json()
    assert sheet["points"][1]["documents"] == ["SG-1"]


def test_the_forecast(client: TestClient) -> None:
    found = client.get(f"/standings/{CODE}/forecast", params={"on": "2026-04-01"}).json()
    assert (found["grade"], found["next_grade"]) == ("D", "C")
    assert found["grade_changes_on"] == "2027-03-02"
    ended = [reason["rule"] for step in found["steps"] for reason in step["ended"]]
    assert "accident_ordinary_with_death" in ended
    short = client.get(f"/standings/{CODE}/forecast", params={"on": "2026-04-01", "steps": 1})
    assert len(short.json()["steps"]) == 1


def test_what_if(client: TestClient) -> None:
    penalty = {"kind": "penalty", "severity": "general", "decided_on": "2026-03-05"}
    suppose = {"with": [{"number": "P", "content": penalty}], "without": ["SG-1"]}
    answer = client.post(
        f"/standings/{CODE}/what-if", json=suppose, params={"on": "2026-03-10"}
    ).json()
    assert (answer["now"]["grade"], answer["now"]["score"]) == ("D", "50")
    assert (answer["then"]["grade"], answer["then"]["score"]) == ("B", "85")
    nan = {**penalty, "fine": "NaN"}
    for wrong in (
        {"without": ["SG-9"]},
        {"with": [{"number": "P", "content": {"kind": "x"}}]},
        {"with": [{"number": "P", "content": {"kind": ["penalty"]}}]},
        {"with": [{"number": "P", "content": nan}]},
    ):
        assert client.post(f"/standings/{CODE}/what-if", json=wrong).status_code == 422


def test_under_another_edition_and_what_was_published(client: TestClient) -> None:
    wrong = client.get(f"/standings/{CODE}", params={"edition": "transport-1999"})
    assert wrong.status_code == 404
    right = client.get(f"/standings/{CODE}", params={"edition": "hazardous_chemicals-2025"})
    assert right.json()["grade"] == "D"
    changes = client.get(f"/standings/{CODE}/changes").json()
    assert [(each["from_grade"], each["to_grade"]) for each in changes] == [
        (None, "C"),
        ("C", "A"),
        ("A", "D"),
    ]
    assert changes[-1]["known_at"].startswith("2026-03-02")


def test_the_document_names_every_form_of_an_explanation(client: TestClient) -> None:
    path = client.get("/openapi.json").json()["paths"]["/standings/{code}/explanation"]
    for form in ("text", "html", "json"):
        answer = client.get(f"/standings/{CODE}/explanation", params={"form": form})
        documented = path["get"]["responses"][str(answer.status_code)]["content"]
        assert answer.headers["Content-Type"].partition(";")[0] in documented


def test_without_a_key_no_certificates_are_issued(client: TestClient) -> None:
    answer = client.post(f"/standings/{CODE}/certificate", params={"lot": "1"})
    assert answer.status_code == 503
    assert "CERTIFICATE_KEYS" in answer.json()["detail"]
    for path in ("/keys", "/keys/register"):
        answer = client.get(path)
        assert (answer.status_code, "KEY_REGISTER" in answer.json()["detail"]) == (503, True)


@pytest.fixture
def asking(tmp_path: Path) -> TestClient:
    file = tmp_path / "credentials.json"
    reading, token = issue_reader("bids", ["standings:read"], system_clock())
    CredentialFile(file).add(reading)
    scoring = Scoring()
    scoring.take(REGISTERED, CERTIFIED, FATAL)
    keys = set_up(tmp_path)
    settings = ScoringSettings(
        credentials_file=file,
        city_day=date(2026, 10, 31),
        key_register=keys.register,
        key_authority=keys.authority_public,
        certificate_keys=(keys.key(KeyPurpose.CERTIFICATES),),
    )
    log = MemoryRequestLog(scoring.worker)
    app = create_app(settings, scoring.worker.views, log, HandledAll())
    return TestClient(app, headers={"Authorization": f"Bearer {token}"})


def test_a_certificate_over_http(asking: TestClient, tmp_path: Path) -> None:
    answer = asking.post(
        f"/standings/{CODE}/certificate", params={"lot": "第2标段", "on": "2026-02-28"}
    ).json()
    without_credential = asking.get("/keys", headers={"Authorization": ""})
    assert without_credential.headers["Cache-Control"] == "public, max-age=300"
    stated_keys = {each["purpose"]: each for each in without_credential.json()["keys"]}
    assert stated_keys.keys() == {"seals", "certificates", "badges"}
    assert stated_keys["certificates"]["state"] == "in force"
    assert stated_keys["certificates"]["key_id"] == answer["key_id"]
    authority = load_public_key(KeyFolder(tmp_path / "keys").authority_public)
    register = read_register(
        asking.get("/keys/register", headers={"Authorization": ""}).text, authority
    )
    now = clock_at(date(2026, 11, 1))()
    for wrong in ({"lot": "x", "on": "2026-11-01"}, {"lot": ""}, {"lot": " "}):
        assert asking.post(f"/standings/{CODE}/certificate", params=wrong).status_code == 422
    unknown = asking.post("/standings/91350100M000100Y43/certificate", params={"lot": "x"})
    assert (unknown.status_code, "is not rated" in unknown.json()["detail"]) == (404, True)
    stated = verified(answer["certificate"], register, now)
    assert (stated.grade, stated.purpose, stated.sub) == ("A", "第2标段", CODE)
    assert stated.day == date(2026, 2, 28)


def test_all_bidders_of_a_lot_in_one_call(asking: TestClient) -> None:
    codes = [f" {CODE.lower()}", "91350100M000100Y43", "91350100M000100Y4Z", "12345", CODE]
    asked = {"codes": codes, "lot": "第2标段", "on": "2026-02-28"}
    answer = asking.post("/certificates/batch", json=asked)
    assert answer.status_code == 200, answer.text
    first, *others = answer.json()["certificates"]
    alone = asking.post(
        f"/standings/{CODE}/certificate", params={"lot": "第2标段", "on": asked["on"]}
    )
    expected = alone.json()
    for own in ("certificate", "serial"):
        assert first["issued"].pop(own) != expected.pop(own), "each has its serial"
    assert first == {"code": CODE, "issued": expected, "reason": None}
    assert [(each["code"], each["issued"]) for each in others] == [(c, None) for c in codes[1:4]]
    assert "is not rated" in others[0]["reason"]
    assert "is not rated" in others[1]["reason"]
    assert "its check character does not fit" in others[1]["reason"]
    assert "is no unified social credit code" in others[2]["reason"]


def test_what_no_lot_can_ask_is_refused(asking: TestClient, client: TestClient) -> None:
    good = {"codes": [CODE], "lot": "x"}
    for wrong in (
        {"on": "2026-11-01"},  # to come
        {"lot": " "},
        {"codes": []},
        {"codes": [CODE] * (MOST_CODES + 1)},
        {"day": "2026-02-28"},
    ):
        assert asking.post("/certificates/batch", json=good | wrong).status_code == 422, wrong
    assert client.post("/certificates/batch", json=good).status_code == 503
    assert asking.post("/certificates/batch", json=good).status_code == 200
