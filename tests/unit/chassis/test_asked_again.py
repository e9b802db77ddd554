"""While a broker of several is away, what it was asked is asked again, but not for ever."""

import pytest
from kafka import TopicPartition
from kafka.errors import KafkaConnectionError, KafkaError, TopicAuthorizationFailedError

from services.chassis.kafka import positions as log_positions
from services.chassis.kafka.positions import PositionedLog, retry_while_away


class Brokers:
    """They fail so often, and answer then."""

    def __init__(self, failing: int, error: KafkaError | None = None) -> None:
        self.failing = failing
        self.error = error or KafkaConnectionError("node-2 is away")
        self.asked = 0

    def __call__(self) -> str:
        self.asked += 1
        if self.asked <= self.failing:
            raise self.error
        return "partitions"


class Clock:
    """A clock that goes by sleeping."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        monkeypatch.setattr(log_positions, "monotonic", lambda: self.now)
        monkeypatch.setattr(log_positions, "sleep", self._sleep)

    def _sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_the_others_answer(clock: Clock) -> None:
    brokers = Brokers(failing=10)
    assert retry_while_away(brokers) == "partitions"
    assert brokers.asked == 11
    assert clock.now == pytest.approx(2.0)


def test_where_none_answers_it_ends_with_what_was_wrong(clock: Clock) -> None:
    with pytest.raises(KafkaConnectionError, match="node-2"):
        retry_while_away(Brokers(failing=10_000))
    assert clock.now == pytest.approx(5.0, abs=0.3)
    with pytest.raises(KafkaConnectionError):
        retry_while_away(Brokers(failing=10_000), seconds=0.0)


def test_what_does_not_pass_by_waiting_is_told_at_once(clock: Clock) -> None:
    brokers = Brokers(failing=1, error=TopicAuthorizationFailedError("alerts"))
    with pytest.raises(TopicAuthorizationFailedError):
        retry_while_away(brokers)
    assert (brokers.asked, clock.now) == (1, 0.0)


class OneLeaderIsUnknown:
    """As kafka-python answers while a partition has no leader: without it."""

    def __init__(self, asked_before_there_is_one: int) -> None:
        self.left = asked_before_there_is_one

    def __call__(self, named: list[TopicPartition]) -> dict[TopicPartition, int]:
        self.left -= 1
        return {each: 7 for each in named if self.left < 0 or each.partition}


def log_of_two() -> PositionedLog:
    log = PositionedLog.__new__(PositionedLog)
    log.partitions = (("a", 0), ("a", 1))
    return log


@pytest.mark.usefixtures("clock")
def test_a_partition_without_a_leader_is_not_taken_for_an_empty_one() -> None:
    answer = log_of_two()._offsets(OneLeaderIsUnknown(3))
    assert answer == {("a", 0): 7, ("a", 1): 7}


@pytest.mark.usefixtures("clock")
def test_where_it_gets_none_that_is_told() -> None:
    with pytest.raises(ConnectionError, match="no leader is known"):
        log_of_two()._offsets(OneLeaderIsUnknown(1_000))
