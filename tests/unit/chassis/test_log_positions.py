"""Reading from positions, where brokers do not answer or have no such position."""

import pytest
from kafka.errors import KafkaTimeoutError, OffsetOutOfRangeError

from services.chassis.kafka import positions as log_positions
from services.chassis.kafka.errors import PositionsGoneError
from services.chassis.kafka.positioned_logs import PositionedLogs
from services.chassis.kafka.positions import PositionedLog
from services.chassis.reachability import NotReachableError
from services.chassis.settings import ServiceSettings


def test_without_a_broker_who_asks_is_told_at_once() -> None:
    logs = PositionedLogs(ServiceSettings(kafka_bootstrap_servers="127.0.0.1:1"), ["a"])
    with pytest.raises(NotReachableError, match=r"127\.0\.0\.1:1: connection refused"):
        logs.use(lambda log: log.beginnings())
    logs.close()


class Consumer:
    """Has two partitions, and fails to read."""

    error: Exception

    def __init__(self, **_settings: object) -> None:
        self.assigned = 0

    def partitions_for_topic(self, _topic: str) -> set[int]:
        return {0, 1}

    def assign(self, _places: object) -> None:
        self.assigned += 1

    def seek(self, *_place: object) -> None:
        return

    def poll(self, **_options: object) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("error", "told", "text"),
    [
        (OffsetOutOfRangeError({"place": 7}), PositionsGoneError, "not in the log: {'place': 7}"),
        (KafkaTimeoutError("late"), ConnectionError, "do not answer: .*late"),
    ],
)
def test_a_failed_reading_is_told_and_the_next_begins_anew(
    monkeypatch: pytest.MonkeyPatch, error: Exception, told: type[Exception], text: str
) -> None:
    monkeypatch.setattr(log_positions, "require_kafka", lambda _settings: None)
    monkeypatch.setattr(log_positions, "KafkaConsumer", Consumer)
    monkeypatch.setattr(Consumer, "error", error, raising=False)
    log = PositionedLog(ServiceSettings(), ["a"])
    for turn in (1, 2):
        with pytest.raises(told, match=text):
            log.read({("a", 0): 7}, 10, 0.1)
        assert log._consumer.assigned == turn
