"""On a broker that asks who one is, each can do only what the catalogue says."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from development.brokers import ApacheKafka
from schemas.topics import ALERTS, SAFETY_RECORDS, SCORING, STANDINGS
from services.chassis.clock import system_clock
from services.chassis.kafka.access import admit, admitted, dismiss
from services.chassis.kafka.admin import broker_answers, create_topics, verify_topics
from services.chassis.kafka.errors import NotAcknowledgedError, TopicUnreadableError
from services.chassis.kafka.publisher import Publisher
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.settings import ServiceSettings
from tests.support.brokers import settings_of, with_kafka
from tests.support.counting_stage import commitment, encoded
from tests.support.log_contents import Watcher
from tests.support.time_limits import LONG_SECONDS, until
from tests.support.worker_process import WorkerProcess

FIRE, INTAKE, BANK, PORTAL = "department-fire", "intake", "reader-bank", "office-portal"

pytestmark = [pytest.mark.kafka, with_kafka]


@pytest.fixture(scope="module")
def operator() -> Iterator[ServiceSettings]:
    with ApacheKafka(operator_password="a-password-of-the-test") as broker:
        settings = settings_of(broker.environment).model_copy(update={"clock": "system"})
        create_topics(settings)
        yield settings


def admitted_as(operator: ServiceSettings, principal: str) -> ServiceSettings:
    password = SecretStr(admit(operator, principal))
    known = operator.model_copy(update={"kafka_username": principal, "kafka_password": password})
    until(lambda: broker_answers(known))  # brokers learn of a new password one by one
    return known


def put(settings: ServiceSettings, topic: str) -> None:
    with Publisher(settings, timeout_seconds=10) as publisher:
        publisher.publish(topic, b"k", b"v", 0)


def test_a_department_reports_as_itself_and_nobody_else(operator: ServiceSettings) -> None:
    fire = admitted_as(operator, FIRE)
    put(fire, "reports-fire")
    for topic in ("reports-tax", SAFETY_RECORDS.name, STANDINGS.name):
        with pytest.raises(NotAcknowledgedError, match="uthoriz"):
            put(fire, topic)
    assert b"v" in [r.value for r in read_from_beginning(operator, "reports-fire")]
    assert list(read_from_beginning(operator, "reports-tax")) == []


def test_the_broker_dates_what_departments_report(operator: ServiceSettings) -> None:
    assert verify_topics(operator) == []
    fire = admitted_as(operator, FIRE)
    ahead = int(datetime(2099, 1, 1, tzinfo=UTC).timestamp() * 1000)
    before = system_clock()
    with Publisher(fire, timeout_seconds=10) as publisher:
        publisher.publish("reports-fire", b"k", b"dated ahead", ahead)
    *_, record = read_from_beginning(operator, "reports-fire")
    assert record.value == b"dated ahead"
    dated = datetime.fromtimestamp(record.timestamp / 1000, UTC)
    assert before - timedelta(seconds=2) <= dated <= system_clock() + timedelta(seconds=2)


def test_a_department_can_not_read(operator: ServiceSettings) -> None:
    fire = admitted_as(operator, FIRE)
    with pytest.raises(TopicUnreadableError, match="not for who asks"):
        list(read_from_beginning(fire, "reports-fire"))


def test_a_wrong_password_is_refused(operator: ServiceSettings) -> None:
    fire = admitted_as(operator, FIRE)
    with pytest.raises(NotAcknowledgedError, match="uthentication"):
        put(fire.model_copy(update={"kafka_password": SecretStr("guessed")}), "reports-fire")


def test_who_is_dismissed_is_out(operator: ServiceSettings) -> None:
    tax = admitted_as(operator, "department-tax")
    put(tax, "reports-tax")
    dismiss(operator, "department-tax")
    assert "department-tax" not in {known.name for known in admitted(operator)}
    with pytest.raises(NotAcknowledgedError):
        put(tax, "reports-tax")


def test_a_service_works_and_a_reader_reads(
    operator: ServiceSettings, redis_url: str, tmp_path: Path
) -> None:
    intake, bank = admitted_as(operator, INTAKE), admitted_as(operator, BANK)
    scoring = admitted_as(operator, SCORING).model_copy(update={"redis_url": redis_url})
    with Publisher(intake) as publisher:
        publisher.publish(SAFETY_RECORDS.name, *encoded(commitment("91990103MBT4Y0NW08")))
    with WorkerProcess(SCORING, scoring, tmp_path / "worker.log") as worker:
        worker.await_ready()
        watcher = Watcher(operator, [STANDINGS.name])
        watcher.await_counts({STANDINGS.name: 1}, LONG_SECONDS)
        watcher.close()
        assert worker.stop() == 0, worker.tail()
    (standing,) = read_from_beginning(bank, STANDINGS.name)
    assert standing.key == b"91990103MBT4Y0NW08"
    with pytest.raises(NotAcknowledgedError, match="uthoriz"):
        put(bank, STANDINGS.name)
    with pytest.raises(TopicUnreadableError, match=SAFETY_RECORDS.name):
        list(read_from_beginning(bank, SAFETY_RECORDS.name))


def test_what_is_confidential_is_read_by_an_office_and_by_no_reader(
    operator: ServiceSettings,
) -> None:
    bank, portal = admitted_as(operator, BANK), admitted_as(operator, PORTAL)
    put(operator, ALERTS.name)
    assert [record.value for record in read_from_beginning(portal, ALERTS.name)] == [b"v"]
    with pytest.raises(TopicUnreadableError, match=ALERTS.name):
        list(read_from_beginning(bank, ALERTS.name))
    with pytest.raises(NotAcknowledgedError, match="uthoriz"):
        put(portal, ALERTS.name)
