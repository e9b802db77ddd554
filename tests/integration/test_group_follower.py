"""Following in a group on the embedded broker: sharing, positions, pauses, beginnings."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence

import pytest

from services.chassis.kafka.acknowledged_producer import AcknowledgedProducer, Message
from services.chassis.kafka.group_follower import GroupFollower, Partitions
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.settings import ServiceSettings
from tests.support.brokers import PARTITIONS, TANSU, running_broker
from tests.support.time_limits import LONG_SECONDS

Begins = Mapping[str, Sequence[int]] | None


@pytest.fixture(scope="module")
def settings() -> Iterator[ServiceSettings]:
    with running_broker(TANSU) as found:
        yield found


async def publish(settings: ServiceSettings, topic: str, *values: bytes | None) -> None:
    """Publish each value into every partition."""
    producer = AcknowledgedProducer(settings, "test")
    await producer.start()
    messages = [Message(b"key", value, 1) for value in values]
    await producer.send({(topic, partition): messages for partition in range(PARTITIONS)})
    await producer.stop()


class Member:
    """A member of a group of its topic, with all that it was told and got."""

    def __init__(self, settings: ServiceSettings, topic: str, begins: Begins) -> None:
        self.topic = topic
        self.got: list[tuple[int, int, bytes | None]] = []
        self.taken: Partitions = set()
        self.partitions: Partitions = set()
        self.slow = 0.0  # seconds that it needs to take over what it is given
        self.fault: Exception | None = None  # why it can't
        self.follower = GroupFollower(
            settings,
            [topic],
            f"notify-{topic}",
            begins=begins,
            on_assigned=self._give,
            on_revoked=self._take,
        )

    async def _give(self, places: Partitions) -> None:
        await asyncio.sleep(self.slow)
        if self.fault is not None:
            raise self.fault
        self.partitions |= places

    async def _take(self, places: Partitions) -> None:
        self.partitions -= places
        self.taken |= places

    async def poll(self, most: int = 100) -> None:
        for each in await self.follower.poll(most, 0.1):
            assert (each.topic, each.partition) in self.partitions, "before it was given"
            self.got.append((each.partition, each.offset, each.value))

    async def commit(self) -> None:
        await self.follower.commit({(self.topic, place): at + 1 for place, at, _ in self.got})


async def until(condition: Callable[[], bool], *poll: Callable[[], Awaitable[None]]) -> None:
    async with asyncio.timeout(LONG_SECONDS):
        while not condition():
            await asyncio.gather(*(each() for each in poll))


def everywhere(*values: bytes, since: int = 0) -> list[tuple[int, int, bytes]]:
    """Return what is got of values that were published from an offset on."""
    numbered = list(enumerate(values, start=since))
    return [(place, at, value) for place in range(PARTITIONS) for at, value in numbered]


def test_two_members_share_the_partitions_and_one_that_leaves_gives_its_own_back(settings):
    topic = "grade-changes"

    async def story() -> None:
        one, other = Member(settings, topic, {}), Member(settings, topic, {})
        await publish(settings, topic, b"1")
        await one.follower.start()
        await until(lambda: sorted(one.got) == everywhere(b"1"), one.poll)
        await one.commit()
        starting = asyncio.create_task(other.follower.start())
        await until(lambda: bool(other.partitions) and starting.done(), one.poll)
        await until(
            lambda: len(one.partitions) == len(other.partitions) == PARTITIONS // 2,
            one.poll,
            other.poll,
        )
        assert one.follower.partitions == one.partitions
        assert one.partitions | other.partitions == {(topic, n) for n in range(PARTITIONS)}
        await publish(settings, topic, b"2")
        await until(lambda: len(one.got) + len(other.got) == PARTITIONS * 2, one.poll, other.poll)
        assert sorted(one.got + other.got) == everywhere(b"1", b"2")
        await other.commit()
        await one.follower.stop()
        assert one.taken >= {(topic, place) for place, _, value in one.got if value == b"2"}
        # What the one did not commit the other gets, and nothing of what it did.
        other.got.clear()
        await until(lambda: len(other.got) >= PARTITIONS // 2, other.poll)
        assert {value for _, _, value in other.got} == {b"2"}
        await other.follower.stop()

    asyncio.run(story())


def test_positions_are_kept_and_what_was_not_committed_comes_again(settings):
    topic = "measure-changes"

    async def story() -> None:
        await publish(settings, topic, b"1", b"2")
        first = Member(settings, topic, {})
        await first.follower.start()
        await until(lambda: len(first.got) == 2 * PARTITIONS, first.poll)
        await first.follower.commit({(topic, place): 1 for place in range(PARTITIONS)})
        await first.follower.stop()
        second = Member(settings, topic, {})
        await second.follower.start()
        await until(lambda: len(second.got) >= PARTITIONS, second.poll)
        assert sorted(second.got) == everywhere(b"2", since=1)
        await second.follower.stop()

    asyncio.run(story())


def test_who_has_no_room_gets_nothing_and_is_not_taken_for_dead(settings):
    topic = "alerts"

    async def story() -> None:
        member = Member(settings, topic, {})
        await member.follower.start()
        await until(lambda: len(member.partitions) == PARTITIONS, member.poll)
        await publish(settings, topic, b"1", b"2")
        loop = asyncio.get_running_loop()
        end = loop.time() + settings.kafka_session_timeout_seconds + 2
        while loop.time() < end:
            await member.poll(0)
        assert member.got == []
        assert member.taken == set()
        await until(lambda: len(member.got) >= 2 * PARTITIONS, lambda: member.poll(1))
        assert sorted(member.got) == everywhere(b"1", b"2")
        await member.commit()
        await member.follower.stop()

    asyncio.run(story())


def test_who_begins_now_gets_nothing_of_before_also_after_a_crash(settings):
    topic = "act-answers"

    async def story() -> None:
        await publish(settings, topic, b"before")
        first = Member(settings, topic, None)
        await first.follower.start()
        await until(lambda: len(first.partitions) == PARTITIONS, first.poll)
        await first.poll()
        await first.follower.stop()  # it got nothing and committed nothing
        assert first.got == []
        await publish(settings, topic, b"between")
        second = Member(settings, topic, None)
        await second.follower.start()
        await until(lambda: len(second.got) >= PARTITIONS, second.poll)
        assert sorted(second.got) == everywhere(b"between", since=1)
        await second.follower.stop()

    asyncio.run(story())


def test_who_begins_at_named_offsets_gets_nothing_of_before_them(settings):
    topic = "decision-seals"

    async def story() -> None:
        await publish(settings, topic, *(b"%d" % n for n in range(200)))
        named = [199, 100, 0]  # the last partition is not named: from its beginning
        member = Member(settings, topic, {topic: named})
        await member.follower.start()
        wanted = {0: 1, 1: 100, 2: 200, 3: 200}
        await until(lambda: len(member.got) >= sum(wanted.values()), member.poll)
        assert Counter(place for place, _, _ in member.got) == wanted
        assert [at for place, at, _ in member.got if place == 1] == list(range(100, 200))
        await member.follower.stop()

    asyncio.run(story())


def test_nothing_comes_of_a_partition_before_it_is_taken_over(settings):
    """Neither at the start nor in a poll that was under way when the group shared anew."""
    topic = "standings"

    async def story() -> None:
        await publish(settings, topic, b"1")
        one, other = Member(settings, topic, {}), Member(settings, topic, {})
        one.slow = other.slow = 1.5
        await one.follower.start()
        await until(lambda: sorted(one.got) == everywhere(b"1"), one.poll)
        starting = asyncio.create_task(other.follower.start())
        await until(starting.done, one.poll)
        # Nothing was committed: it comes again, to whoever has it now.
        await until(lambda: len(one.got) + len(other.got) >= 2 * PARTITIONS, one.poll, other.poll)
        for member in (one, other):
            await member.follower.stop()

    asyncio.run(story())


def test_who_can_not_take_over_what_it_is_given_is_told_at_the_next_poll(settings):
    async def story() -> None:
        member = Member(settings, "measures", {})
        member.fault = LookupError("not read to the end")
        await member.follower.start()
        with pytest.raises(LookupError, match="not read to the end"):
            await until(lambda: False, member.poll)
        await member.follower.stop()

    asyncio.run(story())


def test_a_value_of_none_erases_a_key_and_keeps_its_place_among_the_others(settings):
    topic = "deliveries"
    asyncio.run(publish(settings, topic, b"1", None, b"2"))
    found = [each for each in read_from_beginning(settings, topic) if each.partition == 0]
    assert [(each.key, each.value) for each in found] == [
        (b"key", b"1"),
        (b"key", None),
        (b"key", b"2"),
    ]
