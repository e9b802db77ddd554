"""What a person decided about a code whose check fails holds at every door of the city."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from schemas.topics import ALERTS, REPORT_RECEIPTS, SAFETY_RECORDS, SCORING
from services.chassis.clock import clock_at
from services.chassis.http.credentials import CredentialFile, issue_reader
from services.chassis.views.store import MemoryViews
from services.command_line import (
    bid_opening_command,
    certificate_command,
    measures_command,
    standing_command,
)
from services.command_line.app import build
from services.intake import read_model
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.submission import Sender, submit_rows
from services.intake.stage import load_rulebook
from services.notify.adapters.changes.feed import ChangesPage
from services.notify.adapters.contacts.contacts_file import read_contacts
from services.sanctions import api as sanctions_api
from services.sanctions.settings import SanctionsSettings
from services.scoring import api as scoring_api
from services.scoring.settings import ScoringSettings
from tests.support.certificate_requests import HandledAll, MemoryRequestLog, opening_issuer
from tests.support.change_feeds import PLACE, Feed
from tests.support.change_feeds import client as feed_client
from tests.support.contact_desk import MAIL, Contacts
from tests.support.decisions import decision
from tests.support.played_city import PlayedCity
from tests.support.signing_keys import set_up
from tests.support.stored_views import opening
from tests.support.subscription_desk import Subscribers, subscribers

__all__ = ["subscribers"]
CODE = "N2330203MF1234567A"  # the check character that fits is E
OTHER, ABSORBED = "N2330203MF1234567B", "N2330203MF1234567C"
DAY = date(2026, 10, 31)
RULEBOOK = load_rulebook()
LOT = ("--lot", "滨海路三期", "--value", "60000000")


def registration(code: str, **more: str) -> dict[str, str]:
    return {"统一社会信用代码": code, "企业名称": f"示例村{code[-1]}社", "行业领域": "工业", **more}


@dataclass
class City:
    city: PlayedCity
    views: MemoryViews
    asking: dict[str, TestClient]

    def run(self, *words: str) -> tuple[int, str]:
        result = CliRunner().invoke(build(), list(words))
        return result.exit_code, result.output

    def report(self, department: str, layout: str, fields: dict[str, object]) -> str:
        """Report a row, and return what became of it."""
        sender = Sender(department, clock_at(DAY)())
        digest = f"{layout} {sorted(fields.items())}"
        self.city.report(submit_rows(RULEBOOK, sender, layout, digest, [Row(2, dict(fields))]))
        return self.city.facts(REPORT_RECEIPTS)[-1].body.outcome


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder = tmp_path_factory.mktemp("city")
    played = PlayedCity(1)
    played.begin(DAY)
    with pytest.MonkeyPatch.context() as patch:
        views = MemoryViews()
        it = City(played, views, {})
        assert it.report("market-supervision", "enterprise-registry", registration(CODE)) == (
            "quarantined"
        )
        (waiting,) = read_model.quarantine(played.workers[0].views)
        assert (waiting.identifier, waiting.proposals) == (f"code:{CODE}", (f"{CODE[:-1]}E",))
        played.report(decision(f"code:{CODE}", CODE))
        played.report(decision(f"code:{OTHER}", OTHER))
        assert it.report("work-safety", "record", accident(CODE)) == "accepted"
        for worker in played.workers:
            views.values.update(worker.views.values)
            views.hashes.update(worker.views.hashes)
        patch.setattr(standing_command, "scoring_views", opening(views))
        scoring_worker = next(each for each in played.workers if each.stage.service == SCORING)
        for command in (bid_opening_command, certificate_command):
            patch.setattr(command, "opened_issuer", opening_issuer(scoring_worker))
        for command in (bid_opening_command, measures_command):
            patch.setattr(command, "sanctions_views", opening(views))
        keys = set_up(folder)
        for name, setting in keys.settings.items():
            patch.setenv(name, setting)
        patch.setenv("CITY_DAY", str(DAY))
        patch.setenv("COLUMNS", "220")
        scopes = ("standings:read", "measures:read")
        credential, token = issue_reader("bank", scopes, datetime.now(UTC), None, "loans")
        CredentialFile(folder / "credentials.json").add(credential)
        known = {"credentials_file": folder / "credentials.json", "city_day": DAY}
        for name, app in (
            (
                "scoring",
                scoring_api.create_app(
                    ScoringSettings(**known),
                    views,
                    MemoryRequestLog(scoring_worker),
                    HandledAll(),
                ),
            ),
            ("sanctions", sanctions_api.create_app(SanctionsSettings(**known), views)),
        ):
            assert isinstance(app, FastAPI)
            it.asking[name] = TestClient(app, headers={"Authorization": f"Bearer {token}"})
        yield it


def accident(code: str) -> dict[str, object]:
    content = {
        "kind": "accident",
        "happened_at": "2026-10-30T08:00:00+08:00",
        "tolls": [{"reported_on": "2026-10-30", "deaths": 3}],
        "loss": 3600000,
        "responsibility": "responsible",
    }
    return {
        "code": code,
        "document_number": "事故〔2026〕1号",
        "occurred_on": "2026-10-30",
        "content": content,
    }


def test_its_records_are_admitted_and_its_people_alerted(city: City) -> None:
    records = [f for f in city.city.facts(SAFETY_RECORDS) if f.subject == CODE]
    assert {f.body.content.__class__.__name__ for f in records} == {"Registration", "Accident"}
    assert any(f.body.about == CODE for f in city.city.facts(ALERTS))


def test_its_standing_is_answered(city: City) -> None:
    code, said = city.run("standing", CODE, "--json")
    assert (code, json.loads(said)["grade"]) == (0, "D"), said
    for path in ("", "/explanation", "/forecast", "/changes"):
        answer = city.asking["scoring"].get(f"/standings/{CODE.lower()}{path}")
        assert answer.status_code == 200, answer.text
    what_if = city.asking["scoring"].post(f"/standings/{CODE}/what-if", json={})
    assert what_if.status_code == 200, what_if.text


def test_its_measures_are_answered(city: City) -> None:
    code, said = city.run("measures", CODE, "--json")
    assert code == 0
    assert {json.loads(line)["code"] for line in said.splitlines()} == {CODE}
    answer = city.asking["sanctions"].get(f"/enterprises/{CODE}/measures")
    assert answer.status_code == 200
    assert answer.json()
    asked = {"lot": "x", "value": "60000000", "bidders": [CODE]}
    (bidder,) = city.asking["sanctions"].post("/lots/check", json=asked).json()["bidders"]
    assert (bidder["code"], bidder["known"], bidder["doubt"]) == (CODE, True, None)


def test_its_certificate_is_issued_and_the_opening_of_bids_lists_it(
    city: City, tmp_path: Path
) -> None:
    code, said = city.run("certificate", "issue", CODE, "--lot", "x")
    assert (code, said.count(".")) == (0, 2), said
    bidders = tmp_path / "bidders.txt"
    bidders.write_text(CODE, "utf-8")
    code, said = city.run("certificate", "issue", "--codes", str(bidders), "--lot", "x")
    assert (code, json.loads(said)["grade"]) == (0, "D"), said
    answer = city.asking["scoring"].post("/certificates/batch", json={"codes": [CODE], "lot": "x"})
    assert answer.json()["certificates"][0]["reason"] is None
    folder = tmp_path / "certificates"
    code, said = city.run("bid-opening", str(bidders), *LOT, "--certificates", str(folder))
    assert (code, f"D: {CODE}.jws" in said) == (0, True), said


def test_it_is_subscribed_to_and_the_feed_takes_it(subscribers: Subscribers) -> None:
    for who, selection in (
        ("bank", {"kinds": ["grade-changed"], "codes": [CODE.lower()]}),
        ("portal", {"kinds": ["alert-raised"], "recipients": [CODE]}),
    ):
        answer = subscribers.subscribe(who, **selection)
        assert answer.status_code == 201, answer.text
    assert subscribers.stated[0].body.selection.codes == (CODE,)
    feed = Feed(ChangesPage([], {PLACE: 9}, more=False))
    assert feed_client(feed).get("/changes", params={"codes": CODE}).status_code == 200
    assert feed.asked[0][1].codes == (CODE,)
    wrong = feed_client(feed).get("/changes", params={"codes": CODE[:-1]})
    assert (wrong.status_code, "17 characters" in wrong.json()["detail"]) == (422, True)


def test_its_contacts_are_taken(tmp_path: Path) -> None:
    api = Contacts(tmp_path)
    body = {"addresses": [MAIL], "electronic_service_agreed_on": "2026-01-02"}
    assert api.call("PUT", "clerk", CODE, body).status_code == 200
    assert api.call("GET", "reader", CODE).json()["addresses"] == [MAIL]
    file = tmp_path / "contacts.csv"
    file.write_text(
        "recipient,language,channel,address,agreed_on\n"
        f"{CODE},chinese,mail,duty@enterprise.example,2026-01-02\n",
        "utf-8",
    )
    (stated,) = read_contacts(file, DAY)
    assert stated.recipient == CODE


def test_it_succeeds_and_is_succeeded(city: City) -> None:
    """Another decided code names it, and it names one of which nobody decided anything."""
    row = registration(OTHER, 曾用统一社会信用代码=ABSORBED)
    assert city.report("market-supervision", "enterprise-registry", row) == "accepted"
    (record,) = [f for f in city.city.facts(SAFETY_RECORDS) if f.subject == OTHER]
    assert record.body.content.former_codes == (ABSORBED,)
