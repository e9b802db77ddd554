"""The city's clock: today at the start, then each day once, again after a failure, never twice."""

import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta

from schemas.codec import decode
from services.chassis.clock import milliseconds
from services.chassis.kafka import day_announcer
from services.chassis.kafka.day_announcer import DayAnnouncer, announce_day
from tests.support.time_limits import PROMPT_SECONDS


class Board:
    """A log that counts days by partition; it fails as often as it is told to."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.said: Counter[tuple[date, int | None]] = Counter()
        self.ids: set[str] = set()
        self.changed = threading.Condition()

    def publish(
        self, topic: str, key: bytes, value: bytes, timestamp: int, partition: int | None = None
    ) -> None:
        assert (topic, key) == ("admissions", b"city")
        if self.failures:
            self.failures -= 1
            raise ConnectionError("no broker")
        fact = decode(value)
        with self.changed:
            self.said[fact.body.day, partition] += 1  # type: ignore[attr-defined]  # only days are told
            self.ids.add(fact.id)
            self.changed.notify_all()
        assert timestamp == milliseconds(fact.known_at)

    def flush(self) -> None:
        pass

    def await_days(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.said) >= count, timeout=PROMPT_SECONDS)


def test_a_day_goes_into_every_partition_with_ids_that_follow_from_it() -> None:
    board = Board()
    announce_day(board, date(2026, 11, 1), 3)
    announce_day(board, date(2026, 11, 1), 3)
    assert board.said == {(date(2026, 11, 1), partition): 2 for partition in range(3)}
    assert len(board.ids) == 3


def test_midnight_in_the_city_brings_the_next_day(monkeypatch) -> None:
    monkeypatch.setattr(day_announcer, "LONGEST_SLEEP_SECONDS", 0.01)
    now = [datetime(2026, 10, 31, 15, 59, tzinfo=UTC)]  # one minute before midnight in Shanghai
    board = Board()
    announcer = DayAnnouncer(lambda: board, 2, lambda: now[0])
    announcer.start()
    board.await_days(2)
    assert set(board.said) == {(date(2026, 10, 31), 0), (date(2026, 10, 31), 1)}
    now[0] += timedelta(minutes=1)
    board.await_days(4)
    announcer.stop()
    assert board.said[date(2026, 11, 1), 1] == 1
    assert set(board.said.values()) == {1}


def test_a_failure_is_tried_again_with_a_new_publisher(monkeypatch) -> None:
    monkeypatch.setattr(day_announcer, "RETRY_SECONDS", 0.01)
    board, opened = Board(failures=2), []

    def open_publisher() -> Board:
        opened.append(1)
        return board

    announcer = DayAnnouncer(open_publisher, 1, lambda: datetime(2026, 10, 31, tzinfo=UTC))
    announcer.start()
    board.await_days(1)
    announcer.stop()
    assert len(opened) == 3
