"""Bringing messages to one receiver, with a clock that is set."""

import asyncio
from typing import Any

from prometheus_client import REGISTRY

from schemas.messages import Fact
from services.notify.adapters.delivery.attempt_results import ALONE
from services.notify.adapters.delivery.figures import DeliveryFigures
from services.notify.domain.delivery import Answer
from services.notify.domain.retry_policy import RetryPolicy
from tests.support.deliveries import (
    AWAY,
    BUSY,
    GOOD,
    PLACE,
    REFUSED,
    TriedReceiver,
    dispatch_to,
    message,
    pass_time,
    settled,
)

DAY_SECONDS = 24 * 3600


def test_each_is_delivered_once_with_a_receipt_and_its_offset_is_passed(clock, outbox):
    receiver = TriedReceiver()
    dispatch = dispatch_to(receiver, clock, outbox)

    async def story() -> None:
        for offset, (code, name) in enumerate([("A", "1"), ("B", "2"), ("A", "3")]):
            dispatch.take(message(offset, code, name))
        assert dispatch.in_memory == 3
        assert dispatch.progress.moved() == {PLACE: 0}
        await settled(dispatch)

    asyncio.run(story())
    assert sorted(receiver.taken) == ["1", "2", "3"]
    assert receiver.taken.index("1") < receiver.taken.index("3")
    assert [each.status for each in outbox.receipts] == ["delivered"] * 3
    assert dispatch.progress.moved() == {PLACE: 3}
    assert outbox.kept() == []


def test_an_offset_is_not_passed_before_the_receipt_is_with_the_broker(clock, outbox):
    receiver = TriedReceiver()
    dispatch = dispatch_to(receiver, clock, outbox)
    outbox.holding = True

    async def story() -> None:
        dispatch.take(message(0, "A", "1"))
        await settled(dispatch)

    asyncio.run(story())
    assert receiver.taken == ["1"]
    assert dispatch.progress.moved() == {PLACE: 0}
    outbox.let_go()
    assert dispatch.progress.moved() == {PLACE: 1}


def test_a_receiver_that_is_away_for_a_day_gets_few_attempts_and_then_everything_in_order(
    clock, outbox
):
    away = [True]
    receiver = TriedReceiver(lambda _fact: AWAY if away[0] else GOOD)
    dispatch = dispatch_to(receiver, clock, outbox)
    names = [str(number) for number in range(40)]

    async def story() -> None:
        for offset, name in enumerate(names):
            dispatch.take(message(offset, f"E{offset % 4}", name))
        await settled(dispatch)
        await pass_time(dispatch, clock, DAY_SECONDS, 30)
        assert receiver.taken == []
        paused = outbox.held.get("receiver:bank")
        assert paused is not None
        assert paused.body.failures > 10
        # Some hundred attempts in a day: pauses grew to a quarter of an hour.
        assert 90 < receiver.attempts < 250
        away[0] = False
        await pass_time(dispatch, clock, 1000, 30)

    asyncio.run(story())
    assert sorted(receiver.taken, key=int) == names
    for lane in range(4):
        mine = [name for name in receiver.taken if int(name) % 4 == lane]
        assert mine == sorted(mine, key=int)
    assert outbox.held.get("receiver:bank") is None
    assert outbox.kept() == []
    assert [each.status for each in outbox.receipts] == ["delivered"] * 40


def test_what_fails_although_the_receiver_is_well_is_kept_and_holds_up_its_own_lane(clock, outbox):
    bad = {"1"}
    receiver = TriedReceiver(lambda fact: BUSY if fact.id in bad else GOOD)
    dispatch = dispatch_to(receiver, clock, outbox)

    async def story() -> None:
        dispatch.take(message(0, "A", "1"))
        dispatch.take(message(1, "A", "2"))
        dispatch.take(message(2, "B", "3"))
        await settled(dispatch)
        assert receiver.taken == ["3"]
        assert {each.deferral for each in outbox.kept()} == {"failing", "waiting"}
        assert dispatch.progress.moved() == {PLACE: 3}
        dispatch.take(message(3, "A", "4"))  # it waits behind, and is kept as well
        assert dispatch.progress.moved() == {PLACE: 4}
        await pass_time(dispatch, clock, 100, 1)
        bad.clear()
        await pass_time(dispatch, clock, 200, 1)

    asyncio.run(story())
    assert receiver.taken == ["3", "1", "2", "4"]
    assert outbox.kept() == []


def test_one_message_that_a_receiver_can_not_bear_does_not_stop_the_others(clock, outbox):
    """It answers 500 to that one (or hangs at it), which looks as if it were away."""
    receiver = TriedReceiver(lambda fact: AWAY if fact.id == "1" else GOOD)
    dispatch = dispatch_to(receiver, clock, outbox)

    async def story() -> None:
        dispatch.take(message(0, "A", "1"))
        for number in range(2, 30):
            dispatch.take(message(number, "B", str(number)))
            await settled(dispatch)
            clock.go(5)
        await pass_time(dispatch, clock, 60, 1)
        assert len(receiver.taken) == 28
        (kept,) = outbox.kept()
        assert kept.deferral == "failing"
        assert kept.attempts >= ALONE
        await pass_time(dispatch, clock, 4 * DAY_SECONDS, 600)

    asyncio.run(story())
    # The others were taken after its first attempt, so after days it was given up alone.
    (dead,) = outbox.kept()
    assert dead.deferral == "dead"
    assert [each.status for each in outbox.receipts if each.message == "1"] == ["given_up"]


def test_what_is_refused_for_good_is_kept_as_dead_and_resent_when_somebody_says_so(clock, outbox):
    bad = {"1"}
    receiver = TriedReceiver(lambda fact: REFUSED if fact.id in bad else GOOD)
    dispatch = dispatch_to(receiver, clock, outbox)

    async def story() -> None:
        dispatch.take(message(0, "A", "1"))
        dispatch.take(message(1, "A", "2"))
        await settled(dispatch)
        assert receiver.taken == ["2"]
        (dead,) = outbox.kept()
        assert (dead.deferral, dead.fault, dead.attempts) == ("dead", "status 400", 1)
        assert dead.message == ""
        assert dispatch.progress.moved() == {PLACE: 2}
        bad.clear()
        called = type(dead)(
            **{name: getattr(dead, name) for name in dead.__struct_fields__}
            | {"deferral": "failing", "due_at": clock.now, "resent": 1}
            | {"message": (message(0, "A", "1").value or b"").decode()}
        )
        dispatch.resend(called)
        dispatch.resend(called)  # the same call, heard twice
        await settled(dispatch)

    asyncio.run(story())
    assert receiver.taken == ["2", "1"]
    assert outbox.kept() == []
    assert [each.status for each in outbox.receipts] == ["refused", "delivered", "delivered"]


def test_a_fault_of_ours_is_told_and_tried_again(clock, outbox):
    faults = [ZeroDivisionError("ours")]

    def answering(_fact: Fact[Any]) -> Answer:
        if faults:
            raise faults.pop()
        return GOOD

    receiver = TriedReceiver(answering)
    dispatch = dispatch_to(receiver, clock, outbox)

    async def story() -> None:
        dispatch.take(message(0, "A", "1"))
        await settled(dispatch)
        assert dispatch.lanes.first("A").fault == "ZeroDivisionError"
        assert dispatch.progress.moved() == {PLACE: 0}
        await pass_time(dispatch, clock, 10, 1)

    asyncio.run(story())
    assert receiver.taken == ["1"]


def figure(name: str) -> float | None:
    return REGISTRY.get_sample_value(name, {"receiver": "bank"})


def test_the_figures_show_who_is_away_after_a_restart_too_and_no_one_who_is_gone(clock, outbox):
    receiver = TriedReceiver(lambda _fact: AWAY)
    dispatch = dispatch_to(receiver, clock, outbox, RetryPolicy(strikes=1, pause=600))
    assert figure("safety_credit_receiver_away") == 0

    async def story() -> None:
        dispatch.take(message(0, "A", "1"))
        await settled(dispatch)

    asyncio.run(story())
    assert figure("safety_credit_receiver_away") == figure("safety_credit_deliveries_waiting") == 1
    DeliveryFigures("bank").gone()
    DeliveryFigures("bank").gone()
    assert figure("safety_credit_receiver_away") is None
    assert figure("safety_credit_deliveries_waiting") is None
    dispatch_to(receiver, clock, outbox)
    assert figure("safety_credit_receiver_away") == 1


def test_a_pause_outlives_a_restart(clock, outbox):
    receiver = TriedReceiver(lambda _fact: AWAY)
    dispatch = dispatch_to(receiver, clock, outbox, RetryPolicy(strikes=1, pause=600))

    async def story() -> None:
        dispatch.take(message(0, "A", "1"))
        await settled(dispatch)
        attempts = receiver.attempts
        again = dispatch_to(receiver, clock, outbox)
        again.take(message(0, "A", "1"))
        await settled(again)
        assert receiver.attempts == attempts
        await pass_time(again, clock, 601, 10)
        assert receiver.attempts > attempts

    asyncio.run(story())
