"""What is brought together, given away, no longer asked for; and faults of our own."""

import asyncio
from collections.abc import Sequence
from typing import Any

from schemas.messages import Fact
from services.notify.domain.delivery import Answer, Delivery
from services.notify.domain.retry_policy import RetryPolicy
from tests.support.deliveries import (
    BUSY,
    PLACE,
    TriedReceiver,
    dispatch_to,
    message,
    pass_time,
    settled,
)

DAY_SECONDS = 24 * 3600


class DigestReceiver(TriedReceiver):
    """Brings all that waits in a lane in one letter; `letters` are the ids of each attempt."""

    drops_repeats = False

    def __init__(self, answering) -> None:
        super().__init__(answering)
        self.letters: list[list[str]] = []

    def together(self, first: Delivery, other: Delivery) -> bool:
        return first.due_at == other.due_at

    async def send(self, deliveries: Sequence[Delivery]) -> Answer:
        self.letters.append([each.message_id for each in deliveries])
        answer = await super().send(deliveries)
        if answer.succeeded:
            self.taken += [each.message_id for each in deliveries[1:]]
        return answer


def test_what_is_brought_together_is_tried_kept_and_given_up_together(clock, outbox):
    receiver = DigestReceiver(lambda _fact: BUSY)
    dispatch = dispatch_to(receiver, clock, outbox)

    async def story() -> None:
        for offset in range(4):
            dispatch.take(message(offset, "A", str(offset)))
        await settled(dispatch)
        assert {each.deferral for each in outbox.kept()} == {"failing"}
        await pass_time(dispatch, clock, 1000, 10)
        dispatch.take(message(4, "A", "later"))
        await pass_time(dispatch, clock, 3.2 * DAY_SECONDS, 600)

    asyncio.run(story())
    assert {tuple(letter) for letter in receiver.letters} == {("0", "1", "2", "3"), ("later",)}
    given_up = [each.message for each in outbox.receipts if each.status == "given_up"]
    assert sorted(given_up) == ["0", "1", "2", "3"]


def test_what_is_given_to_another_process_is_not_begun_any_more(clock, outbox):
    receiver = TriedReceiver()
    dispatch = dispatch_to(receiver, clock, outbox)

    async def story() -> None:
        for offset in range(20):
            dispatch.take(message(offset, f"E{offset % 5}", str(offset)))
        dispatch.pump()
        begun = len(dispatch.under_way)
        await dispatch.release({PLACE})
        assert receiver.attempts == begun == receiver.at_once
        assert len(dispatch.lanes) == 0

    asyncio.run(story())


def test_what_is_no_longer_asked_for_is_kept_no_more(clock, outbox):
    receiver = TriedReceiver(lambda _fact: BUSY)
    dispatch = dispatch_to(receiver, clock, outbox)

    async def story() -> None:
        dispatch.take(message(0, "A", "1"))
        await settled(dispatch)

    asyncio.run(story())
    assert len(outbox.kept()) == 1
    receiver.plan = lambda _fact, _now: ()
    again = dispatch_to(receiver, clock, outbox)
    assert outbox.kept() == []
    assert len(again.lanes) == 0


def test_a_fault_of_ours_does_not_tell_what_it_was_about(clock, outbox, capsys):
    def answering(_fact: Fact[Any]) -> Answer:
        raise ValueError("a@example.com is no address")

    dispatch = dispatch_to(TriedReceiver(answering), clock, outbox, RetryPolicy(strikes=1))

    async def story() -> None:
        dispatch.take(message(0, "A", "1"))
        await settled(dispatch)

    asyncio.run(story())
    told = capsys.readouterr()
    assert "ValueError" in told.out + told.err
    assert "example.com" not in told.out + told.err + repr(outbox.writes)
