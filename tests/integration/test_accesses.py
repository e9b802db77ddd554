"""Who read what, from an API over a real broker to the enterprise whom it concerns."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from services.chassis.clock import day_of, system_clock
from services.chassis.http.credentials import CredentialFile, issue_enterprise, issue_reader
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.secret_files import create_secret
from services.chassis.settings import ServiceSettings
from services.chassis.views.access import view_writer
from services.chassis.views.redis_store import RedisViews
from services.command_line.app import build
from services.notify.adapters.accesses.register import AccessRegister
from services.notify.api import create_app as notify
from services.notify.settings import NotifySettings
from services.scoring.api import create_app as scoring
from services.scoring.settings import ScoringSettings
from services.scoring.stage import build_stage
from tests.support.brokers import PARTITIONS, TANSU, running_broker
from tests.support.enterprise import CODE

ANOTHER = "91330200MA2ABCDE0X"
SECONDS = 20


@pytest.fixture(scope="module")
def broker() -> Iterator[ServiceSettings]:
    with running_broker(TANSU) as settings:
        yield settings


def soon(ask: Callable[[], Any], fits: Callable[[Any], bool]) -> Any:
    """Return what is answered once it fits."""
    until = time.monotonic() + SECONDS
    while not fits(answer := ask()):
        assert time.monotonic() < until, answer
        time.sleep(0.1)
    return answer


def test_an_enterprise_sees_who_looked_and_the_auditor_finds_it(
    broker: ServiceSettings, redis_url: str, tmp_path: Path
) -> None:
    now, file = datetime.now(UTC), CredentialFile(tmp_path / "credentials.json")
    headers = {}
    for name, (credential, token) in {
        "bank": issue_reader("bank", ("standings:read",), now, None, "loans"),
        "own": issue_enterprise(CODE, now),
        "auditor": issue_reader("auditor", ("accesses:read",), now, None, "audit"),
    }.items():
        file.add(credential)
        headers[name] = {"Authorization": f"Bearer {token}"}
    shared = {
        **broker.model_dump(),
        "redis_url": redis_url,
        "credentials_file": tmp_path / "credentials.json",
        "access_journal": tmp_path / "journal",
        "views_key": tmp_path / "views-key",
    }
    create_secret(tmp_path / "views-key")
    worker = view_writer(ScoringSettings(**shared), build_stage())  # which has handled nothing
    for partition in range(broker.topic_partitions):
        worker.own(partition, None)
    stop = Event()
    with RedisViews.from_url(redis_url) as views:
        register = AccessRegister(views, 92, system_clock)
        settings = NotifySettings(**shared)
        follower = Thread(target=register.follow, args=(settings, stop, lambda: None), daemon=True)
        follower.start()
        try:
            with TestClient(scoring(ScoringSettings(**shared))) as asked:
                for code in (CODE, CODE, ANOTHER):
                    assert (
                        asked.get(f"/standings/{code}", headers=headers["bank"]).status_code == 404
                    )
                wrong = {"Authorization": "Bearer safety-credit.4f1e.x"}
                assert asked.get(f"/standings/{CODE}", headers=wrong).status_code == 401
            assert list((tmp_path / "journal").iterdir()) == []
            latest = LatestFacts(())
            latest.note_end()
            client = TestClient(notify(settings, views, stated=latest))

            def own() -> list[dict[str, Any]]:
                lines: list[dict[str, Any]] = client.get(
                    f"/accesses/{CODE}", headers=headers["own"]
                ).json()
                return lines

            (line,) = soon(own, lambda lines: isinstance(lines, list) and len(lines) > 0)
            assert (line["holder"], line["times"], line["purpose"]) == ("bank", 2, "loans")
            assert line["outcome"] == "nothing_on_record"

            def found(**query: str) -> list[dict[str, Any]]:
                answer = client.get("/accesses", params=query, headers=headers["auditor"]).json()
                assert answer["complete"], answer
                entries: list[dict[str, Any]] = answer["entries"]
                return entries

            assert [each["access"]["codes"] for each in found(code=CODE)] == [[CODE]] * 2
            assert len(found(holder="bank")) == 3
            assert found(holder="nobody") == []
            assert (
                found(
                    **{
                        "from": f"{day_of(now) - timedelta(days=3)}",
                        "to": f"{day_of(now) - timedelta(days=2)}",
                    }
                )
                == []
            )
            (refused,) = found(sign_ins="true")
            assert (refused["credential"], refused["attempts"]) == ("4f1e", 1)
            assert refused["address"] == "testclient"
        finally:
            stop.set()
            follower.join(SECONDS)
    listed = by_command(broker, "--code", CODE, "--reader", "bank")
    assert listed.count("GET /standings/{code}") == 2
    assert "2 条记录 entries" in listed
    assert "4f1e" in by_command(broker, "--sign-ins")


def by_command(broker: ServiceSettings, *words: str) -> str:
    environment = {
        "KAFKA_BOOTSTRAP_SERVERS": broker.kafka_bootstrap_servers,
        "TOPIC_PARTITIONS": str(PARTITIONS),
        "COLUMNS": "250",
    }
    result = CliRunner().invoke(build(), ["accesses", "list", *words], env=environment)
    assert result.exit_code == 0, result.output
    return result.output
