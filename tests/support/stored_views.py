"""Views in memory where a command would open those in Redis."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from services.chassis.views.store import MemoryViews


def store_of(views: MemoryViews) -> type:
    """Return what stands in the place of RedisViews."""

    class Store:
        @staticmethod
        @contextmanager
        def from_url(_url: str) -> Iterator[MemoryViews]:
            yield views

    return Store


def opening(views: MemoryViews) -> Callable[[object], AbstractContextManager[MemoryViews]]:
    """Return what stands in the place of the views of a service that prove themselves."""

    @contextmanager
    def opened(_settings: object) -> Iterator[MemoryViews]:
        yield views

    return opened
