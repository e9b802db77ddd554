"""States on disk, by RocksDB: for partitions that do not fit into memory.

A partition is a database of its own. What a batch changes and the log's position behind it are one
write, so that after a crash the two agree, and what is missing is read again from the log.
"""

from collections.abc import Iterable, Iterator
from math import inf
from pathlib import Path
from shutil import rmtree
from typing import Any

from rocksdict import Options, Rdict, WriteBatch

from services.chassis.clock import Clock, system_clock

from .store import SEPARATOR, Changes, StoredMessage, StoredRow, row_key

_POSITION = b"\x00position"  # no head's key: beside the heads, in a family of its own
# Removals leave the log a day after they were compacted: who slept longer would not hear of them.
LONGEST_ABSENCE_SECONDS = 12 * 3600
_HEADS, _ROWS = "heads", "rows"


class StoreUnusableError(RuntimeError):
    """The states on disk can't be opened. The text says where, and what RocksDB says."""


class RocksStore:
    """States in a folder, which holds those of one log only; for one process at a time.

    Raises StoreUnusableError where a partition can't be opened: another process may have it. A
    partition that was let go of for so long that removals may have left the log is read anew.
    """

    def __init__(self, folder: Path, clock: Clock = system_clock) -> None:
        self._folder = folder
        self._clock = clock
        self._partitions: dict[int, _Database] = {}

    @property
    def partitions(self) -> set[int]:
        """Return the partitions that are held."""
        return set(self._partitions)

    def head(self, partition: int, key: bytes) -> bytes | None:
        """Return the bytes of a head."""
        value: bytes | None = self._of(partition).heads.get(key)
        return value

    def heads(self, partition: int) -> Iterator[tuple[bytes, bytes]]:
        """Yield every key with its head."""
        yield from self._of(partition).heads.items()

    def row(self, partition: int, key: bytes, row_id: bytes) -> bytes | None:
        """Return the bytes of a row."""
        value: bytes | None = self._of(partition).rows.get(row_key(key, row_id))
        return value

    def rows(self, partition: int, key: bytes, prefix: bytes = b"") -> Iterator[StoredRow]:
        """Yield the rows of a key whose ids begin with a prefix, in the order of the ids."""
        first = row_key(key, prefix)
        for stored_key, value in self._of(partition).rows.items(from_key=first):
            if not stored_key.startswith(first):
                return
            yield stored_key[len(key) + len(SEPARATOR) :], value

    def stored(self, partition: int) -> Iterator[tuple[bytes, bytes]]:
        """Yield all heads and rows, by stored key."""
        held = self._of(partition)
        yield from held.heads.items()
        yield from held.rows.items()

    def apply(self, partition: int, changes: Changes, position: int | None = None) -> None:
        """Store changes, and the log's position behind them (None: as it was)."""
        self.load(partition, changes.items(), position)

    def load(self, partition: int, messages: Iterable[StoredMessage], position: int | None) -> None:
        """Store messages of the log in their order, and the log's position behind them."""
        self._of(partition).write(messages, position, self._now())

    def position(self, partition: int) -> int | None:
        """Return the log's position behind what is stored; None where it is to be read anew."""
        return self._of(partition).position()

    def drop(self, partition: int) -> None:
        """Let go of a partition that another worker took over; what is on disk stays."""
        held = self._partitions.pop(partition, None)
        if held is not None:
            held.close()

    def clear(self, partition: int) -> None:
        """Forget all that is stored of a partition: it is of another log."""
        self.drop(partition)
        rmtree(self._folder / str(partition), ignore_errors=True)

    def close(self) -> None:
        """Let go of all partitions."""
        for partition in self.partitions:
            self.drop(partition)

    def _of(self, partition: int) -> "_Database":
        held = self._partitions.get(partition)
        if held is None:
            path = self._folder / str(partition)
            held = _Database(path)
            self._partitions[partition] = held
            if held.written_at < self._now() - LONGEST_ABSENCE_SECONDS:
                self.clear(partition)
                held = self._partitions[partition] = _Database(path)
        return held

    def _now(self) -> int:
        return int(self._clock().timestamp())


class _Database:
    """The database of one partition."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        options = _options()
        options.create_if_missing(True)
        options.create_missing_column_families(True)
        families = {name: _options() for name in (_HEADS, _ROWS)}
        try:
            self._all: Any = Rdict(str(path), options, column_families=families)
        except Exception as error:  # rocksdict raises no other
            raise StoreUnusableError(
                f"{path} can't be opened (each worker needs a STATE_FOLDER of its own): {error}"
            ) from error
        self.heads: Any
        self.rows: Any
        self.heads, self.rows = (self._all.get_column_family(name) for name in families)
        self._heads: Any
        self._rows: Any
        self._heads, self._rows = (self._all.get_column_family_handle(name) for name in families)

    def write(self, messages: Iterable[StoredMessage], position: int | None, now: int) -> None:
        batch = WriteBatch(raw_mode=True)
        for stored_key, value in messages:
            family = self._rows if SEPARATOR in stored_key else self._heads
            if value is None:
                batch.delete(stored_key, family)
            else:
                batch.put(stored_key, value, family)
        if position is not None:
            batch.put(_POSITION, f"{position} {now}".encode())
        self._all.write(batch)

    def position(self) -> int | None:
        stored = self._all.get(_POSITION)
        return None if stored is None else int(stored.split()[0])

    @property
    def written_at(self) -> float:
        """The second in which it was last written with a position; without one, none is older."""
        stored = self._all.get(_POSITION)
        return inf if stored is None else int(stored.split()[1])

    def close(self) -> None:
        # What holds one of its families keeps the database open.
        for part in (self.heads, self.rows, self._all):
            part.close()
        self.heads = self.rows = self._heads = self._rows = self._all = None


def _options() -> Any:  # noqa: ANN401 - rocksdict's own
    return Options(raw_mode=True)


def folder_of(folder: Path, service: str, log: bytes) -> Path:
    """Return the folder for the states of a service on one log; those of other logs are removed."""
    own = folder / f"{service}-{log.hex()}"
    for other in folder.glob(f"{service}-*"):
        if other != own:
            rmtree(other)
    return own
