"""When a receiver was last seen well: never an instant at which only the dispatcher was new."""

import asyncio
from datetime import timedelta

from schemas.messages import ReceiverPaused
from services.notify.domain.delivery import Answer
from services.notify.domain.retry_policy import RetryPolicy
from tests.support.deliveries import (
    AWAY,
    GOOD,
    START,
    KeptOutbox,
    SetClock,
    TriedReceiver,
    dispatch_to,
    message,
    pass_time,
)

PATIENCE = RetryPolicy(strikes=2, wait=1, most_wait=1, pause=60, most_pause=60)


def paused(outbox: KeptOutbox) -> ReceiverPaused:
    (fact,) = outbox.held.all(ReceiverPaused).values()
    assert isinstance(fact.body, ReceiverPaused)
    return fact.body


class Lives:
    """Dispatchers one after the other, over one outbox and one receiver."""

    def __init__(self) -> None:
        self.clock = SetClock()
        self.outbox = KeptOutbox(self.clock)
        self.answer: Answer = AWAY
        self.receiver = TriedReceiver(lambda _: self.answer)
        self.offset = 0

    def live(self, seconds: float, answer: Answer) -> None:
        """A new dispatcher with one message more, and a receiver that answers so."""
        self.answer = answer

        async def life() -> None:
            dispatch = dispatch_to(self.receiver, self.clock, self.outbox, PATIENCE)
            dispatch.take(message(self.offset, "E1", str(self.offset)))
            await pass_time(dispatch, self.clock, seconds, 1)

        asyncio.run(life())
        self.offset += 1


def test_one_that_no_dispatcher_saw_well_was_not_seen_well_at_the_start() -> None:
    lives = Lives()
    lives.live(30, AWAY)
    assert paused(lives.outbox).since is None


def test_a_dispatcher_that_forgot_it_does_not_say_that_it_was_well_at_the_restart() -> None:
    lives = Lives()
    lives.live(10, GOOD)
    lives.clock.go(3600)
    lives.live(30, AWAY)
    assert paused(lives.outbox).since is None


def test_what_was_seen_is_kept_with_the_pause_over_restarts() -> None:
    lives = Lives()

    async def well_and_away() -> None:
        dispatch = dispatch_to(lives.receiver, lives.clock, lives.outbox, PATIENCE)
        for number, answer in ((0, GOOD), (1, AWAY)):
            lives.answer = answer
            dispatch.take(message(number, "E1", str(number)))
            await pass_time(dispatch, lives.clock, 10, 1)

    asyncio.run(well_and_away())
    since = paused(lives.outbox).since
    assert since == START + timedelta(seconds=1)
    lives.clock.go(24 * 3600)
    lives.offset = 2
    lives.live(200, AWAY)
    assert paused(lives.outbox).since == since
    assert paused(lives.outbox).failures > 1
