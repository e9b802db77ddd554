"""Publishing for who can't wait: an API says within two seconds that Kafka is away."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future, wait
from time import monotonic
from typing import TYPE_CHECKING, Any

from services.chassis.reachability import NotReachableError, require_kafka

from .acknowledged_producer import REQUEST_SECONDS
from .publisher import Publisher

if TYPE_CHECKING:
    from services.chassis.settings import ServiceSettings

PROBE_SECONDS = 0.8  # in which a broker has to bring an answer
KNOWN_SECONDS = 0.5  # for which an answer holds, and an acknowledgement is waited for unasked


class Reachability:
    """Whether Kafka answers. All who ask at once share one question and its answer."""

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._turn = threading.Lock()
        self._asked_at = -KNOWN_SECONDS
        self._fault: NotReachableError | None = None

    def require(self) -> None:
        """Return where a broker answers. Raises NotReachableError within PROBE_SECONDS."""
        asked_at = monotonic()
        with self._turn:
            if self._asked_at + KNOWN_SECONDS <= asked_at:
                try:
                    require_kafka(self._settings, PROBE_SECONDS)
                    self._fault = None
                except NotReachableError as fault:
                    self._fault = fault
                self._asked_at = monotonic()
            if self._fault is not None:
                raise self._fault.with_traceback(None)


class PromptPublisher(Publisher):
    """A publisher that asks while it waits whether Kafka still answers.

    A broker that is slow is waited for as ever; one that is away, or hangs, is not: then `flush`
    raises NotReachableError, and some of what was published may be kept.
    """

    def __init__(
        self,
        settings: ServiceSettings,
        reachability: Reachability,
        timeout_seconds: float = REQUEST_SECONDS,
    ) -> None:
        super().__init__(settings, timeout_seconds)
        self._reachability = reachability
        self._leaving: Future[None] | None = None

    def flush(self) -> None:
        """Send all that was published, unless Kafka is known to be away; see Publisher."""
        try:
            self._reachability.require()
        except NotReachableError:
            self._pending = {}
            raise
        super().flush()

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        while True:
            try:
                return future.result(KNOWN_SECONDS)
            except TimeoutError:
                if future.done():
                    raise  # of the work itself
            try:
                self._reachability.require()
            except NotReachableError:
                future.cancel()
                raise

    def _disconnect(self) -> None:
        """Let go of the connection, without waiting for it to end: its other end may hang."""
        producer, self._producer = self._producer, None
        if producer is not None:
            self._leaving = asyncio.run_coroutine_threadsafe(producer.stop(), self._loop)

    def close(self) -> None:
        """Give the connection back, unless its other end hangs; see Publisher."""
        self._disconnect()
        if self._leaving is not None:
            wait([self._leaving], KNOWN_SECONDS)
        super().close()
