"""Publishing much at once from outside a worker: record batches, acknowledged one and all.

It keeps the promises of Publisher (services.chassis.kafka.publisher) at a twentieth of its time a
message: nothing is sent before `flush`, which packs all of it and waits for one answer a batch.
"""

from __future__ import annotations

import asyncio
import atexit
import threading
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from services.chassis.processing.identity import partition_of
from services.chassis.processing.publishing import FlushedAtTheEnd
from services.chassis.reachability import require_kafka

from .acknowledged_producer import REQUEST_SECONDS, AcknowledgedProducer, Message

if TYPE_CHECKING:
    from services.chassis.settings import ServiceSettings

CLIENT = "safety-credit-desk"


class BulkPublisher(FlushedAtTheEnd):
    """Keeps the protocol Publishing. Its connection lives in a thread of its own.

    `timeout_seconds` is how long a batch may take until the broker has acknowledged it. After a
    failure it connects anew. Not to be used by two threads at once.
    """

    def __init__(self, settings: ServiceSettings, timeout_seconds: float = REQUEST_SECONDS) -> None:
        self._timeout_seconds = timeout_seconds
        self._settings = settings
        self._partitions = settings.topic_partitions
        self._pending: dict[tuple[str, int], list[Message]] = {}
        self._producer: AcknowledgedProducer | None = None
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=CLIENT, daemon=True)
        self._thread.start()
        atexit.register(self.close)  # who opened it at first use may not know that it was opened

    def publish(
        self, topic: str, key: bytes, value: bytes, timestamp: int, partition: int | None = None
    ) -> None:
        """Hand a message over. `timestamp` is in milliseconds. It is sent by `flush`."""
        if partition is None:
            partition = partition_of(key, self._partitions)
        queue = self._pending.setdefault((topic, partition), [])
        queue.append(Message(key=key, value=value, timestamp=timestamp))

    def flush(self) -> None:
        """Send all that was published, and wait until it is acknowledged.

        Raises NotReachableError where no broker answers a new connection; PublishFailedError or an
        error of aiokafka, and then some of it may be kept, and none is sent again by itself.
        """
        pending, self._pending = self._pending, {}
        if not pending:
            return
        try:
            self._run(self._send(pending))
        except BaseException:
            self._disconnect()
            raise

    async def _send(self, messages: dict[tuple[str, int], list[Message]]) -> None:
        if self._producer is None:
            await asyncio.to_thread(require_kafka, self._settings)
            producer = AcknowledgedProducer(self._settings, CLIENT, self._timeout_seconds)
            try:
                await producer.start()
            except BaseException:
                await producer.stop()
                raise
            self._producer = producer
        await self._producer.send(messages)

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(3 * self._timeout_seconds)

    def _disconnect(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            self._run(producer.stop())

    def close(self) -> None:
        """Give the connection back. What was not flushed is not sent."""
        atexit.unregister(self.close)
        self._disconnect()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
