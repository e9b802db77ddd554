"""Reading from positions on the embedded broker: any start, any limit, and what is not there."""

from collections.abc import Iterator

import pytest

from services.chassis.kafka_admin import create_topics
from services.chassis.kafka_reader import TopicUnreadableError
from services.chassis.log_positions import PositionedLog, PositionedLogs, PositionsGoneError
from services.chassis.settings import ServiceSettings
from services.command_line.brokers.tansu import Tansu
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
        log.close()


def test_a_topic_that_is_not_there_is_named(settings):
    with pytest.raises(TopicUnreadableError, match="no-such-topic"):
        PositionedLog(settings, ["no-such-topic"])
