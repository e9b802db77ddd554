"""Running a dispatch for each receiver that there is, as subscriptions come and go."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from schemas.messages import (
    ContactsStated,
    DeliveryDeferred,
    Fact,
    SubjectKeyStated,
    SubscriptionStated,
)
from schemas.topics import CONTACTS, DELIVERIES, SUBJECT_KEYS, SUBSCRIPTIONS
from services.chassis.clock import Clock, system_clock
from services.chassis.kafka.acknowledged_producer import AcknowledgedProducer
from services.chassis.kafka.group_follower import GroupFollower, Partitions
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.observability import logger
from services.chassis.settings import ServiceSettings
from services.notify.domain.retry_policy import RetryPolicy

from .dispatch import Dispatch
from .figures import DeliveryFigures
from .outbox import Outbox
from .receiver import Receiver

_log = logger(__name__)

NAME, GROUP = "notify-dispatcher", "notify-delivery"
WINDOW = 500  # deliveries of a receiver that may be under way or wait in memory
POLL_SECONDS = 0.1
COMMIT_SECONDS = 1.0
LOOK_SECONDS = 0.5
RESTART_SECONDS = 2.0
FLUSH_SECONDS = 10.0
READ_SECONDS = 60.0
ANSWER_SECONDS = 5.0  # for the broker: it is not waited for longer, nor for ever

CurrentReceivers = Callable[[], dict[str, Receiver]]


class Dispatcher:
    """Runs a dispatch for each receiver that there is, as subscriptions come and go.

    `receivers(registry)` is called once and returns a function that gives the current receivers by
    name: the same object for one that did not change. The registry holds subscriptions and
    contacts. To be made on the loop that runs it.
    """

    def __init__(
        self,
        settings: ServiceSettings,
        retry_policy: RetryPolicy,
        receivers: Callable[[LatestFacts], CurrentReceivers],
        clock: Clock = system_clock,
    ) -> None:
        self._settings = settings
        self._retry_policy = retry_policy
        self._clock = clock
        self._changed = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self.registry = LatestFacts((SUBSCRIPTIONS, CONTACTS, SUBJECT_KEYS), self._note_change)
        self._current_receivers = receivers(self.registry)
        self.deferred = LatestFacts((DELIVERIES,), self._note_resend)
        self.producer = AcknowledgedProducer(settings, NAME)
        self._outbox = Outbox(self.producer, settings.topic_partitions, clock)
        self._running: dict[str, tuple[Receiver, asyncio.Task[None]]] = {}
        self.dispatches: dict[str, Dispatch] = {}
        self._ended: set[str] = set()
        # Cancelling a task is not enough: what it awaits may end in that instant, or fail.
        self._ending: set[asyncio.Task[None]] = set()
        self._joined: set[str] = set()  # receivers whose group has given this process its part
        self._stop = asyncio.Event()

    async def run(self, ready: Callable[[], object] = lambda: None) -> None:
        """Deliver until `stop`; `ready` is called once all that there are at first have joined."""
        await self.producer.start()
        self.registry.start(self._settings)
        self.deferred.start(self._settings)
        await asyncio.to_thread(self.registry.await_end)
        await asyncio.to_thread(self.deferred.await_end)
        sending = asyncio.create_task(self._outbox.run())
        ready_called = False
        try:
            while not self._stop.is_set():
                if sending.done():
                    sending.result()  # it ends by a fault of ours alone: better end than hold still
                await self._adjust()
                if not ready_called and self._joined >= self._running.keys():
                    ready_called = True
                    ready()
                waiting = [asyncio.ensure_future(e.wait()) for e in (self._changed, self._stop)]
                await asyncio.wait(
                    waiting, timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
                for each in waiting:
                    each.cancel()
                self._changed.clear()
        finally:
            await asyncio.gather(*(self._end(name) for name in list(self._running)))
            await self._outbox.emptied(FLUSH_SECONDS)
            sending.cancel()
            with suppress(TimeoutError):
                async with asyncio.timeout(ANSWER_SECONDS):
                    await self.producer.stop()
            await asyncio.to_thread(self.registry.stop)
            await asyncio.to_thread(self.deferred.stop)

    def stop(self) -> None:
        """End soon: after what is under way."""
        self._stop.set()

    def _note_change(self, _key: str, fact: Fact[Any] | None) -> None:
        if fact is None or isinstance(fact.body, ContactsStated | SubjectKeyStated):
            return  # looked up when they are needed
        self._loop.call_soon_threadsafe(self._changed.set)

    def _note_resend(self, _key: str, fact: Fact[Any] | None) -> None:
        if fact is not None and isinstance(fact.body, DeliveryDeferred) and fact.body.resent:
            self._loop.call_soon_threadsafe(self._resend, fact.body)

    def _resend(self, body: DeliveryDeferred) -> None:
        dispatch = self.dispatches.get(body.receiver)
        if dispatch is not None:
            dispatch.resend(body)

    async def _adjust(self) -> None:
        """Start what is new, stop what is no more, and start anew what changed."""
        receivers = self._current_receivers()
        for name, (receiver, _) in list(self._running.items()):
            if receivers.get(name) is not receiver:
                await self._end(name)
        self._forget_ended()
        for name, receiver in receivers.items():
            if name not in self._running:
                _log.info("receiver begins", receiver=name)
                task = asyncio.create_task(self._deliver_until_ended(receiver))
                self._running[name] = (receiver, task)

    def _forget_ended(self) -> None:
        """Erase what is kept of subscriptions that ended, once each."""
        stated = self.registry.all(SubscriptionStated)
        ended = {key for key, fact in stated.items() if fact.body.state == "ended"}
        new, self._ended = ended - self._ended, ended
        for key, fact in self.deferred.everything().items() if new else ():
            if fact.body.receiver in new:
                partition = fact.body.partition if isinstance(fact.body, DeliveryDeferred) else None
                self._outbox.put([self._outbox.erased(DELIVERIES, key, partition)])

    async def _end(self, name: str) -> None:
        _, task = self._running.pop(name)
        self._ending.add(task)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        self._ending.discard(task)
        _log.info("receiver ends", receiver=name)

    def _is_ending(self) -> bool:
        return asyncio.current_task() in self._ending

    async def _deliver_until_ended(self, receiver: Receiver) -> None:
        try:
            while not self._is_ending():
                try:
                    await self._deliver(receiver)
                except Exception as error:
                    # What was not committed is read again: nothing is lost, ids are the same.
                    _log.warning("dispatch begins again", receiver=receiver.name, error=str(error))
                    await asyncio.sleep(RESTART_SECONDS)
        finally:
            self.dispatches.pop(receiver.name, None)
            DeliveryFigures(receiver.name).gone()
            await receiver.close()

    async def _deliver(self, receiver: Receiver) -> None:
        dispatch = Dispatch(receiver, self._outbox, self.deferred, self._retry_policy, self._clock)

        async def on_assigned(partitions: Partitions) -> None:
            async with asyncio.timeout(READ_SECONDS):
                await asyncio.wrap_future(self.deferred.reached_end())
                await receiver.take_over({number for _, number in partitions})
            dispatch.adopt(partitions)
            self._joined.add(receiver.name)
            self._changed.set()

        async def on_revoked(partitions: Partitions) -> None:
            await dispatch.release(partitions)
            await self._outbox.emptied(FLUSH_SECONDS)
            await self._commit(dispatch, follower)
            dispatch.forget(partitions)

        follower = GroupFollower(
            self._settings,
            receiver.topics,
            f"{GROUP}-{receiver.name}",
            begins=receiver.begins,
            on_assigned=on_assigned,
            on_revoked=on_revoked,
        )
        await follower.start()
        self.dispatches[receiver.name] = dispatch
        committed = self._loop.time()
        try:
            while not self._is_ending():
                room = WINDOW - dispatch.in_memory
                for record in await follower.poll(room, POLL_SECONDS):
                    dispatch.take(record)
                dispatch.pump()
                if self._loop.time() - committed >= COMMIT_SECONDS:
                    await self._commit(dispatch, follower)
                    committed = self._loop.time()
        finally:
            await asyncio.shield(self._leave(dispatch, follower))

    async def _leave(self, dispatch: Dispatch, follower: GroupFollower) -> None:
        await dispatch.release(dispatch.partitions)
        await self._outbox.emptied(FLUSH_SECONDS)
        await self._commit(dispatch, follower)
        with suppress(TimeoutError):  # the group will notice by its silence
            async with asyncio.timeout(ANSWER_SECONDS):
                await follower.stop()

    async def _commit(self, dispatch: Dispatch, follower: GroupFollower) -> None:
        positions = dispatch.progress.moved()
        mine = {
            partition: each
            for partition, each in positions.items()
            if partition in follower.partitions
        }
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await follower.commit(mine)
        except Exception as error:
            # Somebody else has them now, and delivers again what is not committed.
            _log.warning("not committed", receiver=dispatch.receiver.name, error=str(error))
        else:
            dispatch.progress.committed(mine)
