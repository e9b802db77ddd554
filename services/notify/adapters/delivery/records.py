"""What a dispatch records: deliveries that are deferred, pauses of the receiver, receipts."""

from datetime import datetime

import msgspec

from schemas.codec import decode
from schemas.messages import DeliveryDeferred, ReceiverPaused
from schemas.topics import DELIVERIES, DELIVERY_RECEIPTS
from schemas.vocabulary.notification_terms import Deferral
from services.chassis.kafka.latest_facts import LatestFacts
from services.notify.domain.delivery import Delivery
from services.notify.domain.retry_policy import Breaker

from .outbox import Outbox, Write
from .receiver import Receiver, Status


def pause_key(receiver: str) -> str:
    """Return the key under which a receiver's pause is kept."""
    return f"receiver:{receiver}"


def delivery_of(body: DeliveryDeferred) -> Delivery:
    """Return a delivery that was kept."""
    return Delivery(
        id=body.delivery,
        lane=body.lane,
        position=(body.topic, body.partition, body.offset),
        message=body.message.encode(),
        message_id=body.message_id,
        due_at=body.due_at,
        attempts=body.attempts,
        first_tried_at=body.first_tried_at,
        deferral=body.deferral,
        fault=body.fault,
        resent=body.resent,
    )


def breaker_of(receiver: str, deferred: LatestFacts) -> Breaker:
    """Return a receiver's breaker as it was kept: a pause outlives a restart."""
    breaker = Breaker(name=receiver)
    paused = deferred.get(pause_key(receiver))
    if paused is not None:
        body: ReceiverPaused = paused.body
        breaker.pauses, breaker.until, breaker.well_at = body.failures, body.until, body.since
    return breaker


class DeliveryRecords:
    """Makes the records of one receiver. A delivery is kept on the partition of its message."""

    def __init__(self, receiver: Receiver, outbox: Outbox) -> None:
        self._receiver = receiver
        self._outbox = outbox

    def deferred(self, delivery: Delivery, deferral: Deferral) -> Write:
        """Return the record that a delivery is still to be made, or was given up.

        What was given up may lie there for years, so its message is left on its own topic.
        """
        topic, partition, offset = delivery.position
        body = DeliveryDeferred(
            delivery=delivery.id,
            receiver=self._receiver.name,
            lane=delivery.lane,
            topic=topic,
            partition=partition,
            offset=offset,
            message="" if deferral == "dead" else delivery.message.decode(),
            message_id=delivery.message_id,
            deferral=deferral,
            due_at=delivery.due_at,
            attempts=delivery.attempts,
            first_tried_at=delivery.first_tried_at,
            fault=delivery.fault,
            resent=delivery.resent,
        )
        cause = decode(delivery.message)
        return self._outbox.fact(
            DELIVERIES,
            delivery.id,
            body,
            cause=cause.id,
            correlation=cause.correlation_id,
            parts=(delivery.id, deferral, delivery.attempts, delivery.resent),
            partition=partition,
        )

    def over(self, delivery: Delivery) -> Write:
        """Return what erases the record of a delivery that was made."""
        return self._outbox.erased(DELIVERIES, delivery.id, delivery.position[1])

    def paused(self, breaker: Breaker, now: datetime, fault: str) -> Write:
        """Return the record of a receiver's pause."""
        name, until = self._receiver.name, breaker.until or now
        body = ReceiverPaused(
            receiver=name,
            since=breaker.well_at,
            until=until,
            failures=breaker.pauses,
            fault=fault,
        )
        return self._outbox.fact(
            DELIVERIES,
            name,
            body,
            cause=name,
            correlation=name,
            parts=(name, until.isoformat()),
            key=pause_key(name),
        )

    def pause_over(self) -> Write:
        """Return what erases the record of a pause."""
        return self._outbox.erased(DELIVERIES, pause_key(self._receiver.name))

    def receipt(self, delivery: Delivery, status: Status) -> Write:
        """Return the receipt of a delivery, filed under its recipient, or its subscription."""
        cause = decode(delivery.message)
        body = self._receiver.receipt(cause, delivery, status)
        body = msgspec.structs.replace(body, at=self._outbox.now())
        return self._outbox.fact(
            DELIVERY_RECEIPTS,
            body.recipient or body.receiver,
            body,
            cause=cause.id,
            correlation=cause.correlation_id,
            parts=(delivery.id, status, delivery.resent),
        )
