"""Following topics in a consumer group outside a worker, without blocking anybody else."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.structs import OffsetAndMetadata, TopicPartition

from .fold import Received
from .kafka_connection import connection
from .settings import ServiceSettings

Partitions = set[tuple[str, int]]
Told = Callable[[Partitions], Awaitable[None]]
FETCH_MILLISECONDS = 500
HEARTBEATS_A_SESSION = 5
KEPT_POLLS = 50  # so long what was fetched is kept for who has no room; then it is given up
NOWHERE = TopicPartition("", 0)


class GroupFollower:
    """Messages of topics as they come; positions are kept in the group, when the caller says so.

    The members of a group share the partitions; one that has partition 3 of a topic has it of all.
    `given` is awaited when partitions come, before the first of their messages, `taken` before they
    go. A group that has no position yet begins at the offsets that `begins` names by topic and
    partition, elsewhere at the beginning; with `begins` None at what comes from now on.
    """

    def __init__(  # noqa: PLR0913 - what there is to know of a group
        self,
        settings: ServiceSettings,
        topics: Sequence[str],
        group: str,
        *,
        begins: Mapping[str, Sequence[int]] | None,
        given: Told,
        taken: Told,
    ) -> None:
        session = int(settings.kafka_session_timeout_seconds * 1000)
        self._topics = list(topics)
        self._fresh: set[TopicPartition] = set()
        self._giving = False
        self._fault: Exception | None = None
        self._begins = begins or {}
        self._given, self._taken = given, taken
        self._without_room = 0
        self._consumer: Any = AIOKafkaConsumer(
            **connection(settings),
            client_id="safety-credit-follower",
            group_id=group,
            enable_auto_commit=False,
            auto_offset_reset="latest" if begins is None else "earliest",
            fetch_max_wait_ms=FETCH_MILLISECONDS,
            session_timeout_ms=session,
            heartbeat_interval_ms=session // HEARTBEATS_A_SESSION,
            rebalance_timeout_ms=int(settings.kafka_rebalance_timeout_seconds * 1000),
            partition_assignment_strategy=(RangePartitionAssignor,),
        )

    async def start(self) -> None:
        """Join the group. Raises an error of aiokafka where no broker answers."""
        self._consumer.subscribe(self._topics, listener=_Listener(self))
        await self._consumer.start()

    async def stop(self) -> None:
        """Leave the group; `taken` is awaited before."""
        await self._consumer.stop()

    async def poll(self, most: int, seconds: float) -> list[Received]:
        """Return up to `most` messages; wait so many seconds for the first.

        To be called often, also with `most` 0: who does not ask is taken for dead. Raises what
        `given` raised.
        """
        if self._fault is not None:
            raise self._fault
        await self._fix_beginnings()
        if most <= 0 or self._giving:
            await asyncio.sleep(seconds)
            self._without_room += 1
            if self._without_room < KEPT_POLLS and not self._giving:
                await self._consumer.getmany(NOWHERE)  # brings nothing, but the group hears of us
                return []
            # Pausing throws away what was fetched: who is away for long takes no memory.
            self._consumer.pause(*self._consumer.assignment())
            most = 1
        else:
            self._without_room = 0
            if self._consumer.paused():
                self._consumer.resume(*self._consumer.paused())
        found = await self._consumer.getmany(timeout_ms=int(seconds * 1000), max_records=most)
        return [
            Received(
                record.topic,
                record.partition,
                record.offset,
                record.key,
                record.value,
                record.timestamp,
            )
            for records in found.values()
            for record in records
        ]

    @property
    def partitions(self) -> Partitions:
        """Return the topics and partitions that it has."""
        return {(place.topic, place.partition) for place in self._consumer.assignment()}

    async def commit(self, positions: Mapping[tuple[str, int], int]) -> None:
        """Keep the offsets to go on from. Raises an error of aiokafka where the group refuses."""
        if positions:
            await self._consumer.commit(
                {
                    TopicPartition(*place): OffsetAndMetadata(offset, "")
                    for place, offset in positions.items()
                }
            )

    async def _fix_beginnings(self) -> None:
        """Keep where a group without a position begins: after a crash it is still there."""
        while self._fresh:
            place = self._fresh.pop()
            if await self._consumer.committed(place) is None:
                named = self._begins.get(place.topic)
                if named is None or place.partition >= len(named):
                    offset = await self._consumer.position(place)
                else:
                    offset = named[place.partition]
                    self._consumer.seek(place, offset)
                await self._consumer.commit({place: OffsetAndMetadata(offset, "")})

    async def _assigned(self, places: Sequence[TopicPartition]) -> None:
        # aiokafka fetches, and goes on with a poll that is under way, while it awaits this.
        self._giving = True
        self._consumer.pause(*places)
        try:
            await self._given({(place.topic, place.partition) for place in places})
        except Exception as error:
            self._fault = error  # aiokafka would log it, and go on as if all were well
            return
        self._fresh, self._giving = set(places), False

    async def _revoked(self, places: Sequence[TopicPartition]) -> None:
        self._fresh.clear()
        await self._taken({(place.topic, place.partition) for place in places})


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka ships no types
    """Tells a follower what the group gives and takes."""

    def __init__(self, follower: GroupFollower) -> None:
        self._follower = follower

    async def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        """Pass it on."""
        await self._follower._assigned(assigned)

    async def on_partitions_revoked(self, revoked: Sequence[TopicPartition]) -> None:
        """Pass it on."""
        await self._follower._revoked(revoked)
