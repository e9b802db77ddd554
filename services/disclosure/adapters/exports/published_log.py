"""All that is public, read from the log and put in the order of its keys on disk."""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from schemas.codec import UndecodableError, decode
from schemas.messages import DecisionsSealed, EnterpriseDisclosed, RecordDisclosed
from schemas.topics import DECISION_SEALS, DISCLOSED_RECORDS, DISCLOSURES
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.observability import logger
from services.chassis.processing.fold import Received
from services.chassis.settings import ServiceSettings

_log = logger(__name__)
_AT_ONCE = 10_000  # messages of one transaction
_TABLE = "CREATE TABLE message (topic TEXT, key TEXT, value BLOB, PRIMARY KEY (topic, key))"


class PublishedLog:
    """The last message of each key of both public topics; use as a context manager.

    They lie in a file that goes with it: a city's do not have to fit into memory.
    """

    def __init__(self, messages: Iterable[Received]) -> None:
        self._messages = messages
        self._folder = TemporaryDirectory(prefix="safety-credit-export-")
        self._ends: dict[tuple[str, int], int] = {}

    def __enter__(self) -> Self:
        """Read all messages. Raises as services.chassis.kafka.reader does."""
        path = Path(self._folder.name) / "messages.sqlite"
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = off")
        self._connection.execute(f"{_TABLE} WITHOUT ROWID")
        waiting: list[Received] = []
        for message in self._messages:
            waiting.append(message)
            self._ends[message.topic, message.partition] = message.offset + 1
            if len(waiting) == _AT_ONCE:
                self._store(waiting)
                waiting = []
        self._store(waiting)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Remove the file."""
        self._connection.close()
        self._folder.cleanup()

    @property
    def positions(self) -> str:
        """Return up to where each partition was read: `topic/partition:next offset`."""
        return " ".join(
            f"{topic}/{partition}:{end}" for (topic, partition), end in sorted(self._ends.items())
        )

    def entries(self) -> Iterator[tuple[str, EnterpriseDisclosed]]:
        """Yield the public entry of each enterprise with its code, in the order of codes."""
        for key, value in self._values(DISCLOSURES.name):
            body = _body(key, value)
            if isinstance(body, EnterpriseDisclosed):
                yield key, body

    def records(self) -> Iterator[RecordDisclosed]:
        """Yield each record that is or was public, in the order of the records' ids."""
        for key, value in self._values(DISCLOSED_RECORDS.name):
            body = _body(key, value)
            if isinstance(body, RecordDisclosed):
                yield body

    def _store(self, messages: Iterable[Received]) -> None:
        self._connection.execute("BEGIN")
        for message in messages:
            self._connection.execute(
                "INSERT OR REPLACE INTO message VALUES (?, ?, ?)",
                (message.topic, _key_in_order(message), message.value),
            )
        self._connection.execute("COMMIT")

    def _values(self, topic: str) -> Iterator[tuple[str, bytes]]:
        rows = self._connection.execute(
            "SELECT key, value FROM message WHERE topic = ? AND value IS NOT NULL ORDER BY key",
            (topic,),
        )
        yield from rows


def _key_in_order(message: Received) -> str:
    """Return a key by which entries stand by their codes, and records by their own ids.

    Both stay in it, as in the key of the topic: nothing takes the place of another message.
    """
    key = (message.key or b"").decode(errors="replace")
    if message.topic == DISCLOSURES.name:
        return key
    code, _, record_id = key.partition(":")
    return f"{record_id}:{code}"


def _body(key: str, value: bytes) -> object:
    try:
        return decode(value).body
    except UndecodableError as error:
        _log.warning("unreadable", key=key, error=str(error))
        return None


def published(settings: ServiceSettings) -> PublishedLog:
    """Return what is on the public topics now."""
    topics = (DISCLOSURES.name, DISCLOSED_RECORDS.name)
    return PublishedLog(read_from_beginning(settings, topics))


def last_seal(settings: ServiceSettings) -> DecisionsSealed | None:
    """Return the latest seal of the decision log; None where no day is sealed."""
    latest: DecisionsSealed | None = None
    for message in read_from_beginning(settings, DECISION_SEALS.name):
        body = _body("seal", message.value or b"")
        if isinstance(body, DecisionsSealed) and (latest is None or body.number > latest.number):
            latest = body
    return latest
