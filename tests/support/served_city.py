"""The APIs of the four services with views over the views of the sample city, and who may ask them.

What the city's views do not hold (contacts, subscriptions, who looked) is stated first. Each call
makes a city that is served anew; the views are those of the shared sample city, but for notify's.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fastapi import FastAPI
from fastapi.testclient import TestClient
from msgspec.json import decode as decode_json

from schemas.messages import AccessRecorded
from schemas.messages.base import first_fact
from schemas.topics import (
    ACCESSES,
    CONTACTS,
    DISCLOSURE,
    INTAKE,
    NOTIFY,
    SANCTIONS,
    SCORING,
    SUBJECT_KEYS,
)
from schemas.topics import SUBSCRIPTIONS as STATED
from services.chassis.clock import clock_at, system_clock
from services.chassis.http.credentials import (
    SCOPES,
    CredentialFile,
    issue_department,
    issue_enterprise,
    issue_reader,
)
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.processing.outcome import ViewWrite
from services.chassis.processing.publishing import Publishing
from services.chassis.signing.key_register import KeyPurpose
from services.chassis.views.store import MemoryViews
from services.disclosure.adapters.exports.export import export_day
from services.disclosure.adapters.exports.published_log import PublishedLog
from services.disclosure.adapters.index.public_index import TOPICS, PublicIndex
from services.disclosure.api import create_app as disclosure
from services.disclosure.settings import DisclosureSettings
from services.intake.api import create_app as intake
from services.intake.settings import IntakeSettings
from services.notify.adapters.webhooks.secret import create_webhook_key
from services.notify.api import create_app as notify
from services.notify.read_model import inbox
from services.notify.read_model.accesses import DayLines, position_writes
from services.notify.settings import NotifySettings
from services.sanctions.api import create_app as sanctions
from services.sanctions.settings import SanctionsSettings
from services.scoring.api import create_app as scoring
from services.scoring.settings import ScoringSettings
from tests.support.contact_desk import FollowedPublisher, personal_data_key
from tests.support.request_memory import MemoryOfOneProcess
from tests.support.sample_city import sample_city
from tests.support.signing_keys import set_up

DAY = date(2027, 4, 30)  # after the whole story
ALL, NOBODY, REVOKED = "all scopes", "no credential", "revoked"
ADDRESS = "duty@enterprise.example"
WANTED = {"url": "https://bank.example.com/hook", "selection": {"kinds": ["grade-changed"]}}
DEPARTMENTS = ("work-safety", "fire")


@dataclass(frozen=True)
class ServedCity:
    """The applications by service, and the tokens by who has them (a reader: by its scope)."""

    apps: Mapping[str, FastAPI]
    tokens: Mapping[str, str]
    own: str
    other: str
    department: str  # which has sent reports
    views: Mapping[str, MemoryViews]

    def client(self, service: str) -> TestClient:
        """Return who asks a service's API."""
        return TestClient(self.apps[service], raise_server_exceptions=False)

    def headers(self, who: str) -> dict[str, str]:
        """Return the headers by which somebody asks."""
        return {} if who == NOBODY else {"Authorization": f"Bearer {self.tokens[who]}"}


def served_city(folder: Path, reports: Publishing | None = None) -> ServedCity:
    """Return the city, with its credentials and keys in a folder.

    What departments report goes to `reports` (None: to the brokers, of which there are none).
    """
    views = {each.stage.service: each.views for each in sample_city().workers}
    views[NOTIFY] = deepcopy(views[NOTIFY])
    own, other, *_ = _codes(views[SANCTIONS])
    tokens = _tokens(folder / "credentials.json", own, other)
    keys = set_up(folder)
    create_webhook_key(folder / "webhook-key")
    shared = {
        "credentials_file": folder / "credentials.json",
        "city_day": DAY,
        "access_journal": folder / "journal",
        "http_requests_a_minute_by_credential": 10**9,
        "http_requests_a_minute_by_address": 10**9,
        "http_failed_sign_ins_a_minute": 10**9,
    }
    latest = LatestFacts((STATED, CONTACTS, SUBJECT_KEYS))
    latest.note_end()
    apps = {
        INTAKE: intake(IntakeSettings(**shared), views[INTAKE], reports, MemoryOfOneProcess()),
        SCORING: scoring(
            ScoringSettings(
                **shared,
                key_register=keys.register,
                key_authority=keys.authority_public,
                certificate_keys=(keys.key(KeyPurpose.CERTIFICATES),),
            ),
            views[SCORING],
        ),
        SANCTIONS: sanctions(SanctionsSettings(**shared), views[SANCTIONS]),
        NOTIFY: notify(
            NotifySettings(
                **shared,
                webhook_key=folder / "webhook-key",
                personal_data_key=personal_data_key(folder),
            ),
            views[NOTIFY],
            FollowedPublisher(latest),
            latest,
            lambda topics: {topic: (3, 5) for topic in topics},
        ),
        DISCLOSURE: disclosure(
            DisclosureSettings(
                **shared,
                key_register=keys.register,
                key_authority=keys.authority_public,
                badge_keys=(keys.key(KeyPurpose.BADGES),),
                open_data_folder=_open_data(folder / "open-data"),
            ),
            _public_index(folder / "index"),
        ),
    }
    views[NOTIFY].apply(_looked_at(own))
    city = ServedCity(apps, tokens, own, other, DEPARTMENTS[0], views)
    asked = city.client(NOTIFY), city.headers(ALL)
    _state(*asked, own)
    return city


def _public_index(folder: Path) -> PublicIndex:
    """Return the index of what is public in the city at the end of its log."""
    index = PublicIndex(folder, clock_at(DAY))
    index.begin(b"city")
    for topic in TOPICS:
        index.keep(sample_city().log.all(topic), {})
    index.note_end()
    return index


def _open_data(folder: Path) -> Path:
    """Return a folder with a day of open data of the city."""
    messages = [message for topic in TOPICS for message in sample_city().log.all(topic)]
    with PublishedLog(messages) as log:
        export_day(folder, DAY, log, log.positions, None)
    return folder


def known_values(city: ServedCity) -> dict[str, str]:
    """Return what the city has of what the paths and queries of its APIs name."""
    rejected, of = "intake:submission:rejected:", f":{{{city.department}}}"
    kept = city.views[INTAKE].hashes
    of_rows = next(key for key in kept if key.startswith(rejected) and key.endswith(of))
    standing = decode_json(city.views[SCORING].values[f"scoring:standing:{{{city.own}}}"])
    identity = city.client(NOTIFY).get("/subscriptions", headers=city.headers(ALL)).json()[0]
    return {
        "code": city.own,
        "recipient": city.own,
        "submission": of_rows.removeprefix(rejected).removesuffix(of),
        "row": next(iter(kept[of_rows])).partition(":")[0],
        "alert": inbox(city.views[NOTIFY], city.department, most=1)[0].id,
        "identity": identity["id"],
        "name": standing["name"],
        "month": "2026-10",
        "from": "2027-04-01",
        "to": "2027-04-30",
        "lot": "第2标段",
        "day": str(DAY),
        "file": "penalties.jsonl",
    }


def _codes(views: MemoryViews) -> list[str]:
    """Return the enterprises that have measures, open orders first."""
    return [key.partition(":")[0] for key in views.hashes["sanctions:open-orders"]]


def _tokens(file: Path, own: str, other: str) -> dict[str, str]:
    now, known = system_clock(), CredentialFile(file)
    issued = {
        ALL: issue_reader("auditor", SCOPES, now, purpose="audit"),
        REVOKED: issue_reader("leaver", SCOPES, now, purpose="audit"),
        **{scope: issue_reader(f"of {scope}", [scope], now, purpose="test") for scope in SCOPES},
        **{name: issue_department(name, now) for name in DEPARTMENTS},
        own: issue_enterprise(own, now),
        other: issue_enterprise(other, now),
    }
    for credential, _ in issued.values():
        known.add(credential)
    known.revoke(issued[REVOKED][0].id, now)
    return {name: token for name, (_, token) in issued.items()}


def _looked_at(code: str) -> Iterable[ViewWrite]:
    """Yield the views of a look at an enterprise by a bank."""
    now = clock_at(DAY)()
    looked = AccessRecorded(
        service=SCORING,
        question="GET /standings/{code}",
        codes=(code,),
        holder="bank",
        holder_kind="reader",
        on_behalf_of=None,
        purpose="loans",
        address="192.0.2.1",
        status=200,
    )
    lines = DayLines(MemoryViews())
    lines.add(first_fact(looked, identity="look", source="/test", subject="bank", known_at=now), 0)
    yield from lines.writes()
    yield from position_writes({(ACCESSES[0].name, 0): 1})


def _state(client: TestClient, headers: dict[str, str], code: str) -> None:
    """State contacts of an enterprise and a subscription of the reader of all."""
    told = {"addresses": [{"channel": "mail", "address": ADDRESS}]}
    answers = (
        client.put(f"/contacts/{code}", headers=headers, json=told),
        client.post("/subscriptions", headers=headers, json=WANTED),
    )
    assert [each.status_code for each in answers] == [200, 201], [each.text for each in answers]
