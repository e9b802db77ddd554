"""A receiver's figures are shown by whoever has a part of it, and by nobody else."""

import asyncio

from prometheus_client import REGISTRY

from services.notify.domain.retry_policy import RetryPolicy
from tests.support.deliveries import (
    AWAY,
    GOOD,
    PLACE,
    KeptOutbox,
    SetClock,
    TriedReceiver,
    dispatch_to,
    message,
    pass_time,
    settled,
)

ONCE = RetryPolicy(strikes=1, pause=600)


def shown() -> tuple[float | None, float | None]:
    """Return how many wait for the receiver, and whether it is away."""
    waiting, away = (
        REGISTRY.get_sample_value(name, {"receiver": TriedReceiver.name})
        for name in ("safety_credit_deliveries_waiting", "safety_credit_receiver_away")
    )
    return waiting, away


def test_who_gave_its_part_away_shows_nothing_until_it_has_one_again():
    clock = SetClock()
    outbox = KeptOutbox(clock)
    dispatch = dispatch_to(TriedReceiver(lambda _fact: AWAY), clock, outbox, ONCE)
    assert shown() == (0, 0)

    async def story() -> None:
        dispatch.take(message(0, "A", "1"))
        await settled(dispatch)
        assert shown() == (1, 1)
        await dispatch.release({PLACE})
        assert shown() == (None, None)
        dispatch.pump()  # as it goes on doing
        assert shown() == (None, None)
        dispatch.adopt({PLACE})
        assert shown() == (0, 1)

    asyncio.run(story())


def test_a_part_of_a_receiver_is_enough_to_show_it():
    clock = SetClock()
    dispatch = dispatch_to(TriedReceiver(lambda _fact: AWAY), clock, KeptOutbox(clock), ONCE)
    other = (PLACE[0], 1)

    async def story() -> None:
        dispatch.adopt({other})
        dispatch.take(message(0, "A", "1"))
        await settled(dispatch)
        await dispatch.release({other})
        assert shown() == (1, 1)
        await dispatch.release({PLACE})
        assert shown() == (None, None)

    asyncio.run(story())


def test_who_is_back_is_away_no_longer():
    clock = SetClock()
    answers = iter([AWAY])
    receiver = TriedReceiver(lambda _fact: next(answers, GOOD))
    dispatch = dispatch_to(receiver, clock, KeptOutbox(clock), ONCE)

    async def story() -> None:
        dispatch.take(message(0, "A", "1"))
        await settled(dispatch)
        assert shown() == (1, 1)
        await pass_time(dispatch, clock, 601, 10)
        assert shown() == (0, 0)

    asyncio.run(story())
