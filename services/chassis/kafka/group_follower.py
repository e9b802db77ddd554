"""Following topics in a consumer group outside a worker, without blocking anybody else."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener
from aiokafka.coordinator.assignors.range import RangePartitionAssignor
from aiokafka.structs import OffsetAndMetadata, TopicPartition

from services.chassis.processing.fold import Received
from services.chassis.settings import ServiceSettings

from .connection import connection

Partitions = set[tuple[str, int]]
PartitionsListener = Callable[[Partitions], Awaitable[None]]
FETCH_MILLISECONDS = 500
HEARTBEATS_A_SESSION = 5
POLLS_BEFORE_DISCARD = 50  # polls without room after which what was fetched is discarded
NOWHERE = TopicPartition("", 0)


class GroupFollower:
    """The messages of topics as they arrive; positions are committed to the group by `commit`.

    The members of a group share the partitions; one that has partition 3 of a topic has it of all.
    `on_assigned` is awaited when partitions are assigned, before the first of their messages;
    `on_revoked` before they are revoked. A group without a committed position begins at the offsets
    that `begins` gives by topic and partition, and at the beginning of a partition that it does not
    name; with `begins` None at what arrives from now on.
    """

    def __init__(  # noqa: PLR0913 - all that defines a group
        self,
        settings: ServiceSettings,
        topics: Sequence[str],
        group: str,
        *,
        begins: Mapping[str, Sequence[int]] | None,
        on_assigned: PartitionsListener,
        on_revoked: PartitionsListener,
    ) -> None:
        session = int(settings.kafka_session_timeout_seconds * 1000)
        self._topics = list(topics)
        self._fresh: set[TopicPartition] = set()
        self._assigning = False
        self._fault: Exception | None = None
        self._begins = begins or {}
        self._on_assigned, self._on_revoked = on_assigned, on_revoked
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
        """Leave the group; `on_revoked` is awaited before."""
        await self._consumer.stop()

    async def poll(self, most: int, seconds: float) -> list[Received]:
        """Return up to `most` messages; wait so many seconds for the first.

        To be called often, also with `most` 0: who does not ask is taken for dead. Raises what
        `on_assigned` raised.
        """
        if self._fault is not None:
            raise self._fault
        await self._fix_beginnings()
        if most <= 0 or self._assigning:
            await asyncio.sleep(seconds)
            self._without_room += 1
            if self._without_room < POLLS_BEFORE_DISCARD and not self._assigning:
                await self._consumer.getmany(NOWHERE)  # brings nothing, but the group hears of us
                return []
            # Pausing throws away what was fetched: who is away for long takes no memory.
            self._consumer.pause(*self._consumer.assignment())
            most = 1
        else:
            self._without_room = 0
            if self._consumer.paused():
                self._consumer.resume(*self._consumer.paused())
        polled = await self._consumer.getmany(timeout_ms=int(seconds * 1000), max_records=most)
        return [
            Received(
                record.topic,
                record.partition,
                record.offset,
                record.key,
                record.value,
                record.timestamp,
            )
            for records in polled.values()
            for record in records
        ]

    @property
    def partitions(self) -> Partitions:
        """Return the topics and partitions that it has."""
        return {
            (topic_partition.topic, topic_partition.partition)
            for topic_partition in self._consumer.assignment()
        }

    async def commit(self, positions: Mapping[tuple[str, int], int]) -> None:
        """Keep the offsets to go on from. Raises an error of aiokafka where the group refuses."""
        if positions:
            await self._consumer.commit(
                {
                    TopicPartition(*topic_partition): OffsetAndMetadata(offset, "")
                    for topic_partition, offset in positions.items()
                }
            )

    async def _fix_beginnings(self) -> None:
        """Keep where a group without a position begins: after a crash it is still there."""
        while self._fresh:
            topic_partition = self._fresh.pop()
            if await self._consumer.committed(topic_partition) is None:
                named = self._begins.get(topic_partition.topic)
                if named is None or topic_partition.partition >= len(named):
                    offset = await self._consumer.position(topic_partition)
                else:
                    offset = named[topic_partition.partition]
                    self._consumer.seek(topic_partition, offset)
                await self._consumer.commit({topic_partition: OffsetAndMetadata(offset, "")})

    async def _assigned(self, topic_partitions: Sequence[TopicPartition]) -> None:
        # aiokafka fetches, and goes on with a poll that is under way, while it awaits this.
        self._assigning = True
        self._consumer.pause(*topic_partitions)
        try:
            await self._on_assigned(
                {
                    (topic_partition.topic, topic_partition.partition)
                    for topic_partition in topic_partitions
                }
            )
        except Exception as error:
            self._fault = error  # aiokafka would log it, and go on as if all were well
            return
        self._fresh, self._assigning = set(topic_partitions), False

    async def _revoked(self, topic_partitions: Sequence[TopicPartition]) -> None:
        self._fresh.clear()
        await self._on_revoked(
            {
                (topic_partition.topic, topic_partition.partition)
                for topic_partition in topic_partitions
            }
        )


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka ships no types
    """Passes the group's assignments and revocations to a follower."""

    def __init__(self, follower: GroupFollower) -> None:
        self._follower = follower

    async def on_partitions_assigned(self, assigned: Sequence[TopicPartition]) -> None:
        """Pass it on."""
        await self._follower._assigned(assigned)

    async def on_partitions_revoked(self, revoked: Sequence[TopicPartition]) -> None:
        """Pass it on."""
        await self._follower._revoked(revoked)
