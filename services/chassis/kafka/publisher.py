"""Publishing from outside a worker: record batches, acknowledged one and all.

Nothing is sent before `flush`, which packs all of it and waits for one answer a batch: a twentieth
of the time that one answer a message takes.
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
from .connection import connection
from .errors import NotAcknowledgedError

if TYPE_CHECKING:
    from services.chassis.settings import ServiceSettings

CLIENT = "safety-credit-publisher"


class Publisher(FlushedAtTheEnd):
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
        self,
        topic: str,
        key: bytes,
        value: bytes | None,
        timestamp: int,
        partition: int | None = None,
    ) -> None:
        """Hand a message over. `timestamp` is in milliseconds. It is sent by `flush`.

        `value` None erases the key from a compacted topic. Without a `partition` it is that of the
        key, as in the workers.
        """
        if partition is None:
            partition = partition_of(key, self._partitions)
        queue = self._pending.setdefault((topic, partition), [])
        queue.append(Message(key=key, value=value, timestamp=timestamp))

    def flush(self) -> None:
        """Send all that was published, and wait until it is acknowledged.

        Raises NotReachableError where no broker answers a new connection, or NotAcknowledgedError:
        then some of it may be kept, and none is sent again by itself.
        """
        from aiokafka.errors import KafkaError  # noqa: PLC0415 - heavy: only where Kafka is used

        pending, self._pending = self._pending, {}
        if not pending:
            return
        try:
            self._run(self._send(pending))
        except BaseException as error:
            self._disconnect()
            if isinstance(error, KafkaError | TimeoutError):
                raise NotAcknowledgedError(f"{type(error).__name__}: {error}") from error
            raise

    async def _send(self, messages: dict[tuple[str, int], list[Message]]) -> None:
        if self._producer is None:
            self._producer = await self._connected()
        await self._producer.send(messages)

    async def _connected(self) -> AcknowledgedProducer:
        from aiokafka.errors import KafkaConnectionError  # noqa: PLC0415 - as above

        await asyncio.to_thread(require_kafka, self._settings)
        try:
            return await self._started()
        except KafkaConnectionError:
            await _log_in(self._settings)
            return await self._started()

    async def _started(self) -> AcknowledgedProducer:
        producer = AcknowledgedProducer(self._settings, CLIENT, self._timeout_seconds)
        try:
            await producer.start()
        except BaseException:
            await producer.stop()
            raise
        return producer

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


async def _log_in(settings: ServiceSettings) -> None:
    """Connect to the first broker, and raise the error of aiokafka why that is not possible.

    A client of aiokafka logs why none lets it in, and raises that none can be reached.
    """
    from aiokafka.conn import create_conn  # noqa: PLC0415 - heavy: only where Kafka is used

    arguments = connection(settings)
    host, _, port = arguments.pop("bootstrap_servers")[0].rpartition(":")
    (await create_conn(host, int(port), **arguments)).close()
