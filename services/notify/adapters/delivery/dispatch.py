"""Bringing messages to one receiver: at least once, in order, whatever fails.

Offsets are committed only for what was delivered, or is kept on the topic of deliveries: so a
process may be killed at any moment. A receiver that is away gets pauses; what fails although it is
well is kept, and tried again for days, while the other lanes go on.
"""

import asyncio
import traceback
from collections.abc import Iterable, Iterator
from functools import partial

from schemas.codec import UndecodableError, decode
from schemas.messages import DeliveryDeferred
from schemas.vocabulary.notification_terms import Deferral
from services.chassis.clock import Clock
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.observability import logger
from services.chassis.processing.fold import Received
from services.chassis.processing.identity import derived_id
from services.notify.domain.delivery import Answer, Delivery
from services.notify.domain.lanes import Lanes
from services.notify.domain.progress import Progress
from services.notify.domain.retry_policy import Breaker, RetryPolicy

from .attempt_results import AttemptResults
from .figures import DeliveryFigures
from .outbox import Outbox
from .receiver import Receiver
from .records import DeliveryRecords, breaker_of, delivery_of

_log = logger(__name__)
MOST_TOGETHER = 100  # notices in one letter


class Dispatch:
    """The deliveries of one receiver, in this process."""

    def __init__(
        self,
        receiver: Receiver,
        outbox: Outbox,
        deferred: LatestFacts,
        retry_policy: RetryPolicy,
        clock: Clock,
    ) -> None:
        self.receiver = receiver
        self.progress = Progress()
        self.lanes = Lanes()
        self.partitions: set[tuple[str, int]] = set()
        self._deferred = deferred
        self._clock = clock
        self._resent: set[tuple[str, int]] = set()
        self._tasks: dict[asyncio.Task[None], tuple[str, int]] = {}
        self._figures = DeliveryFigures(receiver.name)
        self._results = AttemptResults(
            receiver=receiver,
            lanes=self.lanes,
            progress=self.progress,
            breaker=breaker_of(receiver.name, deferred),
            records=DeliveryRecords(receiver, outbox),
            outbox=outbox,
            figures=self._figures,
            retry_policy=retry_policy,
            clock=clock,
        )

    @property
    def breaker(self) -> Breaker:
        """Return whether the receiver is well."""
        return self._results.breaker

    @property
    def in_memory(self) -> int:
        """Return the number of deliveries in memory alone: those read again after a crash."""
        return self.progress.open

    @property
    def under_way(self) -> set[asyncio.Task[None]]:
        """Return the attempts that are under way."""
        return set(self._tasks)

    def adopt(self, partitions: Iterable[tuple[str, int]]) -> None:
        """Take over what is kept of deliveries from these topics and partitions.

        What the receiver no longer asks for is kept no more.
        """
        adopted, now = set(partitions), self._clock()
        self.partitions |= adopted
        deferrals: Iterator[DeliveryDeferred] = (
            fact.body for fact in self._deferred.all(DeliveryDeferred).values()
        )
        mine = [
            body
            for body in deferrals
            if body.receiver == self.receiver.name
            and (body.topic, body.partition) in adopted
            and body.deferral != "dead"
        ]
        for body in sorted(mine, key=lambda each: each.offset):
            delivery = delivery_of(body)
            planned = self.receiver.plan(decode(delivery.message), now)
            if delivery.lane in {each.lane for each in planned}:
                self.lanes.add(delivery)
                self._resent.add((body.delivery, body.resent))
            else:
                self._log("no longer wanted", delivery.position, None)
                self._results.forget(delivery)
        self._show()

    async def release(self, partitions: Iterable[tuple[str, int]]) -> None:
        """Give up topics and partitions, after what is under way of them is settled."""
        gone = set(partitions)
        self.partitions -= gone
        self.lanes.drop(lambda delivery: delivery.position[:2] in gone)
        while tasks := {task for task, partition in self._tasks.items() if partition in gone}:
            await asyncio.wait(tasks)
        self.lanes.drop(lambda delivery: delivery.position[:2] in gone)
        self._show()

    def forget(self, partitions: Iterable[tuple[str, int]]) -> None:
        """Forget how far these were read."""
        for partition in partitions:
            self.progress.forget(*partition)

    def resend(self, body: DeliveryDeferred) -> None:
        """Take a delivery up that somebody called back, once each time."""
        call = (body.delivery, body.resent)
        if (body.topic, body.partition) not in self.partitions:
            return  # another process has it
        if body.resent and body.deferral == "failing" and call not in self._resent:
            self._resent.add(call)
            self.lanes.add(delivery_of(body))
            self.pump()

    def take(self, record: Received) -> None:
        """Plan the deliveries of a message that was read."""
        now, position = self._clock(), (record.topic, record.partition, record.offset)
        try:
            fact = decode(record.value or b"")
        except UndecodableError as error:
            self._log("unreadable", position, str(error))
            self.progress.began(position, 0)
            return
        new: list[tuple[Delivery, Deferral | None]] = []
        for planned in self.receiver.plan(fact, now):
            identity = derived_id("delivery", fact.id, self.receiver.name, planned.lane)
            deferral_fact = self._deferred.get(identity)
            if identity in self.lanes or (
                deferral_fact is not None and deferral_fact.body.deferral == "dead"
            ):
                continue  # it was kept before its offset was committed
            delivery = Delivery(
                id=identity,
                lane=planned.lane,
                position=position,
                message=record.value or b"",
                message_id=fact.id,
                due_at=planned.due_at,
            )
            new.append((delivery, planned.deferral))
        self.progress.began(position, len(new))
        for delivery, deferral in new:
            first = self.lanes.first(delivery.lane)
            behind = first is not None and first.deferral == "failing"
            self.lanes.add(delivery)
            if deferral is not None or behind:
                self._results.defer(delivery, deferral or "waiting")

    def pump(self) -> None:
        """Begin all attempts that may be made now."""
        now = self._clock()
        while self.lanes.busy < self.receiver.at_once and self.breaker.allows(now):
            delivery = self.lanes.take(now)
            if delivery is None:
                break
            self.breaker.attempted()
            task = asyncio.get_running_loop().create_task(self._attempt(delivery))
            self._tasks[task] = delivery.position[:2]
            task.add_done_callback(self._tasks.pop)
        self._show()

    async def _attempt(self, first: Delivery) -> None:
        with_it = partial(self.receiver.together, first)
        batch = [first, *self.lanes.also(first, with_it, MOST_TOGETHER - 1)]
        try:
            answer = await self.receiver.send(batch)
        except Exception as error:
            # A fault of ours (Redis is away) stops nobody else, and lets nothing be given up. Its
            # text may hold an address: only what it is and where it arose is told.
            fault, where = type(error).__name__, traceback.extract_tb(error.__traceback__)[-1]
            code_location = f"{where.filename}:{where.lineno}"
            _log.error("attempt", receiver=self.receiver.name, fault=fault, location=code_location)
            answer = Answer(outcome="failed", fault=fault, whole=True)
        self._results.apply(batch, answer)
        self.pump()

    def _show(self) -> None:
        """Show the receiver's figures while this process has a part of it."""
        if self.partitions:
            self._figures.waiting(len(self.lanes))
            self._figures.away(self.breaker.until is not None)
        else:
            self._figures.gone()

    def _log(self, outcome: str, position: object, fault: str | None) -> None:
        name = self.receiver.name
        _log.warning("delivery", receiver=name, outcome=outcome, position=position, fault=fault)
