"""Bringing messages to one receiver: at least once, in order, whatever fails.

Offsets are committed only for what was delivered, or is kept on the topic of deliveries: so a
process may be killed at any moment. A receiver that is away gets pauses; what fails although it is
well is kept, and tried again for days, while the other lanes go on.
"""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

import msgspec

from schemas.codec import UndecodableError, decode
from schemas.messages import DeliveryDeferred
from services.chassis.clock import Clock
from services.chassis.fold import Received
from services.chassis.identity import derived_id
from services.chassis.latest import Latest
from services.chassis.observability import logger
from services.notify.domain.delivery import Answer, Deferral, Delivery
from services.notify.domain.lanes import Lanes
from services.notify.domain.patience import Patience
from services.notify.domain.progress import Progress

from .delivery_figures import DeliveryFigures
from .delivery_records import DeliveryRecords, breaker_of, delivery_of
from .outbox import Outbox, Then, Write
from .receiving import Receiver, Status

_log = logger(__name__)
ALONE = 3  # attempts that failed while the receiver took others: then the message is the reason


class Dispatch:
    """The deliveries of one receiver, in this process."""

    def __init__(
        self, receiver: Receiver, outbox: Outbox, held: Latest, patience: Patience, clock: Clock
    ) -> None:
        self.receiver = receiver
        self.progress = Progress()
        self.lanes = Lanes()
        self.places: set[tuple[str, int]] = set()
        self._outbox = outbox
        self._held = held
        self._patience = patience
        self._clock = clock
        self._resent: set[tuple[str, int]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._figures = DeliveryFigures(receiver.name)
        self._records = DeliveryRecords(receiver, outbox)
        self.breaker = breaker_of(receiver.name, held)
        self._figures.away(self.breaker.until is not None)

    @property
    def held_in_memory(self) -> int:
        """Return how many deliveries would be read again after a crash."""
        return self.progress.open

    @property
    def under_way(self) -> set[asyncio.Task[None]]:
        """Return the attempts that are under way."""
        return set(self._tasks)

    def adopt(self, places: Iterable[tuple[str, int]]) -> None:
        """Take over what is kept of deliveries from these topics and partitions."""
        wanted = set(places)
        self.places |= wanted
        facts = self._held.all(DeliveryDeferred).values()
        for fact in sorted(facts, key=lambda each: each.body.offset):
            body: DeliveryDeferred = fact.body
            mine = body.receiver == self.receiver.name and (body.topic, body.partition) in wanted
            if mine and body.deferral != "dead":
                self.lanes.add(delivery_of(body))
                self._resent.add((body.delivery, body.resent))

    async def release(self, places: Iterable[tuple[str, int]]) -> None:
        """Give up topics and partitions, after what is under way is settled."""
        gone = set(places)
        self.places -= gone
        if self._tasks:
            await asyncio.wait(self.under_way)
        self.lanes.drop(lambda delivery: delivery.place[:2] in gone)

    def forget(self, places: Iterable[tuple[str, int]]) -> None:
        """Forget how far these were read."""
        for place in places:
            self.progress.forget(*place)

    def resend(self, body: DeliveryDeferred) -> None:
        """Take a delivery up that somebody called back, once each time."""
        call = (body.delivery, body.resent)
        if (body.topic, body.partition) not in self.places:
            return  # another process has it
        if body.resent and body.deferral == "failing" and call not in self._resent:
            self._resent.add(call)
            self.lanes.add(delivery_of(body))
            self.pump()

    def take(self, record: Received) -> None:
        """Plan the deliveries of a message that was read."""
        now = self._clock()
        try:
            fact = decode(record.value or b"")
        except UndecodableError as error:
            self._log("unreadable", record.place, str(error))
            self.progress.began((record.topic, record.partition, record.offset), 0)
            return
        place = (record.topic, record.partition, record.offset)
        new: list[Delivery] = []
        for planned in self.receiver.plan(fact, now):
            identity = derived_id("delivery", fact.id, self.receiver.name, planned.lane)
            kept = self._held.get(identity)
            if identity in self.lanes or (kept is not None and kept.body.deferral == "dead"):
                continue  # it was kept before its offset was committed
            new.append(
                Delivery(
                    id=identity,
                    lane=planned.lane,
                    place=place,
                    message=record.value or b"",
                    message_id=fact.id,
                    due_at=planned.due_at,
                    deferral=planned.deferral,
                )
            )
        self.progress.began(place, len(new))
        for delivery in new:
            first = self.lanes.first(delivery.lane)
            behind = first is not None and first.deferral == "failing"
            self.lanes.add(delivery)
            if delivery.deferral is not None:
                self._keep(delivery, delivery.deferral, in_memory=True)
            elif behind:
                self._keep(delivery, "waiting", in_memory=True)

    def pump(self) -> None:
        """Begin all attempts that may be made now."""
        now = self._clock()
        while self.lanes.busy < self.receiver.at_once and self.breaker.allows(now):
            delivery = self.lanes.take(now)
            if delivery is None:
                break
            self.breaker.attempted()
            task = asyncio.get_running_loop().create_task(self._attempt(delivery))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self._figures.waiting(len(self.lanes))

    async def _attempt(self, first: Delivery) -> None:
        batch = [first, *self.lanes.also(first, lambda each: self.receiver.together(first, each))]
        try:
            answer = await self.receiver.send(batch)
        except Exception as error:
            # A fault of ours (Redis is away) stops nobody else, and lets nothing be given up.
            _log.exception("attempt", receiver=self.receiver.name, delivery=first.id)
            fault = f"{type(error).__name__}: {error}"
            answer = Answer(outcome="failed", fault=fault, whole=True)
        self._settle(batch, answer)
        self.pump()

    def _settle(self, batch: list[Delivery], answer: Answer) -> None:
        now = self._clock()
        self._figures.attempted(answer.outcome, len(batch))
        if answer.outcome == "failed":
            self._failed(batch[0], answer, now)
            return
        self._well(now)
        for delivery in batch:
            tried = msgspec.structs.replace(delivery, attempts=delivery.attempts + 1)
            if answer.made:
                self._made(tried, "delivered" if answer.outcome == "delivered" else "sent")
            else:
                self._dead(msgspec.structs.replace(tried, fault=answer.fault), "refused")

    def _failed(self, first: Delivery, answer: Answer, now: datetime) -> None:
        patience = self._patience
        tried_at = first.first_tried_at or now
        failed = msgspec.structs.replace(
            first,
            attempts=first.attempts + 1,
            first_tried_at=tried_at,
            fault=answer.fault,
            due_at=now + patience.wait_after(first.attempts + 1, first.id, answer.retry_after),
        )
        if answer.whole and self.breaker.failed(now, patience, answer.retry_after):
            self._pause(now, answer.fault or "no answer")
        elif not answer.whole:
            self._well(now)
        well = self.breaker.well_at
        takes_others = well is not None and well > tried_at and failed.attempts >= ALONE
        if answer.whole and not takes_others:
            self.lanes.put_back(failed)  # the receiver's fault: nothing is given up for that
        elif now - tried_at > timedelta(seconds=patience.give_up):
            self._dead(failed, "given_up")
        else:
            self._log("kept", first.place, answer.fault)
            self.lanes.put_back(msgspec.structs.replace(failed, deferral="failing"))
            self._keep(failed, "failing", in_memory=first.deferral is None)
            for waiting in self.lanes.behind(failed):
                if waiting.deferral is None:
                    self._keep(waiting, "waiting", in_memory=True)
        self._figures.away(self.breaker.until is not None)

    def _well(self, now: datetime) -> None:
        if self.breaker.answered(now):
            self._outbox.put([self._records.pause_over()])
            self.lanes.hurry(now)
            self._figures.away(False)
            _log.info("receiver is back", receiver=self.receiver.name)

    def _pause(self, now: datetime, fault: str) -> None:
        until = self.breaker.until or now
        name = self.receiver.name
        _log.warning("receiver paused", receiver=name, until=until.isoformat(), fault=fault)
        self._outbox.put([self._records.paused(self.breaker, now, fault)])

    def _made(self, delivery: Delivery, status: Status) -> None:
        over = [self._records.over(delivery)] if delivery.deferral is not None else []
        self._finish(delivery, [self._records.receipt(delivery, status), *over])

    def _dead(self, delivery: Delivery, status: Status) -> None:
        self._log(status, delivery.place, delivery.fault)
        if status == "given_up":
            self._figures.attempted(status)
        kept = self._records.deferred(delivery, "dead")
        self._finish(delivery, [kept, self._records.receipt(delivery, status)])

    def _finish(self, delivery: Delivery, writes: list[Write]) -> None:
        self._outbox.put(writes, self._handled(delivery, in_memory=delivery.deferral is None))
        if self.receiver.drops_repeats:
            self.lanes.remove(delivery)
        else:  # the next of its lane goes when this is on record: a crash repeats one letter a lane
            self._outbox.put((), partial(self.lanes.remove, delivery))

    def _keep(self, delivery: Delivery, deferral: Deferral, *, in_memory: bool) -> None:
        self.lanes.update(msgspec.structs.replace(delivery, deferral=deferral))
        write = self._records.deferred(delivery, deferral)
        self._outbox.put([write], self._handled(delivery, in_memory=in_memory))

    def _handled(self, delivery: Delivery, *, in_memory: bool) -> Then | None:
        """Return what counts a delivery as handled, once what is said of it is kept."""
        return partial(self.progress.done, delivery.place) if in_memory else None

    def _log(self, outcome: str, place: object, fault: str | None) -> None:
        name = self.receiver.name
        _log.warning("delivery", receiver=name, outcome=outcome, place=place, fault=fault)
