"""Lanes keep order, and do not wait for each other."""

from datetime import timedelta

import msgspec

from services.notify.domain.delivery import Delivery
from services.notify.domain.lanes import Lanes
from tests.support.deliveries import START


def delivery(identity: str, lane: str = "a", offset: int = 0, seconds: float = 0) -> Delivery:
    due_at = START + timedelta(seconds=seconds)
    return Delivery(
        id=identity,
        lane=lane,
        position=("t", 0, offset),
        message=b"",
        message_id=identity,
        due_at=due_at,
    )


def test_of_a_lane_only_the_first_is_under_way_and_the_next_comes_after_it() -> None:
    lanes = Lanes()
    one, two, other = delivery("1"), delivery("2", offset=1), delivery("3", lane="b", offset=2)
    assert all([lanes.add(one), lanes.add(two), lanes.add(other)])
    assert [lanes.take(START), lanes.take(START), lanes.take(START)] == [one, other, None]
    lanes.remove(one)
    assert lanes.take(START) == two
    assert lanes.busy == 2
    lanes.remove(two)
    lanes.remove(other)
    assert len(lanes) == lanes.busy == 0


def test_what_is_not_due_waits_and_holds_up_its_own_lane_alone() -> None:
    lanes = Lanes()
    late, behind = delivery("1", seconds=60), delivery("2", offset=1)
    lanes.add(late)
    lanes.add(behind)
    lanes.add(delivery("3", lane="b"))
    first = lanes.take(START)
    assert first is not None
    assert first.id == "3"
    assert lanes.take(START) is None
    assert lanes.take(late.due_at) == late


def test_a_delivery_is_held_once_and_put_before_those_that_stand_later_on_its_topic() -> None:
    lanes = Lanes()
    lanes.add(delivery("5", offset=5))
    lanes.add(delivery("7", offset=7))
    assert not lanes.add(delivery("5", offset=5))
    assert lanes.add(delivery("4", offset=4))
    assert [each.id for each in lanes] == ["4", "5", "7"]
    taken = lanes.take(START)
    assert taken is not None
    assert taken.id == "4"
    lanes.add(delivery("3", offset=3))
    assert [each.id for each in lanes] == ["4", "3", "5", "7"]


def test_what_is_put_back_is_taken_again_when_it_is_due() -> None:
    lanes = Lanes()
    lanes.add(delivery("1"))
    taken = lanes.take(START)
    assert taken is not None
    later = msgspec.structs.replace(taken, due_at=START + timedelta(seconds=5), attempts=1)
    lanes.put_back(later)
    assert lanes.take(START + timedelta(seconds=4)) is None
    assert lanes.take(START + timedelta(seconds=5)) == later


def test_hurry_makes_due_what_failed_in_memory_but_not_what_is_kept_till_then() -> None:
    lanes = Lanes()
    lanes.add(delivery("1", lane="a", seconds=60))
    lanes.add(msgspec.structs.replace(delivery("2", lane="b", seconds=60), deferral="digest"))
    lanes.hurry(START)
    taken = lanes.take(START)
    assert taken is not None
    assert taken.id == "1"
    assert lanes.take(START) is None


def test_what_goes_to_another_process_is_forgotten() -> None:
    lanes = Lanes()
    lanes.add(delivery("1"))
    lanes.add(msgspec.structs.replace(delivery("2", lane="b"), position=("t", 1, 0)))
    lanes.drop(lambda each: each.position[1] == 0)
    assert "1" not in lanes
    taken = lanes.take(START)
    assert taken is not None
    assert taken.id == "2"
