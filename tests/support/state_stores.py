"""The stores of states, in memory and on disk, each new."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from services.chassis.state.rocks_store import RocksStore
from services.chassis.state.store import MemoryStore, StateStore

STORES: dict[str, Callable[[Path], StateStore]] = {
    "memory": lambda _folder: MemoryStore(),
    "disk": RocksStore,
}


@contextmanager
def new_store(name: str, folder: Path) -> Iterator[StateStore]:
    """Yield a store, and close it."""
    store = STORES[name](folder)
    try:
        yield store
    finally:
        for partition in store.partitions:
            store.drop(partition)
