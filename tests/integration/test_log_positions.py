"""Reading from positions on the embedded broker: any start, any limit, and what is not there."""

from collections.abc import Iterator

import pytest

from development.brokers.tansu import Tansu
from services.chassis.kafka import message_lookup as placed_messages
from services.chassis.kafka.admin import create_topics
from services.chassis.kafka.errors import TopicUnreadableError
from services.chassis.kafka.message_lookup import messages_at
from services.chassis.kafka.positioned_logs import PositionedLogs
from services.chassis.kafka.positions import PositionedLog, PositionsGoneError, Stretch
from services.chassis.settings import ServiceSettings
from tests.support.brokers import KAFKA, running_broker, with_kafka
from tests.support.changes import CODES, publish, some

TOPICS = ("grade-changes", "measure-changes")


@pytest.fixture(scope="module")
def settings() -> Iterator[ServiceSettings]:
    with Tansu() as broker:
        found = ServiceSettings(
            kafka_bootstrap_servers=broker.bootstrap_servers, topic_partitions=3
        )
        create_topics(found)
        publish(found, some(range(12)))
        yield found


def test_a_chain_of_readings_has_all_once_whatever_the_limit_and_whichever_connection(settings):
    logs = PositionedLogs(settings, TOPICS)
    first, second = PositionedLog(settings, TOPICS), PositionedLog(settings, TOPICS)
    for limit in (1, 7, 1000):
        at, found = first.beginnings(), []
        turn = 0
        while stretch := (first, second)[turn % 2].read(at, limit, 0.5):
            if stretch.positions == at:
                break
            assert len(stretch.records) <= limit
            found += stretch.records
            at, turn = stretch.positions, turn + 1
        offsets: dict[tuple[str, int], list[int]] = {}
        for record in found:
            offsets.setdefault((record.topic, record.partition), []).append(record.offset)
        assert offsets == {place: list(range(at[place])) for place in at if at[place]}
        assert len(found) == 12 * len(CODES)
    assert logs.use(PositionedLog.beginnings) == first.beginnings()
    for log in (first, second, logs):
        log.close()


def test_only_the_places_that_are_named_are_read(settings):
    log = PositionedLog(settings, TOPICS)
    place = ("grade-changes", 1)
    found = log.read({place: 2}, 1000, 2.0)
    assert {(record.topic, record.partition) for record in found.records} == {place}
    assert found.records[0].offset == 2
    assert list(found.positions) == [place]
    log.close()


def test_messages_are_read_at_their_places_and_one_that_is_not_there_is_left_out(
    settings, monkeypatch
):
    monkeypatch.setattr(placed_messages, "READ_SECONDS", 1.0)
    monkeypatch.setattr(placed_messages, "MOST_READ", 2)
    log = PositionedLog(settings, TOPICS)
    all_of = {each.position: each for each in log.read(log.beginnings(), 1000, 2.0).records}
    log.close()
    there = [("grade-changes", 1, offset) for offset in (7, 0, 1, 0)] + [("measure-changes", 2, 3)]
    gone = [("grade-changes", 1, 10**6), ("grade-changes", 2, 10**6)]
    found = messages_at(settings, [*there, *gone])
    assert found.keys() == set(there)
    for (topic, partition, offset), record in found.items():
        assert record == all_of[f"{topic}/{partition}/{offset}"]
    assert messages_at(settings, []) == {}


def test_no_message_is_said_to_be_gone_while_the_brokers_send_nothing(settings, monkeypatch):
    monkeypatch.setattr(PositionedLog, "read", lambda _log, at, *_: Stretch([], dict(at)))
    with pytest.raises(ConnectionError, match="do not send grade-changes/1/0"):
        messages_at(settings, [("grade-changes", 1, 0)])


@pytest.mark.kafka
@with_kafka  # the embedded broker says nothing of it
def test_what_is_not_in_the_log_is_told_and_the_connection_goes_on():
    with running_broker(KAFKA) as settings:
        publish(settings, some(range(3)))
        log = PositionedLog(settings, TOPICS)
        with pytest.raises(PositionsGoneError, match="not in the log"):
            log.read({("grade-changes", 0): 10**6}, 10, 3.0)
        at = log.beginnings()
        assert log.read(at, 10, 3.0).records
        there, gone = ("grade-changes", 0, 0), ("grade-changes", 0, 10**6)
        assert messages_at(settings, [gone, there]).keys() == {there}
        log.close()


def test_a_topic_that_is_not_there_is_named(settings):
    with pytest.raises(TopicUnreadableError, match="no-such-topic"):
        PositionedLog(settings, ["no-such-topic"])
