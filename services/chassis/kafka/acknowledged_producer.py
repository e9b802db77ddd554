"""Sending many messages at once, and knowing that the broker has every one of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from types import NoneType
from typing import TYPE_CHECKING, Any

import msgspec

from schemas.topics import MAXIMUM_MESSAGE_BYTES
from services.chassis.state.codec import MAXIMUM_STATE_BYTES

from .connection import connection
from .errors import NotAcknowledgedError

if TYPE_CHECKING:
    from services.chassis.settings import ServiceSettings

log = logging.getLogger(__name__)

BATCH_BYTES = MAXIMUM_MESSAGE_BYTES // 2
REQUEST_SECONDS = 30


class Message(msgspec.Struct, frozen=True):
    """One message to send. `timestamp` None: the instant of sending, for states.

    `value` None erases the key from a compacted topic.
    """

    key: bytes
    value: bytes | None
    timestamp: int | None


class AcknowledgedProducer:
    """Packs messages into record batches itself: one future a batch, not one a message.

    `timeout_seconds` is how long a batch may take until the broker has acknowledged it.
    """

    def __init__(
        self, settings: ServiceSettings, client_id: str, timeout_seconds: float = REQUEST_SECONDS
    ) -> None:
        self._timeout_seconds = timeout_seconds
        self._settings = {
            **connection(settings),
            "client_id": client_id,
            "acks": "all",
            "max_batch_size": BATCH_BYTES,
            "max_request_size": MAXIMUM_STATE_BYTES,
            "request_timeout_ms": int(timeout_seconds * 1000),
        }
        self._producer: Any = None

    async def start(self) -> None:
        """Connect. Raises an error of aiokafka where no broker answers."""
        from aiokafka.errors import UnknownError  # noqa: PLC0415 - heavy: only where Kafka is used

        try:
            await self._connect(idempotent=True)
        except UnknownError:
            # The embedded broker has no producer ids. A retry may then repeat a fact, with the
            # same id; readers know it again.
            log.warning("the broker gives no producer id: publishing without idempotence")
            await self._producer.stop()
            await self._connect(idempotent=False)

    async def _connect(self, *, idempotent: bool) -> None:
        from aiokafka import AIOKafkaProducer  # noqa: PLC0415 - heavy: only where Kafka is used

        self._producer = AIOKafkaProducer(**self._settings, enable_idempotence=idempotent)
        await self._producer.start()

    async def stop(self) -> None:
        """Disconnect."""
        if self._producer is not None:
            await self._producer.stop()

    @property
    def alive(self) -> bool:
        """Return whether the background sender still works."""
        sender = getattr(self._producer, "_sender", None)
        task = getattr(sender, "sender_task", None)
        return task is not None and not task.done()

    async def send(
        self, messages: dict[tuple[str, int], list[Message]]
    ) -> dict[tuple[str, int], int]:
        """Send, and return for each topic and partition the offset after the last message.

        Messages of one partition keep their order. Raises TypeError for a key or value that is
        not bytes, before anything of its partition is sent, and NotAcknowledgedError unless every
        batch was acknowledged.
        """
        packed = {
            destination: self._pack(queue) for destination, queue in messages.items() if queue
        }
        sent = await asyncio.gather(
            *(self._send_to(destination, batches) for destination, batches in packed.items()),
            return_exceptions=True,
        )
        for destination, result in zip(packed, sent, strict=True):
            if isinstance(result, BaseException):
                name = type(result).__name__
                where = f"{destination[0]}/{destination[1]}"
                raise NotAcknowledgedError(f"{where}: {name}: {result}", where) from result
        return {
            destination: end
            for destination, end in zip(packed, sent, strict=True)
            if not isinstance(end, BaseException)
        }

    async def _send_to(self, destination: tuple[str, int], batches: Sequence[Any]) -> int:
        topic, partition = destination
        futures = [
            (await self._producer.send_batch(batch, topic, partition=partition), batch)
            for batch in batches
        ]
        end = -1
        for future, batch in futures:
            async with asyncio.timeout(self._timeout_seconds):
                metadata = await future
            if metadata is None:
                raise NotAcknowledgedError("the batch was not acknowledged")
            end = metadata.offset + batch.record_count()
        return end

    def _pack(self, messages: Iterable[Message]) -> list[Any]:
        batches: list[Any] = []
        append: Any = None
        for message in messages:
            # A value that is not bytes would end the sender in the background, unseen.
            if type(message.key) is not bytes or type(message.value) not in (bytes, NoneType):
                raise TypeError(
                    f"key and value must be bytes, not {type(message.key).__name__} and "
                    f"{type(message.value).__name__}"
                )
            fields = {"timestamp": message.timestamp, "key": message.key, "value": message.value}
            if append is None or append(**fields) is None:
                batch = self._producer.create_batch()
                append = batch.append
                batches.append(batch)
                if append(**fields) is None:
                    raise NotAcknowledgedError(
                        f"{len(message.value or b'')} bytes do not fit a batch"
                    )
        for batch in batches:
            batch.close()
        return batches
