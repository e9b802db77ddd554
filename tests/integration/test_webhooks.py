"""Webhooks from the log to a receiver that is away at first, on the embedded broker."""

import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from threading import Event

import pytest

from schemas.codec import encode
from schemas.topics import GRADE_CHANGES
from services.chassis.kafka_admin import create_topics
from services.chassis.kafka_producer import Publisher
from services.chassis.settings import ServiceSettings
from services.command_line.brokers.tansu import Tansu
from services.notify.adapters.receiver import WebhookReceiver
from services.notify.adapters.receivers import Receiver
from services.notify.adapters.webhook import Patience, start_delivering
from tests.support.enterprise import CODE, fact
from tests.support.notices import DAY, grade_changed

SECRET = "whsec_" + b64encode(b"a secret of thirty-two characters").decode()
PATIENCE = Patience(attempts=2, backoff=0.05, pause=0.1)


@pytest.fixture(scope="module")
def settings() -> Iterator[ServiceSettings]:
    with Tansu() as broker:
        found = ServiceSettings(
            kafka_bootstrap_servers=broker.bootstrap_servers,
            topic_partitions=2,
            kafka_session_timeout_seconds=6,
            kafka_rebalance_timeout_seconds=1,
        )
        create_topics(found)
        yield found


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "not in time"
        time.sleep(0.05)


def publish(settings: ServiceSettings, *grades: str) -> None:
    with Publisher(settings) as publisher:
        for grade in grades:
            message = fact(grade_changed(grade), DAY, f"grade-{grade}")
            publisher.publish(GRADE_CHANGES.name, CODE.encode(), encode(message), 1)
        publisher.flush()


def test_each_message_arrives_once_and_in_order_although_the_receiver_was_away(settings):
    with WebhookReceiver(SECRET, failing=2) as receiver:
        bank = Receiver(name="bank", url=receiver.url, secret=SECRET, kinds=("grade-changed",))
        stop = Event()
        publish(settings, "B", "C")
        threads = start_delivering((bank,), settings, PATIENCE, stop)
        until(lambda: len(receiver.received) == 2)
        stop.set()
        for thread in threads:
            thread.join(20)
        publish(settings, "D")
        again = Event()
        threads = start_delivering((bank,), settings, PATIENCE, again)
        until(lambda: len(receiver.received) == 3)
        again.set()
        for thread in threads:
            thread.join(20)
        assert [got.body.to_grade for got in receiver.received] == ["B", "C", "D"]
        assert receiver.failing == 0
        # The pause gave "B" back uncommitted; what was delivered was not delivered again.
        assert receiver.repeated == 0
