"""A dispatch that is killed at any moment: nothing is lost, and each lane keeps its order."""

import asyncio
from itertools import islice
from random import Random  # noqa: TID251 - only the type of the dice that Hypothesis gives
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.messages import Fact
from services.notify.domain.delivery import Answer
from services.notify.domain.retry_policy import RetryPolicy
from tests.support.deliveries import (
    AWAY,
    BUSY,
    GOOD,
    PLACE,
    REFUSED,
    KeptOutbox,
    SetClock,
    TriedReceiver,
    dispatch_to,
    message,
    pass_time,
    settled,
)


class Life:
    """Processes that are killed one after the other over one log.

    The log, the group's position and what is kept outlive each of them; all else is lost.
    """

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.clock = SetClock()
        self.outbox = KeptOutbox(self.clock)
        self.log = [message(n, f"E{n % 3}", str(n)) for n in range(30)]
        self.refused = {str(n) for n in range(30) if chance.random() < 0.05}
        self.receiver = TriedReceiver(self.moody)
        self.committed = 0

    def moody(self, fact: Fact[Any]) -> Answer:
        return self.well(fact) if self.chance.random() < 0.6 else self.chance.choice([AWAY, BUSY])

    def well(self, fact: Fact[Any]) -> Answer:
        return REFUSED if fact.id in self.refused else GOOD

    async def live(self, steps: int) -> None:
        chance, outbox = self.chance, self.outbox
        patience = RetryPolicy(strikes=3, pause=2, most_pause=20)
        dispatch = dispatch_to(self.receiver, self.clock, outbox, patience)
        unread = iter(self.log[self.committed :])
        for _ in range(steps):
            for record in islice(unread, chance.randrange(4)):
                dispatch.take(record)
            dispatch.pump()
            for _ in range(chance.randrange(6)):
                await asyncio.sleep(0)
            self.clock.go(chance.random() * 10)
            if chance.random() < 0.5:
                outbox.holding = not outbox.holding
                outbox.let_go()
            if chance.random() < 0.3:
                self.committed = dispatch.progress.moved().get(PLACE, self.committed)
        # Killed: what was not with the broker is gone, and so are answers that were under way.
        outbox.killed()

    async def end_well(self) -> None:
        self.receiver.answering = self.well
        dispatch = dispatch_to(self.receiver, self.clock, self.outbox)
        for record in self.log[self.committed :]:
            dispatch.take(record)
        await pass_time(dispatch, self.clock, 20 * 3600, 600)
        assert len(dispatch.lanes) == dispatch.in_memory == 0


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_killed_at_any_moment_nothing_is_lost_and_who_honours_ids_sees_each_once_in_order(chance):
    life = Life(chance)
    for _ in range(6):
        asyncio.run(life.live(chance.randrange(12)))
    asyncio.run(life.end_well())

    seen = list(dict.fromkeys(life.receiver.taken))
    assert set(seen) == {str(n) for n in range(30)} - life.refused
    for lane in range(3):
        mine = [int(name) for name in seen if int(name) % 3 == lane]
        assert mine == sorted(mine), lane
    kept = sorted((each.deferral, each.lane) for each in life.outbox.kept())
    assert kept == sorted(("dead", f"E{int(name) % 3}") for name in life.refused)


def test_a_letter_waits_until_the_one_before_it_to_the_same_person_is_on_record():
    clock = SetClock()
    outbox = KeptOutbox(clock)
    for drops_repeats, taken in ((True, ["1", "2"]), (False, ["1"])):
        receiver = TriedReceiver()
        receiver.drops_repeats = drops_repeats
        dispatch = dispatch_to(receiver, clock, outbox)
        outbox.holding = True

        async def story(dispatch=dispatch) -> None:
            dispatch.take(message(0, "A", "1"))
            dispatch.take(message(1, "A", "2"))
            await settled(dispatch)

        asyncio.run(story())
        assert receiver.taken == taken
        outbox.let_go()
        asyncio.run(settled(dispatch))
        assert receiver.taken == ["1", "2"]
        outbox.let_go()
        assert len(dispatch.lanes) == 0
