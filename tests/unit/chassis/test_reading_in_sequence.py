"""What polls bring is handed on without holes and without repetition."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from faust.types import TP

from services.chassis.kafka.faust_shell.application import StageConsumer

PLACE = TP("safety-records", 0)


@dataclass(frozen=True)
class Polled:
    offset: int


class Reader(StageConsumer):
    """The part of the consumer that puts polls in sequence, without a broker."""

    def __init__(self, expected: int | None) -> None:
        self._expected = {} if expected is None else {PLACE: expected}
        self._gaps = {}
        self.sought: list[int] = []

    async def seek_wait(self, partitions) -> None:
        self.sought.extend(partitions.values())

    def take(self, *offsets: int) -> list[int]:
        records: Sequence[Polled] = [Polled(offset) for offset in offsets]
        return [r.offset for r in asyncio.run(self._following(PLACE, records))]


def test_what_follows_is_handed_on() -> None:
    reader = Reader(5)
    assert reader.take(5, 6) == [5, 6]
    assert reader.take(7) == [7]


def test_a_new_partition_begins_wherever_the_broker_begins() -> None:
    assert Reader(None).take(3, 4) == [3, 4]


def test_what_was_handed_on_before_is_not_handed_on_again() -> None:
    reader = Reader(5)
    assert reader.take(3, 4, 5, 6) == [5, 6]
    assert reader.take(4, 5) == []
    assert reader.take(7) == [7]


def test_skipped_records_are_read_again() -> None:
    reader = Reader(5)
    assert reader.take(8, 9) == []
    assert reader.sought == [5]
    assert reader.take(5, 6, 7, 8, 9) == [5, 6, 7, 8, 9]


def test_a_true_hole_in_the_log_is_passed_over() -> None:
    reader = Reader(5)
    assert reader.take(8) == []
    assert reader.take(8) == [8]
    assert reader.take(9) == [9]
