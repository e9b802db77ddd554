"""The publishing protocol of processes outside a worker: hand over messages, await the broker."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Protocol, Self


class Publishing(Protocol):
    """Publisher (services.chassis.kafka.publisher) keeps it; so do logs in tests."""

    def publish(
        self,
        topic: str,
        key: bytes,
        value: bytes | None,
        timestamp: int,
        partition: int | None = None,
    ) -> None:
        """Hand a message over (None erases the key). `timestamp` is in milliseconds."""

    def flush(self) -> None:
        """Wait until all that was published is acknowledged; raise if something is not."""


class FlushedAtTheEnd(ABC):
    """A publisher as a context manager: what was published is flushed, and it is closed."""

    @abstractmethod
    def flush(self) -> None:
        """Wait until all that was published is acknowledged; raise if something is not."""

    @abstractmethod
    def close(self) -> None:
        """Give the connection back."""

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Flush, unless something was raised already, and close."""
        try:
            if kind is None:
                self.flush()
        finally:
            self.close()
