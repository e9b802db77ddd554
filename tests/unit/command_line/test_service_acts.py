"""A decision is served electronically: from the alert over the receipt to the act, in memory."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest
from fastapi.testclient import TestClient
from msgspec.structs import replace

from schemas.codec import encode
from schemas.messages import (
    ContactsStated,
    Fact,
    MeasureChanged,
    ReceiptRecorded,
    ServedDocument,
)
from schemas.topics import (
    ALERTS,
    CONTACTS,
    DELIVERY_RECEIPTS,
    MEASURE_CHANGES,
    NOTIFY,
    SANCTIONS,
    SERVICES,
    Topic,
)
from schemas.vocabulary.measure_kind import MeasureKind
from services.chassis.clock import clock_at
from services.chassis.http.credentials import CredentialFile, issue_reader
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.processing.fold import Received
from services.chassis.processing.memory_log import MemoryLog, run_until_quiet
from services.command_line.service_acts_command import ServiceAct, act_report, first_services
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.submission import Sender, submit_rows
from services.intake.stage import load_rulebook
from services.notify.api import create_app
from services.notify.settings import NotifySettings
from tests.support.adoption import adopt
from tests.support.memory_city import MemoryPublisher
from tests.support.played_city import PlayedCity
from tests.support.source_tree import ROOT

CODE = "91990105NBFJGG5F8J"
FALL, DECIDED, READ = date(2026, 11, 10), date(2026, 11, 25), date(2026, 11, 27)
KIND = MeasureKind.TAX_REBATE_CANCELLED
DOCUMENT = ServedDocument(order="O-1", measure=KIND, agency="tax", act="served")


class City(PlayedCity):
    """Five stages on one log, where the agency itself gives notice, decides and serves."""

    def __init__(self, folder: Path) -> None:
        for service in SERVICES:
            copytree(ROOT / "services" / service / "rulebook", folder / service)
        for file in (folder / SANCTIONS).glob("*.yaml"):
            text = file.read_text("utf-8")
            for step in ("notice", "undefended", "service"):
                text = text.replace(f"  {step}: system\n", f"  {step}: agency\n")
            file.write_text(text, "utf-8")
            adopt(file)
        super().__init__(partitions=1, rulebooks=folder)
        self.rulebook = load_rulebook()
        self.said = 0

    def say(self, department: str, day: date, number: str, **content: object) -> None:
        self.said += 1
        sender = Sender(department, clock_at(day)())
        fields = {
            "code": CODE,
            "document_number": number,
            "occurred_on": day.isoformat(),
            "content": content,
        }
        digest = f"report {self.said}"
        self.report(submit_rows(self.rulebook, sender, "record", digest, [Row(1, fields)]))

    def bodies(self, topic: Topic, type_: type) -> list:
        return [fact.body for fact in self.facts(topic) if isinstance(fact.body, type_)]

    def changes(self) -> list[MeasureChanged]:
        return [b for b in self.bodies(MEASURE_CHANGES, MeasureChanged) if b.measure is KIND]


@pytest.fixture
def decided(tmp_path) -> City:
    """The tax agency decided, after notice, that an enterprise of grade D loses its rebate."""
    city = City(tmp_path / "rules")
    city.begin(date(2026, 11, 2))
    registration = {"name": "永固化工", "sector": "hazardous_chemicals"}
    city.say("market-supervision", date(2026, 11, 2), "DJ-1", kind="registration", **registration)
    rebate = {"amount": 4120000, "period_begins": "2027-01-01"}
    city.say("tax", date(2026, 11, 2), "税返1", kind="tax_rebate", **rebate)
    city.begin(FALL)
    accident = {
        "happened_at": "2026-11-09T22:20:00Z",
        "tolls": [{"reported_on": FALL.isoformat(), "deaths": 1, "serious_injuries": 1}],
        "loss": 3600000,
        "responsibility": "responsible",
    }
    city.say("work-safety", FALL, "SG-1", kind="accident", **accident)
    act = {"kind": "measure_act", "measure": KIND.value}
    city.say("tax", FALL, "告1", act="noticed", acted_on=FALL.isoformat(), **act)
    taken = {"outcome": "taken", "office": "法规科", "officer": "T-7"}
    city.begin(DECIDED)
    city.say("tax", DECIDED, "决1", act="decided", acted_on=DECIDED.isoformat(), **act, **taken)
    assert city.changes()[-1].to_status == "decided"
    return city


def test_who_agreed_and_acknowledges_is_served_and_the_measure_takes_effect(decided, tmp_path):
    contacts = ContactsStated(
        recipient=CODE,
        language="chinese",
        sealed=None,
        key=None,
        electronic_service_agreed_on=FALL,
    )
    client, alert = portal(decided, tmp_path, contacts)
    answer = client.post(f"/alerts/{alert}/receipts", json={"status": "acknowledged"})
    assert answer.status_code == 201
    order = answer.json()["serves"]
    run_until_quiet(decided.workers)
    again = client.post(f"/alerts/{alert}/receipts", json={"status": "acknowledged"})
    assert (again.status_code, again.json()) == (200, answer.json())
    receipts = decided.log.all(DELIVERY_RECEIPTS.name)
    assert len(receipts) == 1
    assert list(first_services(receipts, "peoples-bank")) == []
    (served,) = first_services(receipts, "tax")
    assert (served.code, served.document.order, served.document.act) == (CODE, order, "served")
    decided.begin(READ)
    first, again = act_report(decided.rulebook, served), act_report(decided.rulebook, served)
    for submission in (first, again):
        decided.report(replace(fact, known_at=clock_at(READ)()) for fact in submission.facts)
    assert [fact.id for fact in first.facts] == [fact.id for fact in again.facts]
    last = decided.changes()[-1]
    assert last.to_status == "in_force"
    assert [(each.status, each.since) for each in last.history][-2:] == [
        ("served", READ),
        ("in_force", READ),
    ]


def test_who_did_not_agree_is_not_served_by_reading(decided, tmp_path):
    client, alert = portal(decided, tmp_path, None)
    answer = client.post(f"/alerts/{alert}/receipts", json={"status": "read"})
    assert answer.json()["serves"] is None
    assert list(first_services(decided.log.all(DELIVERY_RECEIPTS.name), "tax")) == []


def note(log: MemoryLog, status: str, at: datetime, serves: ServedDocument = DOCUMENT) -> None:
    """Write a receipt of an alert that brings a document."""
    body = ReceiptRecorded(
        delivery="d",
        receiver="mail",
        recipient=CODE,
        about=CODE,
        message="m",
        status=status,
        at=at,
        attempts=1,
        serves=serves,
    )
    fact = Fact(
        id=f"{status} {serves.act}",
        source="/safety-credit/notify",
        subject=CODE,
        known_at=body.at,
        occurred_at=body.at,
        correlation_id="m",
        body=body,
    )
    log.publish(DELIVERY_RECEIPTS, CODE.encode(), encode(fact), 1)


def test_a_notice_that_the_system_gave_is_no_act_and_the_decision_after_it_is():
    log = MemoryLog()
    at = datetime(2026, 11, 20, 9, tzinfo=UTC)
    note(log, "acknowledged", at, replace(DOCUMENT, act="noticed"))
    assert list(first_services(log.all(DELIVERY_RECEIPTS.name), "tax")) == []
    note(log, "acknowledged", at + timedelta(days=20))
    (served,) = first_services(log.all(DELIVERY_RECEIPTS.name), "tax")
    assert (served.document, served.receipt.at) == (DOCUMENT, at + timedelta(days=20))


def test_the_first_receipt_that_shows_arrival_counts_and_sent_does_not():
    log = MemoryLog()
    start = datetime(2026, 11, 20, 17, tzinfo=UTC)  # the 21st in the city
    for days, status in enumerate(("sent", "delivered", "acknowledged")):
        note(log, status, start + timedelta(days=days))
    (served,) = first_services(log.all(DELIVERY_RECEIPTS.name), "tax")
    assert served.receipt.status == "delivered"
    (report,) = act_report(load_rulebook(), ServiceAct(DOCUMENT, CODE, served.receipt)).facts
    assert report.body.fields["occurred_on"] == "2026-11-22"
    assert report.body.department == "tax"


def portal(city: City, folder: Path, contacts: ContactsStated | None) -> tuple[TestClient, str]:
    """Return the API as the enterprises' portal has it, and the id of the decision's alert."""
    now = datetime.now(UTC)
    credential, token = issue_reader("portal", ("alerts:acknowledge",), now)
    CredentialFile(folder / "credentials.json").add(credential)
    latest = LatestFacts((CONTACTS,))
    latest.note_end()
    if contacts is not None:
        fact = Fact(
            id="c",
            source="/safety-credit/notify",
            subject=CODE,
            known_at=now,
            occurred_at=now,
            correlation_id="c",
            body=contacts,
        )
        latest.take(Received(CONTACTS.name, 0, 0, CODE.encode(), encode(fact), 0))
    settings = NotifySettings(credentials_file=folder / "credentials.json", city_day=READ)
    views = next(each.views for each in city.workers if each.stage.service == NOTIFY)
    app = create_app(settings, views, MemoryPublisher(city.log), latest)
    client = TestClient(app, headers={"Authorization": f"Bearer {token}"})
    (alert,) = [
        fact
        for fact in city.facts(ALERTS)
        if fact.body.serves is not None and fact.body.serves.act == "served"
    ]
    assert alert.body.template == "measure.decided"
    # The agency gave notice itself: no alert brings that document.
    assert {fact.body.serves.act for fact in city.facts(ALERTS) if fact.body.serves} == {"served"}
    return client, alert.id
