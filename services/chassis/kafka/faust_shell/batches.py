"""One batch, seven steps, always in this order: so nothing is lost, and nothing counted twice.

1 bytes come in; 2 decode, 3 load, 4 fold (all in the Fold); 5 publish, and wait until every fact is
acknowledged; 6 store the states, their log first; 7 write the views. Only then does the caller
acknowledge the offsets. If anything fails from 5 on, nothing of the batch may be acknowledged and
the worker must end, because the Fold is then ahead of the states: the batch is folded again by
whoever takes the partitions over.
"""

import asyncio
import logging
from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from services.chassis.kafka.acknowledged_producer import AcknowledgedProducer, Message
from services.chassis.kafka.health import WorkerHealth
from services.chassis.observability import WorkerMetrics
from services.chassis.processing.fold import Batch, Fold, Received
from services.chassis.processing.stage import Stage
from services.chassis.views.store import Views

from .states import States

log = logging.getLogger(__name__)

Partition = tuple[str, int]


class LeaseExpiredError(RuntimeError):
    """The worker was silent longer than the group waits: another may own its partitions."""


class BatchRunner:
    """Carries batches through their steps, one batch at a time."""

    def __init__(  # noqa: PLR0913 - all that a batch touches
        self,
        *,
        stage: Stage[Any],
        partitions: int,
        producer: AcknowledgedProducer,
        states: States,
        views: Views,
        health: WorkerHealth,
        metrics: WorkerMetrics,
    ) -> None:
        self._producer = producer
        self._states = states
        self._views = views
        self._health = health
        self._metrics = metrics
        self._fold = Fold(stage, partitions, states.load)

    async def take_over(self, partitions: Iterable[int]) -> None:
        """Hold exactly these partitions, each with its states read to their true end."""
        assigned = set(partitions)
        for partition in self._states.partitions - assigned:
            self._states.drop(partition)
            self._fold.drop(partition)
        owned = self._states.partitions
        read = await self._states.catch_up(assigned)
        for partition, count in read.items():
            if partition not in owned or count:
                self._fold.drop(partition)
                self._fold.adopt(partition, self._states.items(partition))
        log.info("states recovered: %s", {p: n for p, n in read.items() if n})
        self._health.recovered(assigned)

    async def run(self, records: Mapping[Partition, Sequence[Any]]) -> dict[Partition, int]:
        """Handle the records of each topic and partition; return the offsets after the last ones.

        Raises whatever went wrong; then this runner must not be used again.
        """
        try:
            with self._metrics.timed("batch"):
                await self._handle(records)
        except BaseException as error:
            self._health.failed(error)
            raise
        self._health.handled()
        for (topic, _), polled in records.items():
            self._metrics.handled(topic, len(polled))
        return {log_partition: polled[-1].offset + 1 for log_partition, polled in records.items()}

    async def _handle(self, records: Mapping[Partition, Sequence[Any]]) -> None:
        by_partition: dict[int, list[Received]] = {}
        for (topic, partition), polled in records.items():
            by_partition.setdefault(partition, []).extend(
                Received(topic, partition, r.offset, r.key, r.value, r.timestamp) for r in polled
            )
        effects: dict[int, Batch] = {}
        for partition, received in by_partition.items():
            effects[partition] = self._fold.fold(received)
            await asyncio.sleep(0)  # let a probe be answered between partitions
        with self._metrics.timed("publish"):
            await self._publish(effects.values())
        self._require_lease()
        await self._states.store({p: effect.states for p, effect in effects.items()})
        writes = [write for effect in effects.values() for write in effect.views]
        if writes:
            with self._metrics.timed("view_write"):
                await asyncio.to_thread(self._views.apply, writes)
        for effect in effects.values():
            for letter in effect.dead:
                log.warning(
                    "set aside: %s",
                    letter.reason,
                    extra={
                        "topic": letter.topic,
                        "partition": letter.partition,
                        "offset": letter.offset,
                        "enterprise": b64decode(letter.key or "").decode(errors="replace"),
                        "detail": letter.detail,
                    },
                )
            self._metrics.dead_lettered(effect.dead)

    async def _publish(self, effects: Iterable[Batch]) -> None:
        messages: dict[Partition, list[Message]] = {}
        for effect in effects:
            for out in effect.publish:
                messages.setdefault((out.topic, out.partition), []).append(
                    Message(out.key, out.value, out.timestamp)
                )
        if not messages:
            return
        self._require_lease()
        await self._producer.send(messages)
        self._metrics.published(topic for (topic, _), m in messages.items() for _ in m)

    def _require_lease(self) -> None:
        if self._health.lease_expired():
            raise LeaseExpiredError("no heartbeat was answered within the session timeout")
