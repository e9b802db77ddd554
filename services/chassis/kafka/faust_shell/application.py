"""faust with three parts replaced: the reading loop, the recovery, and what counts as done.

faust's own loop hands each message to a stream and acknowledges what a failed batch took; its
recovery trusts end offsets and swallows errors. Here a poll's records are one batch, offsets
advance only after all its steps, what was left is read again, and any error ends the worker.
Group membership, the co-partitioned sticky assignment, fetching in a thread, heartbeats and
commits stay faust's.
"""

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any

import faust
from aiokafka.errors import ConsumerStoppedError, IllegalStateError, KafkaError
from faust.tables.manager import TableManager
from faust.tables.recovery import Recovery
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from mode import Service

from services.chassis.kafka.health import WorkerHealth

from .batches import BatchRunner

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
COMMIT_SECONDS = 1.0
FETCH_MILLISECONDS = 50
LAG_SECONDS = 5.0


class StageApplication(faust.App):
    """The faust application of one worker."""

    def __init__(self, runner: BatchRunner, health: WorkerHealth, **settings: Any) -> None:  # noqa: ANN401 - faust's settings
        self.runner = runner
        self.health = health
        super().__init__(**settings, TableManager=StageTableManager)

    def _new_transport(self) -> "StageTransport":
        return StageTransport(self.conf.broker_consumer, self)


class StageConsumerThread(driver.AIOKafkaConsumerThread):
    """faust's consumer thread, which also notes when the group last answered a heartbeat."""

    app: StageApplication

    def _create_consumer(self, loop: asyncio.AbstractEventLoop) -> Any:  # noqa: ANN401 - aiokafka ships no types
        consumer = super()._create_consumer(loop)
        # The embedded broker answers a waiting fetch only when its time is up; faust's is 1.5 s.
        consumer._fetch_max_wait_ms = FETCH_MILLISECONDS
        return consumer

    async def on_start(self) -> None:
        """Connect, and listen in on the heartbeats."""
        await super().on_start()
        coordinator: Any = self._ensure_consumer()._coordinator
        heartbeat = coordinator._do_heartbeat

        async def noted() -> bool:
            sent = monotonic()
            known: bool = await heartbeat()
            if known:
                self.app.health.heartbeat_answered(sent)
            return known

        coordinator._do_heartbeat = noted


class StageConsumer(driver.Consumer):
    """Reads polls as batches, and commits only what went through all steps."""

    app: StageApplication

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - faust's own
        self._done: dict[TP, int] = {}
        self._expected: dict[TP, int] = {}
        self._begins: dict[TP, int] = {}
        self._gaps: dict[TP, int] = {}
        self._batch: asyncio.Future[None] | None = None
        self._discarded = False
        super().__init__(*arguments, **options)

    def _new_consumer_thread(self) -> StageConsumerThread:
        return StageConsumerThread(self, loop=self.loop, beacon=self.beacon)

    async def _drain_messages(self, fetcher: Any) -> None:  # noqa: ANN401 - faust's fetcher
        """Take polls and carry them through their steps until stopped."""
        try:
            while not (self._stopped.is_set() or fetcher._stopped.is_set()):
                records = await self._next_records()
                if records:
                    self._batch = asyncio.ensure_future(self._handle(records))
                    # A stop cancels this loop; the batch goes on, and wait_empty waits for it.
                    await asyncio.shield(self._batch)
        except (asyncio.CancelledError, ConsumerStoppedError):
            if not self.app.should_stop:
                raise

    async def _next_records(self) -> Mapping[TP, Sequence[Any]]:
        polled, _ = await self._wait_next_records(POLL_SECONDS)
        if not polled:
            return {}
        if not self.flow_active:
            # Partitions are about to move. What was polled will be read again from the committed
            # offsets, but only once the new assignment stands.
            self._discarded = True
            return {}
        if self._discarded:
            self._discarded = False
            await self.commit()
            await self.perform_seek()
            return {}
        assigned, next_records = self.assignment(), {}
        for tp, records in polled.items():
            following = await self._following(tp, records) if tp in assigned else ()
            if following:
                next_records[tp] = following
        return next_records

    async def _following(self, tp: TP, records: Sequence[Any]) -> Sequence[Any]:
        """Return the records that come next; never skip one, never hand one out twice."""
        expected = self._expected.get(tp)
        if expected is not None:
            if records[0].offset < expected:
                records = [record for record in records if record.offset >= expected]
            elif records[0].offset > expected and self._gaps.get(tp) != expected:
                # A hole in the log (a transaction's mark) or records that were polled and thrown
                # away? Read again from where it should go on: a true hole comes back.
                log.warning("%s: expected offset %d, got %d", tp, expected, records[0].offset)
                self._gaps[tp] = expected
                await self.seek_wait({tp: expected})
                return ()
        if records:
            self._expected[tp] = records[-1].offset + 1
        return records

    async def _handle(self, records: Mapping[TP, Sequence[Any]]) -> None:
        done = await self.app.runner.run({(tp.topic, tp.partition): r for tp, r in records.items()})
        self._done |= {TP(*log_partition): offset for log_partition, offset in done.items()}
        self._discarded |= any(self._done.get(tp) != r[-1].offset + 1 for tp, r in records.items())

    @Service.task
    async def _watch_lag(self) -> None:
        async for _ in self.itertimer(LAG_SECONDS, name="lag"):
            await self._measure_lag()

    async def _measure_lag(self) -> None:
        """Ask the broker how much waits; also while a batch takes long or the flow has stopped.

        What is not known is not shown: of a partition before it was gone to where it is to be read
        on, of any while the brokers do not answer.
        """
        assigned = self.assignment()
        try:
            ends = await self.highwaters(*assigned) if assigned else {}
        except (KafkaError, IllegalStateError) as error:
            log.warning("the lag could not be measured: %s", error)
            ends = {}
        assigned = self.assignment()  # partitions may have moved meanwhile
        positions = {**self._begins, **self._expected, **self._done}
        # Never below nothing: the embedded broker's end lies before the true end.
        self.app.health.lag = {
            (tp.topic, tp.partition): max(0, end - positions[tp])
            for tp, end in ends.items()
            if tp in assigned and tp in positions
        }

    async def perform_seek(self) -> None:
        """Go to the committed offsets of all partitions."""
        await super().perform_seek()
        self._gaps.clear()
        self._expected = {tp: at for tp, at in self._read_offset.items() if at is not None}
        # A group that has no position yet begins with the oldest message.
        new = [tp for tp in self.assignment() if tp not in self._expected]
        try:
            self._begins = dict(await self.earliest_offsets(*new)) if new else {}
        except (KafkaError, IllegalStateError) as error:
            log.warning("it is not known where the oldest messages are: %s", error)
            self._begins = {}

    async def wait_empty(self) -> None:
        """Wait for the batch in progress, and commit what is done (before partitions move)."""
        self.app.runner.interrupt()
        if self._batch is not None and not self._batch.done():
            await asyncio.wait([self._batch])
        # faust does not commit while a commit is under way, which may be of less than is done.
        await self.maybe_wait_for_commit_to_finish()
        await self.commit_and_end_transactions()

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Finish and commit, then forget the partitions."""
        self.app.health.joined(False)
        await super().on_partitions_revoked(revoked)
        for tp in revoked:
            for offsets in (self._done, self._expected, self._begins):
                offsets.pop(tp, None)
            self.app.health.lag.pop((tp.topic, tp.partition), None)

    def _filter_tps_with_pending_acks(self, topics: Any = None) -> Iterator[TP]:  # noqa: ANN401 - faust's own
        pending = [tp for tp in self._done if topics is None or tp in topics or tp.topic in topics]
        return iter(pending)

    def _new_offset(self, tp: TP) -> int | None:
        return self._done.get(tp)

    def verify_event_path(self, now: float, tp: TP) -> None:
        """Say nothing: faust measures streams here, of which there are none."""


class StageTransport(driver.Transport):
    """faust's transport with the stage's consumer."""

    Consumer = StageConsumer


class StageRecovery(Recovery):
    """Takes the states over before the flow of messages begins."""

    app: StageApplication

    async def _resume_streams(self, generation_id: int = 0) -> None:
        if self.app.consumer_generation_id == generation_id:
            assigned = self.app.consumer.assignment()
            await self.app.runner.take_over({tp.partition for tp in assigned})
            self.app.health.joined(True)
        with suppress(IllegalStateError):  # the group is rebalancing again: this is called again
            await super()._resume_streams(generation_id=generation_id)


class StageTableManager(TableManager):
    """faust's table manager with no tables, whose recovery is the stage's."""

    @property
    def recovery(self) -> Recovery:
        """Return the recovery service."""
        if self._recovery is None:
            self._recovery = StageRecovery(self.app, self, beacon=self.beacon, loop=self.loop)
        return self._recovery

    async def on_start(self) -> None:
        """Start at once: faust waits a second for tables to be declared."""
        await self._update_channels()
        await self.recovery.start()
