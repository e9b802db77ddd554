"""The API of disclosure over a real log: it follows, goes on, and answers while Kafka is away."""

from collections.abc import Callable, Iterable
from pathlib import Path
from time import monotonic, sleep

import pytest
from fastapi.testclient import TestClient

from services.chassis.kafka.publisher import Publisher
from services.chassis.processing.fold import Received
from services.chassis.settings import ServiceSettings
from services.disclosure.adapters.index.index_writer import IndexWriter
from services.disclosure.api import create_app
from services.disclosure.settings import DisclosureSettings
from tests.support.brokers import BROKERS, running_broker
from tests.support.public_messages import CODE, OTHER, PublicLog, disclosed, public_record

WAIT_SECONDS = 60


def publish(settings: ServiceSettings, messages: Iterable[Received]) -> None:
    with Publisher(settings) as publisher:
        for each in messages:
            publisher.publish(
                each.topic, each.key or b"", each.value or b"", 1_790_000_000_000, each.partition
            )


def api(settings: ServiceSettings, folder: Path) -> TestClient:
    given = settings.model_dump() | {"index_folder": folder, "clock": "system"}
    return TestClient(create_app(DisclosureSettings.model_validate(given)))


def total(client: TestClient, text: str = "") -> int | None:
    answer = client.get("/enterprises", params={"q": text})
    return int(answer.json()["total"]) if answer.status_code == 200 else None


def await_it(holds: Callable[[], bool]) -> None:
    until = monotonic() + WAIT_SECONDS
    while not holds():
        assert monotonic() < until, "not within a minute"
        sleep(0.05)


@pytest.mark.parametrize("kind", BROKERS)
def test_it_follows_goes_on_and_answers_while_the_brokers_are_away(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, folder = PublicLog(), tmp_path / "index"
    with running_broker(kind) as settings:
        publish(
            settings,
            [
                log.entry(CODE, disclosed("宁波甬江化工有限公司")),
                log.record(CODE, public_record("1")),
                log.record(CODE, public_record("2")),
            ],
        )
        with api(settings, folder) as client:
            await_it(lambda: client.get("/ready").status_code == 200)
            assert total(client, "yongjiang") == 1
            tag = client.get("/figures").headers["ETag"]
            publish(settings, [log.record(CODE, "1"), log.entry(OTHER, disclosed("甬江运输队"))])
            await_it(lambda: total(client, "甬江") == 2)
            await_it(lambda: len(client.get(f"/enterprises/{CODE}/records").json()["records"]) == 1)
            assert client.get("/figures").headers["ETag"] != tag
        written: list[int] = []
        with monkeypatch.context() as counted:
            write = IndexWriter.write
            counted.setattr(
                IndexWriter,
                "write",
                lambda self, messages: (
                    written.append(len(messages.entries) + len(messages.records))
                    or write(self, messages)
                ),
            )
            publish(settings, [log.entry(OTHER, disclosed("甬江客运公司", 2))])
            with api(settings, folder) as client:
                await_it(lambda: total(client, "客运") == 1)
            assert sum(written) == 1  # of all that the log holds
    with api(settings, folder) as client:  # and nobody is there any more
        assert client.get("/ready").status_code == 200
        answer = client.get("/enterprises", params={"q": "甬江"})
        assert answer.json()["total"] == 2
        assert answer.headers["As-Of"].startswith(answer.json()["as_of"]["day"][:4])
    with running_broker(kind) as settings:
        publish(settings, [PublicLog().entry(OTHER, disclosed("象山百川厂"))])
        with api(settings, folder) as client:
            await_it(lambda: total(client, "象山") == 1)
            assert total(client) == 1
