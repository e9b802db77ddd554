"""An API does not answer from views that it can't prove: the findings of a hostile review."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from schemas.topics import INTAKE, NOTIFY
from services.chassis.clock import system_clock
from services.chassis.http.credentials import CredentialFile, issue_department, issue_reader
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.processing.identity import partition_of
from services.chassis.processing.memory_log import MemoryLog
from services.chassis.processing.outcome import ViewWrite
from services.chassis.views.proofs import ProofKey
from services.chassis.views.redis_store import client_of
from services.chassis.views.store import MemoryViews
from services.intake.api import create_app as intake_app
from services.intake.settings import IntakeSettings
from services.notify.api import create_app as notify_app
from services.notify.settings import NotifySettings
from services.sanctions.api import create_app as sanctions_app
from services.sanctions.settings import SanctionsSettings
from services.scoring.api import create_app as scoring_app
from services.scoring.settings import ScoringSettings
from tests.support.certificate_requests import HandledAll, MemoryRequestLog
from tests.support.fatal_accident import CERTIFIED, FATAL, REGISTERED
from tests.support.memory_city import MemoryPublisher
from tests.support.proven_redis import PARTITIONS, TOPIC, KnownLog, contents, put, reader, writer
from tests.support.request_memory import MemoryOfOneProcess
from tests.support.safety_records import CODE, Scoring
from tests.support.signing_keys import set_up

SCOPES = ["standings:read", "measures:read"]
DAY = date(2026, 10, 31)
QUESTIONS = (
    f"/standings/{CODE}",
    f"/standings/{CODE}/sheet",
    f"/standings/{CODE}/changes",
    "/grades",
)


def writes_of(views: MemoryViews) -> list[ViewWrite]:
    """Return the writes that make views what these are."""
    made = [ViewWrite(key=key, value=value) for key, value in views.values.items()]
    for key, fields in views.hashes.items():
        paged = key.startswith("scoring:sheet:")
        made += [ViewWrite(key=key, field=f, value=v, paged=paged) for f, v in fields.items()]
    return made


@pytest.fixture
def token(tmp_path: Path) -> str:
    credential, token = issue_reader("bank", SCOPES, system_clock(), purpose="a tender")
    CredentialFile(tmp_path / "credentials.json").add(credential)
    return token


@pytest.fixture
def log() -> KnownLog:
    return KnownLog(dict.fromkeys(range(PARTITIONS), 2))


@pytest.fixture
def scoring(tmp_path: Path, redis_url: str, token: str, log: KnownLog) -> TestClient:
    """The API over views that its worker wrote in two batches: an A first, then a D."""
    keys = {name.lower(): value for name, value in set_up(tmp_path).settings.items()}
    settings = ScoringSettings.model_validate(
        {**keys, "credentials_file": tmp_path / "credentials.json", "city_day": DAY}
    )
    worker, played = writer(redis_url), Scoring()
    for partition in range(PARTITIONS):
        worker.own(partition, None)
    for number, records in enumerate(((REGISTERED, CERTIFIED), (FATAL,)), start=1):
        played.take(*records)
        for partition in range(PARTITIONS):
            mine = writes_of(played.worker.views) if partition == home() else []
            assert worker.write(partition, mine, {TOPIC: number})
    requests = MemoryRequestLog(played.worker)
    app = scoring_app(settings, reader(redis_url, log), requests, HandledAll())
    return TestClient(app, headers={"Authorization": f"Bearer {token}"})


def home() -> int:
    return partition_of(CODE.encode(), PARTITIONS)


def require_problem(answer: Any, code: str) -> None:
    assert answer.status_code == 503, answer.text
    assert (answer.json()["code"], answer.headers.get("as-of")) == (code, None)


def test_what_is_proven_is_answered_with_when_it_held(scoring: TestClient) -> None:
    answer = scoring.get(f"/standings/{CODE}")
    assert answer.json()["grade"] == "D"
    as_of = datetime.fromisoformat(answer.headers["as-of"])
    assert 0 <= (system_clock() - as_of).total_seconds() < 3600
    assert [scoring.get(path).status_code for path in QUESTIONS] == [200] * len(QUESTIONS)
    assert scoring.get("/ready").status_code == 200


def test_nobody_gets_a_better_certificate_by_writing_to_redis(
    scoring: TestClient, redis_url: str, log: KnownLog
) -> None:
    client: Any = client_of(redis_url)
    now = contents(client)
    (ledger,) = (name for name in now if name.startswith(b"scoring:ledger:") and b"}@" in name[-3:])
    # The accident is taken out of the ledger.
    (fatal,) = (field for field, value in now[ledger].items() if b'"accident"' in value)
    client.hdel(ledger, fatal)
    require_problem(scoring.get(f"/standings/{CODE}?on={DAY}"), "not_proven")
    issued = scoring.post(f"/standings/{CODE}/certificate?lot=G15")
    assert issued.json()["grade"] == "D", "no view has a say in it"
    # All that is under the enterprise's name is taken away.
    for name in now:
        if CODE.encode() in name:
            client.delete(name)
    for path in QUESTIONS[:3]:
        require_problem(scoring.get(path), "not_proven")
    # Or all of Redis is put back to when the enterprise had an A.
    client.flushall()
    require_problem(scoring.get(f"/standings/{CODE}"), "not_rebuilt")
    for name, content in now.items():
        put(client, name, content)
    assert scoring.get(f"/standings/{CODE}").json()["grade"] == "D"
    log.offsets = dict.fromkeys(range(PARTITIONS), 3)  # the worker has gone on
    for path in QUESTIONS:
        require_problem(scoring.get(path), "not_rebuilt")
    assert scoring.get("/ready").status_code == 503


def test_an_empty_redis_admits_nobody_to_a_tender(
    tmp_path: Path, redis_url: str, token: str
) -> None:
    settings = SanctionsSettings(credentials_file=tmp_path / "credentials.json", city_day=DAY)
    key = ProofKey(b"s" * 32, "sanctions")
    api = TestClient(
        sanctions_app(settings, reader(redis_url, KnownLog(), key=key, service="sanctions")),
        headers={"Authorization": f"Bearer {token}"},
    )
    lot = {"lot": "G15", "value": "60000000", "bidders": [CODE]}
    require_problem(api.post("/lots/check", json=lot), "not_rebuilt")
    for path in (f"/enterprises/{CODE}/measures", "/orders/effect?from=2026-01-01&to=2026-10-31"):
        require_problem(api.get(path), "not_rebuilt")
    builder = writer(redis_url, key, "sanctions")
    for partition in range(PARTITIONS):
        builder.rebuild(partition, 9)
        builder.read_so_far(partition, 4)
        builder.write(partition, (), {})
    answer = api.post("/lots/check", json=lot)
    require_problem(answer, "not_rebuilt")
    assert answer.json()["progress"] == "4/9"
    for partition in range(PARTITIONS):
        builder.finish(partition, {})
    assert api.post("/lots/check", json=lot).json()["bidders"][0]["admitted"]


@pytest.mark.parametrize("service", [INTAKE, NOTIFY])
def test_an_empty_redis_hides_no_alert_and_nothing_that_waits(
    tmp_path: Path, redis_url: str, service: str
) -> None:
    file, key = tmp_path / "credentials.json", ProofKey(b"s" * 32, service)
    of_reader, token = issue_reader("desk", ("alerts:read", "quarantine:read"), system_clock())
    of_department, own_token = issue_department("work-safety", system_clock())
    for credential in (of_reader, of_department):
        CredentialFile(file).add(credential)
    views = reader(redis_url, KnownLog(), key=key, service=service)
    desk, own = ({"Authorization": f"Bearer {each}"} for each in (token, own_token))
    routes: dict[str, dict[str, str]]
    if service == INTAKE:
        settings = IntakeSettings(credentials_file=file)
        api = TestClient(intake_app(settings, views, memory=MemoryOfOneProcess()))
        routes = {"/submissions": own, "/data-quality?month=2026-10": own, "/quarantine": desk}
    else:
        publisher, latest = MemoryPublisher(MemoryLog(PARTITIONS)), LatestFacts(())
        latest.note_end()
        notify = NotifySettings(credentials_file=file)
        api = TestClient(notify_app(notify, views, publisher, latest))
        routes = {"/inbox": own, f"/inboxes/{CODE}": desk, f"/inboxes/{CODE}?unread=true": desk}
    for path, headers in routes.items():
        require_problem(api.get(path, headers=headers), "not_rebuilt")
    builder = writer(redis_url, key, service)
    for partition in range(PARTITIONS):
        builder.rebuild(partition, 9)
        builder.finish(partition, {})
    for path, headers in routes.items():
        assert api.get(path, headers=headers).status_code == 200, path
