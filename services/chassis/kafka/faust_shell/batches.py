"""One batch, seven steps, always in this order: so nothing is lost, and nothing counted twice.

1 bytes come in; 2 decode, 3 load, 4 fold (all in the Fold); 5 publish, and wait until every fact is
acknowledged; 6 write the views; 7 store the states, their log first. Only then does the caller
acknowledge the offsets. Whoever folds the batch again after a crash finds the states as they were,
and so brings about all of it again: were they stored first, nothing would write the views.

If anything fails from 5 on, nothing of the batch may be acknowledged and the worker must end,
because the Fold is then ahead of the states: the batch is folded again by whoever takes the
partitions over.
"""

import asyncio
import logging
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from time import monotonic
from typing import Any

from services.chassis.garbage import uncollected
from services.chassis.kafka.acknowledged_producer import AcknowledgedProducer, Message
from services.chassis.kafka.health import WorkerHealth
from services.chassis.observability import WorkerMetrics
from services.chassis.processing.fold import MOST_WOKEN, Batch, Fold, Received
from services.chassis.processing.handled import (
    HANDLED,
    encode_handled,
    handled_of,
    offsets_behind,
)
from services.chassis.processing.stage import Stage
from services.chassis.views.store import ViewWriter

from .states import States

log = logging.getLogger(__name__)

DAY_SECONDS = 1.0  # of a batch that wakes keys: enterprises differ in how long they take

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
        views: ViewWriter,
        health: WorkerHealth,
        metrics: WorkerMetrics,
    ) -> None:
        self._producer = producer
        self._states = states
        self._views = views
        self._health = health
        self._metrics = metrics
        self._fold = Fold(stage, partitions, states.store)
        self._interrupted = False

    async def take_over(self, partitions: Iterable[int]) -> None:
        """Hold exactly these partitions, each with its states read to their true end."""
        assigned = set(partitions)
        self._interrupted = False
        self._fold.break_off()
        store = self._states.store
        for partition in store.partitions - assigned:
            store.drop(partition)
            self._fold.drop(partition)
            self._views.release(partition)
            self._health.days.pop(partition, None)
        owned = store.partitions
        with uncollected():  # states live long
            read = await self._states.catch_up(assigned)
            for partition, count in read.items():
                if partition not in owned or count:
                    self._fold.drop(partition)
                    self._fold.adopt(partition)
        for partition in assigned:
            await asyncio.to_thread(self._views.own, partition, handled_of(store, partition))
        self._health.views_not_whole = self._views.not_whole
        log.info("states recovered: %s", {p: n for p, n in read.items() if n})
        self._health.recovered(assigned)

    async def run(self, records: Mapping[Partition, Sequence[Any]]) -> dict[Partition, int]:
        """Handle the records of each topic and partition; return the offsets after what was done.

        A day that wakes many keys takes several batches, each of about DAY_SECONDS at most; after
        `interrupt` no further one is begun.
        Raises whatever went wrong; then this runner must not be used again.
        """
        waiting: dict[int, list[Received]] = {}
        for (topic, partition), polled in records.items():
            waiting.setdefault(partition, []).extend(
                Received(topic, partition, r.offset, r.key, r.value, r.timestamp) for r in polled
            )
        done: dict[Partition, int] = {}
        try:
            while waiting and not self._interrupted:
                with self._metrics.timed("batch"):
                    effects = await self._handle(waiting)
                topics = Counter[str]()
                for partition, effect in effects.items():
                    for record in waiting[partition][: effect.handled]:
                        done[record.topic, partition] = record.offset + 1
                        topics[record.topic] += 1
                    del waiting[partition][: effect.handled]
                    self._health.day_goes_on(partition, effect.under_way)
                for topic, count in topics.items():
                    self._metrics.handled(topic, count)
                turns = sorted(waiting.items(), key=lambda turn: turn[0] in effects)
                waiting = {partition: left for partition, left in turns if left}
        except BaseException as error:
            self._health.failed(error)
            raise
        self._health.handled()
        return done

    def interrupt(self) -> None:
        """Begin no further batch until partitions are taken over: they are about to move."""
        self._interrupted = True

    async def _handle(self, waiting: Mapping[int, Sequence[Received]]) -> dict[int, Batch]:
        effects: dict[int, Batch] = {}
        end, woken = monotonic() + DAY_SECONDS, 0
        for partition, received in waiting.items():
            effect = self._fold.fold(received, lambda: monotonic() > end)
            effects[partition] = effect
            woken += effect.woken
            if woken >= MOST_WOKEN or (woken and monotonic() > end):
                break  # the other partitions come with the next batch
            await asyncio.sleep(0)  # let a probe be answered between partitions
        with self._metrics.timed("publish"):
            await self._publish(effects.values())
        self._require_lease()
        handled = {p: offsets_behind(waiting[p][: effect.handled]) for p, effect in effects.items()}
        with self._metrics.timed("view_write"):
            await asyncio.to_thread(self._write_views, effects, handled)
        self._require_lease()
        for partition, effect in effects.items():
            if handled[partition]:
                so_far = (handled_of(self._states.store, partition) or {}) | handled[partition]
                effect.states[HANDLED] = encode_handled(so_far)
        await self._states.write({p: effect.states for p, effect in effects.items()})
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
        return effects

    def _write_views(
        self, effects: Mapping[int, Batch], handled: Mapping[int, Mapping[str, int]]
    ) -> None:
        for partition, effect in effects.items():
            self._views.write(partition, effect.views, handled[partition])
        self._health.views_not_whole = self._views.not_whole

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
