"""Much published at once is in order, in its key's partition, and acknowledged or told."""

import os
import signal
import time
from collections import defaultdict
from pathlib import Path

import pytest

from development.brokers import Tansu
from schemas.topics import ALERTS
from services.chassis.kafka.acknowledged_producer import REQUEST_SECONDS
from services.chassis.kafka.admin import create_topics
from services.chassis.kafka.prompt_publisher import KNOWN_SECONDS, PromptPublisher, Reachability
from services.chassis.kafka.publisher import Publisher
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.processing.identity import partition_of
from services.chassis.reachability import NotReachableError
from services.chassis.settings import ServiceSettings
from tests.support.brokers import BROKERS, running_broker
from tests.support.time_limits import until

TOPIC = ALERTS.name


@pytest.mark.parametrize("name", BROKERS)
def test_what_is_published_at_once_keeps_its_order_and_place(name: str) -> None:
    with running_broker(name) as settings:
        with Publisher(settings) as publisher:
            for number in range(5_000):
                publisher.publish(TOPIC, b"k%d" % (number % 7), b"%d" % number, number + 1)
                if number == 3_000:
                    publisher.flush()
        found = list(read_from_beginning(settings, TOPIC))
    by_key = defaultdict(list)
    for record in found:
        assert record.partition == partition_of(record.key or b"", settings.topic_partitions)
        assert record.timestamp == int(record.value or b"") + 1
        by_key[record.key].append(int(record.value or b""))
    assert len(found) == 5_000
    assert all(numbers == sorted(numbers) for numbers in by_key.values())


def test_what_the_broker_did_not_acknowledge_is_told_and_the_next_is_sent() -> None:
    broker = Tansu().start()
    settings = ServiceSettings(kafka_bootstrap_servers=broker.bootstrap_servers)
    create_topics(settings)
    publisher = Publisher(settings, timeout_seconds=1)
    publisher.publish(TOPIC, b"k", b"v", 1)
    publisher.flush()
    broker.stop()
    publisher.publish(TOPIC, b"k", b"lost", 2)
    with pytest.raises(Exception, match=r"alerts/|is not reachable"):
        publisher.flush()
    publisher.publish(TOPIC, b"k", b"lost too", 3)
    with pytest.raises(Exception, match="is not reachable"):
        publisher.flush()
    publisher.flush()  # nothing is left over from what failed
    publisher.close()


def is_stopped(pid: int) -> bool:
    """Say whether all threads of a process are stopped: a signal takes its time."""
    stats = [task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/stat")]
    return all(stat.rpartition(") ")[2].startswith("T") for stat in stats)


def test_a_broker_that_hangs_after_it_answered_is_noticed_in_time_and_found_again() -> None:
    with Tansu() as broker:
        settings = ServiceSettings(kafka_bootstrap_servers=broker.bootstrap_servers)
        create_topics(settings)
        with PromptPublisher(settings, Reachability(settings)) as publisher:
            publisher.publish(TOPIC, b"k", b"v", 1)
            publisher.flush()
            (process,) = broker.processes
            os.kill(process.pid, signal.SIGSTOP)
            until(lambda: is_stopped(process.pid), of="the broker to hang")
            try:
                for _ in range(2):
                    publisher.publish(TOPIC, b"k", b"lost", 2)
                    begin = time.monotonic()
                    with pytest.raises(NotReachableError):
                        publisher.flush()
                    assert time.monotonic() - begin < REQUEST_SECONDS / 2  # it is not waited out
            finally:
                os.kill(process.pid, signal.SIGCONT)
            time.sleep(KNOWN_SECONDS)
            publisher.publish(TOPIC, b"k", b"again", 3)
            publisher.flush()
        assert [r.value for r in read_from_beginning(settings, TOPIC)][-1] == b"again"
