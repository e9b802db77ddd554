"""What tests of deliveries stand on: a clock that is set, an outbox that keeps, a receiver."""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from schemas.codec import decode, encode
from schemas.messages import DeliveryDeferred, Fact, ReceiptRecorded
from schemas.topics import DELIVERIES, DELIVERY_RECEIPTS, GRADE_CHANGES
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.processing.fold import Received
from services.notify.adapters.delivery.dispatch import Dispatch
from services.notify.adapters.delivery.outbox import OnSent, Outbox, Write
from services.notify.adapters.delivery.receiver import Planned, Status
from services.notify.domain.delivery import Answer, Delivery
from services.notify.domain.retry_policy import RetryPolicy
from tests.support.enterprise import fact
from tests.support.notices import DAY, grade_changed

START = datetime(2026, 11, 10, 1, tzinfo=UTC)
AWAY = Answer(outcome="failed", fault="ConnectionRefused", whole=True)
BUSY = Answer(outcome="failed", fault="status 409")
REFUSED = Answer(outcome="refused", fault="status 400")
GOOD = Answer(outcome="delivered")
PLACE = (GRADE_CHANGES.name, 0)


class SetClock:
    """A clock that goes when it is told."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def go(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class KeptOutbox(Outbox):
    """Takes writes as the broker would, at once or when it is told; `held` then shows them."""

    def __init__(self, clock: SetClock) -> None:
        super().__init__(None, 1, clock)  # type: ignore[arg-type]  # nothing is sent
        self.held = LatestFacts((DELIVERIES,))
        self.receipts: list[ReceiptRecorded] = []
        self.writes: list[Write] = []
        self.holding = False
        self._kept: list[tuple[list[Write], OnSent | None]] = []

    def put(self, writes: Any, then: OnSent | None = None) -> None:
        self._kept.append((list(writes), then))
        if not self.holding:
            self.let_go()

    def let_go(self) -> None:
        kept, self._kept = self._kept, []
        for writes, then in kept:
            for write in writes:
                self.writes.append(write)
                if write.topic == DELIVERIES.name:
                    key, offset = write.key.encode(), len(self.writes)
                    self.held.take(
                        Received(write.topic, write.partition, offset, key, write.value, 0)
                    )
                elif write.topic == DELIVERY_RECEIPTS.name:
                    body = decode(write.value or b"").body
                    assert isinstance(body, ReceiptRecorded)
                    self.receipts.append(body)
            if then is not None:
                then()

    def killed(self) -> None:
        """Lose what the broker did not have yet."""
        self._kept.clear()
        self.holding = False

    def kept(self) -> list[DeliveryDeferred]:
        return [each.body for each in self.held.all(DeliveryDeferred).values()]


class TriedReceiver:
    """Answers as `answering` says; `taken` are the ids that it took, in order."""

    name = "bank"
    topics = (GRADE_CHANGES.name,)
    begins: Mapping[str, tuple[int, ...]] | None = {}
    at_once = 4
    drops_repeats = True

    def __init__(self, answering: Callable[[Fact[Any]], Answer] | None = None) -> None:
        self.answering = answering or (lambda _fact: Answer(outcome="delivered"))
        self.taken: list[str] = []
        self.attempts = 0

    def plan(self, fact: Fact[Any], now: datetime) -> Sequence[Planned]:
        return (Planned(lane=fact.subject, due_at=now),)

    def together(self, _first: Delivery, _other: Delivery) -> bool:
        return False

    async def send(self, deliveries: Sequence[Delivery]) -> Answer:
        self.attempts += 1
        found = [decode(each.message) for each in deliveries]
        answer = self.answering(found[0])
        await asyncio.sleep(0)
        if answer.succeeded:
            self.taken += [each.id for each in found]
        return answer

    def receipt(self, fact: Fact[Any], delivery: Delivery, status: Status) -> ReceiptRecorded:
        return ReceiptRecorded(
            delivery=delivery.id,
            receiver=self.name,
            recipient=None,
            about=fact.subject,
            message=fact.id,
            status=status,
            at=START,
            attempts=delivery.attempts,
            fault=delivery.fault,
        )

    async def take_over(self, partitions: Collection[int]) -> None:
        """Nobody else had them."""

    async def close(self) -> None:
        """Nothing is open."""


def message(offset: int, code: str, name: str) -> Received:
    change = fact(grade_changed("C"), DAY, name, code)
    return Received(GRADE_CHANGES.name, 0, offset, code.encode(), encode(change), 0)


def dispatch_to(
    receiver: TriedReceiver,
    clock: SetClock,
    outbox: KeptOutbox,
    retry_policy: RetryPolicy | None = None,
) -> Dispatch:
    found = Dispatch(receiver, outbox, outbox.held, retry_policy or RetryPolicy(), clock)
    found.adopt({(GRADE_CHANGES.name, 0)})
    return found


async def settled(dispatch: Dispatch) -> None:
    """Let what is under way come to its end."""
    dispatch.pump()
    while tasks := dispatch.under_way:
        await asyncio.wait(tasks)


async def pass_time(dispatch: Dispatch, clock: SetClock, seconds: float, step: float) -> None:
    """Let time go on in steps, as the dispatcher looks again and again."""
    for _ in range(int(seconds / step)):
        clock.go(step)
        await settled(dispatch)
