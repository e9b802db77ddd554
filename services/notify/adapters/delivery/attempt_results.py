"""The result of an attempt: a receipt, another attempt, a pause of its receiver, or the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import msgspec

from schemas.vocabulary.notification_terms import Deferral
from services.chassis.clock import Clock
from services.chassis.observability import logger
from services.notify.domain.delivery import Answer, Delivery
from services.notify.domain.lanes import Lanes
from services.notify.domain.progress import Progress
from services.notify.domain.retry_policy import Breaker, RetryPolicy

from .figures import DeliveryFigures
from .outbox import OnSent, Outbox, Write
from .receiver import Receiver, Status
from .records import DeliveryRecords

_log = logger(__name__)
ALONE = 3  # attempts that failed while the receiver took others: then the message is the reason


@dataclass(frozen=True, kw_only=True)
class AttemptResults:
    """Applies the results of the attempts at one receiver."""

    receiver: Receiver
    lanes: Lanes
    progress: Progress
    breaker: Breaker
    records: DeliveryRecords
    outbox: Outbox
    figures: DeliveryFigures
    retry_policy: RetryPolicy
    clock: Clock

    def apply(self, batch: Sequence[Delivery], answer: Answer) -> None:
        """Apply the answer to an attempt at deliveries of one lane, the lane's first one first."""
        now = self.clock()
        self.figures.attempted(answer.outcome, len(batch))
        if answer.outcome == "failed":
            self._failed(batch, answer, now)
            return
        self._well(now)
        for delivery in batch:
            attempted = msgspec.structs.replace(delivery, attempts=delivery.attempts + 1)
            if answer.succeeded:
                self._succeeded(attempted, "delivered" if answer.outcome == "delivered" else "sent")
            else:
                self._dead(msgspec.structs.replace(attempted, fault=answer.fault), "refused")

    def _failed(self, batch: Sequence[Delivery], answer: Answer, now: datetime) -> None:
        retry_policy, first = self.retry_policy, batch[0]
        first_attempt_at = first.first_tried_at or now
        wait = retry_policy.wait_after(first.attempts + 1, first.id, answer.retry_after)
        # What was tried together is tried together again.
        failed = [
            msgspec.structs.replace(
                each,
                attempts=first.attempts + 1,
                first_tried_at=first_attempt_at,
                fault=answer.fault,
                due_at=now + wait,
            )
            for each in batch
        ]
        if answer.whole and self.breaker.failed(now, retry_policy, answer.retry_after):
            self._pause(now, answer.fault or "no answer")
        elif not answer.whole:
            self._well(now)
        well = self.breaker.well_at
        takes_others = well is not None and well > first_attempt_at and first.attempts + 1 >= ALONE
        for each in failed[1:]:
            self.lanes.update(each)
        self.lanes.put_back(failed[0])
        if takes_others or not answer.whole:  # what is the receiver's fault ends nothing
            self._failed_alone(
                failed, over=now - first_attempt_at > timedelta(seconds=retry_policy.give_up)
            )

    def _failed_alone(self, failed: Sequence[Delivery], *, over: bool) -> None:
        """Keep what fails although its receiver is well, with what waits behind; or give it up."""
        if over:
            for each in failed:
                self._dead(each, "given_up")
            return
        self._log("kept", failed[0].position, failed[0].fault)
        for each in failed:
            self.defer(each, "failing")
        for waiting in self.lanes.behind(failed[0]):
            if waiting.deferral is None:
                self.defer(waiting, "waiting")

    def _well(self, now: datetime) -> None:
        if self.breaker.answered(now):
            self.outbox.put([self.records.pause_over()])
            self.lanes.hurry(now)
            _log.info("receiver is back", receiver=self.receiver.name)

    def _pause(self, now: datetime, fault: str) -> None:
        until = self.breaker.until or now
        name = self.receiver.name
        _log.warning("receiver paused", receiver=name, until=until.isoformat(), fault=fault)
        self.outbox.put([self.records.paused(self.breaker, now, fault)])

    def _succeeded(self, delivery: Delivery, status: Status) -> None:
        over = [self.records.over(delivery)] if delivery.deferral is not None else []
        self._finish(delivery, [self.records.receipt(delivery, status), *over])

    def _dead(self, delivery: Delivery, status: Status) -> None:
        self._log(status, delivery.position, delivery.fault)
        if status == "given_up":
            self.figures.attempted(status)
        record = self.records.deferred(delivery, "dead")
        self._finish(delivery, [record, self.records.receipt(delivery, status)])

    def _finish(self, delivery: Delivery, writes: list[Write]) -> None:
        self.outbox.put(writes, self._handled(delivery))
        if self.receiver.drops_repeats:
            self.lanes.remove(delivery)
        else:  # the next of its lane goes when this is on record: a crash repeats one letter a lane
            self.outbox.put((), partial(self.lanes.remove, delivery))

    def defer(self, delivery: Delivery, deferral: Deferral) -> None:
        """Record a delivery as deferred; once recorded, its message's offset counts as handled."""
        self.lanes.update(msgspec.structs.replace(delivery, deferral=deferral))
        self.outbox.put([self.records.deferred(delivery, deferral)], self._handled(delivery))

    def forget(self, delivery: Delivery) -> None:
        """Erase the record of a deferred delivery."""
        self.outbox.put([self.records.over(delivery)])

    def _handled(self, delivery: Delivery) -> OnSent | None:
        """Return the call that counts a delivery as handled (None: it counted when deferred)."""
        return partial(self.progress.done, delivery.position) if delivery.deferral is None else None

    def _log(self, outcome: str, position: object, fault: str | None) -> None:
        name = self.receiver.name
        _log.warning("delivery", receiver=name, outcome=outcome, position=position, fault=fault)
