"""A receiver's deliveries end when they are to, whatever what they await does."""

import asyncio

import pytest

from services.chassis.settings import ServiceSettings
from services.notify.adapters.delivery import dispatcher as dispatching
from services.notify.adapters.delivery.dispatcher import Dispatcher
from services.notify.domain.retry_policy import RetryPolicy
from tests.support.deliveries import TriedReceiver
from tests.support.time_limits import PROMPT_SECONDS


class Follower:
    """A group without messages, which loses a cancellation, or fails when it is left, once."""

    partitions = frozenset()

    def __init__(self, *, loses: bool, fails: bool) -> None:
        self.loses, self.fails = loses, fails
        self.polled = asyncio.Event()

    async def start(self) -> None:
        pass

    async def poll(self, _most: int, _seconds: float) -> list[object]:
        self.polled.set()
        try:
            await asyncio.sleep(0.01)
        except asyncio.CancelledError:
            if not self.loses:
                raise
            self.loses = False
        return []

    async def commit(self, _positions: object) -> None:
        pass

    async def stop(self) -> None:
        if self.fails:
            self.fails = False
            raise ConnectionError("no broker")


@pytest.mark.parametrize(("loses", "fails"), [(False, False), (True, False), (False, True)])
def test_what_is_to_end_ends(monkeypatch, loses, fails):
    made: list[Follower] = []

    def follower(*_: object, **__: object) -> Follower:
        made.append(Follower(loses=loses, fails=fails and not made))
        return made[-1]

    monkeypatch.setattr(dispatching, "GroupFollower", follower)
    monkeypatch.setattr(dispatching, "RESTART_SECONDS", 0.0)

    async def run() -> None:
        receiver = TriedReceiver()
        dispatcher = Dispatcher(
            ServiceSettings(),
            RetryPolicy(),
            lambda _: lambda: {receiver.name: receiver},
        )
        await dispatcher._adjust()
        async with asyncio.timeout(PROMPT_SECONDS):
            while not made:  # noqa: ASYNC110 - a task that is made on the way
                await asyncio.sleep(0)
            await made[0].polled.wait()
        async with asyncio.timeout(PROMPT_SECONDS):
            await dispatcher._end(receiver.name)
        assert len(made) == 1
        assert not dispatcher.dispatches

    asyncio.run(run())
