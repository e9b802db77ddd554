"""The outbox: what deliveries leave on topics, in order and acknowledged."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec

from schemas.codec import encode
from schemas.messages import Body, Fact
from schemas.topics import Topic
from services.chassis.bounded_wait import wait_at_most
from services.chassis.clock import Clock, milliseconds
from services.chassis.kafka.acknowledged_producer import AcknowledgedProducer, Message
from services.chassis.observability import logger
from services.chassis.processing.identity import derived_id, partition_of

SOURCE = "/safety-credit/notify"
RETRY_SECONDS = 1.0
_log = logger(__name__)

OnSent = Callable[[], object]


class Write(msgspec.Struct, frozen=True):
    """A message for a topic; `value` None erases the key."""

    topic: str
    partition: int
    key: str
    value: bytes | None


class Outbox:
    """Sends what is put into it; calls back only after the broker has it.

    While the broker is away it waits and sends again, in the same order: nothing is given up.
    """

    def __init__(self, producer: AcknowledgedProducer, partitions: int, clock: Clock) -> None:
        self._producer = producer
        self._partitions = partitions
        self._clock = clock
        self._waiting: list[tuple[list[Write], OnSent | None]] = []
        self._filled = asyncio.Event()
        self._empty = asyncio.Event()
        self._empty.set()

    def now(self) -> datetime:
        """Return the instant now."""
        return self._clock()

    def put(self, writes: Iterable[Write], on_sent: OnSent | None = None) -> None:
        """Send the writes, then call back."""
        self._waiting.append((list(writes), on_sent))
        self._empty.clear()
        self._filled.set()

    async def emptied(self, seconds: float) -> None:
        """Wait until all is sent, but not longer than that for a broker that is away."""
        await wait_at_most(seconds, self._empty)

    def fact(  # noqa: PLR0913 - what makes a fact
        self,
        topic: Topic,
        subject: str,
        body: Body,
        *,
        cause: str,
        correlation: str,
        parts: tuple[object, ...],
        key: str | None = None,
        partition: int | None = None,
    ) -> Write:
        """Return a write of a fact that is known now; its id is derived from `parts`."""
        now = self._clock()
        fact: Fact[Body] = Fact(
            id=derived_id(body.SUBJECT_ACTION, *parts),
            source=SOURCE,
            subject=subject,
            known_at=now,
            occurred_at=now,
            correlation_id=correlation,
            causation_id=cause,
            body=body,
        )
        key = key or subject
        return Write(topic.name, self._partition(key, partition), key, encode(fact))

    def erased(self, topic: Topic, key: str, partition: int | None = None) -> Write:
        """Return a write that erases a key."""
        return Write(topic.name, self._partition(key, partition), key, None)

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            await self._filled.wait()
            self._filled.clear()
            batch, self._waiting = self._waiting, []
            writes = [write for each, _ in batch for write in each]
            await self._send(writes)
            for _, on_sent in batch:
                if on_sent is not None:
                    on_sent()
            if not self._waiting:
                self._empty.set()

    def _partition(self, key: str, partition: int | None) -> int:
        return partition_of(key.encode(), self._partitions) if partition is None else partition

    async def _send(self, writes: list[Write]) -> None:
        messages: dict[tuple[str, int], list[Message]] = {}
        now = milliseconds(self._clock())
        for write in writes:
            message = Message(write.key.encode(), write.value, now)
            messages.setdefault((write.topic, write.partition), []).append(message)
        while messages:
            try:
                await self._producer.send(messages)
            except Exception as error:
                # A receipt may then be there twice, with the same id; none is missing.
                _log.warning("not sent yet", messages=len(writes), error=str(error))
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return
