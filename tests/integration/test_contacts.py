"""Contacts on the embedded broker: two APIs that show each other's statements."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from development.brokers.tansu import Tansu
from services.chassis.http.credentials import CredentialFile, issue_reader
from services.chassis.kafka.admin import create_topics
from services.chassis.views.store import MemoryViews
from services.notify.api import create_app
from services.notify.settings import NotifySettings
from tests.support.contact_desk import personal_data_key
from tests.support.enterprise import CODE
from tests.support.time_limits import until

MAIL = {"channel": "mail", "address": "duty@enterprise.example"}
PATH = f"/contacts/{CODE}"


@pytest.fixture(scope="module")
def settings(tmp_path_factory) -> Iterator[NotifySettings]:
    with Tansu() as broker:
        found = NotifySettings(
            kafka_bootstrap_servers=broker.bootstrap_servers,
            topic_partitions=2,
            credentials_file=tmp_path_factory.mktemp("credentials") / "credentials.json",
            personal_data_key=personal_data_key(tmp_path_factory.mktemp("key")),
        )
        create_topics(found)
        yield found


def ready(client: TestClient) -> None:
    until(lambda: client.get("/ready").status_code == 200, of="/ready")


def test_what_one_api_took_it_shows_at_once_and_others_soon_and_after_a_restart(settings):
    credential, token = issue_reader(
        "clerk", ("contacts:read", "contacts:write"), datetime.now(UTC), None, "upkeep"
    )
    CredentialFile(settings.credentials_file).add(credential)
    headers = {"Authorization": f"Bearer {token}"}
    apps = [create_app(settings, MemoryViews()) for _ in range(2)]
    with TestClient(apps[0], headers=headers) as one, TestClient(apps[1], headers=headers) as two:
        ready(one)
        ready(two)
        assert one.get(PATH).status_code == 404
        assert one.put(PATH, json={"addresses": [MAIL]}).status_code == 200
        assert one.get(PATH).json()["addresses"] == [MAIL]
        until(lambda: two.get(PATH).status_code != 404)
        assert two.get(PATH).json()["addresses"] == [MAIL]
        assert two.delete(PATH).status_code == 200
        assert two.get(PATH).json()["addresses"] == []
    with TestClient(create_app(settings, MemoryViews()), headers=headers) as again:
        ready(again)
        assert again.get(PATH).json()["addresses"] == []
