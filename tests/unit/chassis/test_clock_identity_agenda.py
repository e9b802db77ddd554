from datetime import UTC, date, datetime

from services.chassis.clock import clock_at, day_of, start_of
from services.chassis.processing.identity import derived_id, partition_of
from services.chassis.processing.wake_schedule import WakeSchedule


def test_a_day_begins_at_midnight_in_shanghai():
    assert start_of(date(2026, 3, 1)) == datetime(2026, 2, 28, 16, tzinfo=UTC)
    assert day_of(datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC)) == date(2026, 2, 28)
    assert day_of(datetime(2026, 2, 28, 16, tzinfo=UTC)) == date(2026, 3, 1)
    assert day_of(clock_at(date(2026, 3, 1))()) == date(2026, 3, 1)


def test_ids_follow_from_their_parts_and_their_order():
    assert derived_id("a", 1) == derived_id("a", "1")
    assert derived_id("a", "b") != derived_id("b", "a")
    assert derived_id("ab", "c") != derived_id("a", "bc")


def test_partitions_are_those_of_kafka():
    # murmur2 values that the Java client's own tests use
    assert partition_of(b"21", 2**31) == -973932308 & 0x7FFFFFFF
    assert partition_of(b"foobar", 2**31) == -790332482 & 0x7FFFFFFF
    assert partition_of(b"a-little-bit-long-string", 2**31) == -985981536 & 0x7FFFFFFF


def test_an_agenda_gives_the_due_in_order_and_forgets_what_was_moved():
    agenda = WakeSchedule()
    agenda.put(b"b", date(2026, 1, 1))
    agenda.put(b"a", date(2026, 1, 1))
    agenda.put(b"c", date(2026, 1, 2))
    agenda.put(b"b", date(2026, 1, 3))
    assert agenda.due(date(2026, 1, 2)) == [b"a", b"c"]
    agenda.put(b"a", None)
    assert agenda.next_day() == date(2026, 1, 2)
    assert agenda.due(date(2026, 1, 1)) == []
