"""Subscriptions on the embedded broker: stated through one API, known to all, and kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from development.brokers.tansu import Tansu
from schemas.messages import SubscriptionStated
from schemas.topics import SUBSCRIPTIONS
from services.chassis.clock import system_clock
from services.chassis.http.credentials import CredentialFile, issue_reader
from services.chassis.kafka.admin import create_topics
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.views.store import MemoryViews
from services.notify.adapters.webhooks.secret import create_webhook_key
from services.notify.api import create_app
from services.notify.settings import NotifySettings
from tests.support.time_limits import until

BODY = {"url": "https://bank.example.com/hook", "selection": {"kinds": ["grade-changed"]}}


@pytest.fixture(scope="module")
def token_and_settings(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, NotifySettings]]:
    folder: Path = tmp_path_factory.mktemp("notify")
    credential, token = issue_reader("bank", ["subscriptions:write"], system_clock())
    CredentialFile(folder / "credentials.json").add(credential)
    create_webhook_key(folder / "webhook-key")
    with Tansu() as broker:
        settings = NotifySettings(
            kafka_bootstrap_servers=broker.bootstrap_servers,
            topic_partitions=2,
            kafka_session_timeout_seconds=6,
            kafka_rebalance_timeout_seconds=1,
            credentials_file=folder / "credentials.json",
            webhook_key=folder / "webhook-key",
        )
        create_topics(settings)
        yield token, settings


def ready(client: TestClient, token: str) -> TestClient:
    client.headers["Authorization"] = f"Bearer {token}"
    until(lambda: client.get("/ready").status_code == 200, of="/ready")
    return client


def test_what_was_stated_is_read_back_by_all_and_after_a_restart(token_and_settings):
    token, settings = token_and_settings
    with (
        TestClient(create_app(settings, MemoryViews())) as first,
        TestClient(create_app(settings, MemoryViews())) as second,
    ):
        ready(first, token)
        ready(second, token)
        made = first.post("/subscriptions", json=BODY, headers={"Idempotency-Key": "k"})
        assert made.status_code == 201
        path = made.headers["location"]
        # At once, and without waiting: who states something reads it back from the same API.
        assert first.get(path).json()["state"] == "active"
        assert first.post(f"{path}/pause").json()["state"] == "paused"
        assert first.get(path).json()["state"] == "paused"
        until_same(second, path, first.get(path).json())
        rotated = second.post(f"{path}/rotate-key").json()
        assert rotated["key_version"] == 2
        assert rotated["state"] == "paused"
        assert rotated["secret"] != made.json()["secret"]
        until_same(first, path, second.get(path).json())
    with TestClient(create_app(settings, MemoryViews())) as again:
        ready(again, token)
        assert again.get(path).json()["key_version"] == 2
        repeated = again.post("/subscriptions", json=BODY, headers={"Idempotency-Key": "k"})
        assert (repeated.status_code, repeated.json()["secret"]) == (200, rotated["secret"])
    stated = LatestFacts((SUBSCRIPTIONS,))
    stated.start(settings)
    stated.await_end()
    assert list(stated.all(SubscriptionStated)) == [made.json()["id"]]
    stated.stop()


def until_same(client: TestClient, path: str, expected: object) -> None:
    until(lambda: client.get(path).json() == expected, of=path)
