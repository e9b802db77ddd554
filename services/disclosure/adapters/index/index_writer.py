"""Writing the index: messages of the log into its tables, many in one transaction."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec

from schemas.codec import UndecodableError, decode
from schemas.messages import EnterpriseDisclosed, RecordDisclosed
from schemas.topics import DISCLOSURES
from schemas.vocabulary.disclosed_record import DisclosedListing, DisclosedRecord
from services.chassis.observability import logger
from services.chassis.processing.fold import Received

from .figures import FigureChanges
from .tables import rank_of
from .terms import LISTS, SearchTerms, kept_terms, terms_of

_log = logger(__name__)
_ENCODER = msgspec.msgpack.Encoder(decimal_format="string")
ENTRY_DECODER = msgspec.msgpack.Decoder(EnterpriseDisclosed)
RECORD_DECODER = msgspec.msgpack.Decoder(DisclosedRecord)
_DELETE_TERM = (
    "INSERT INTO term (term, rowid, name, former, codes, pinyin, initials, facets, beginnings)"
    " VALUES ('delete', ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD_TERM = (
    "INSERT INTO term (rowid, name, former, codes, pinyin, initials, facets, beginnings)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


class LatestMessages(NamedTuple):
    """What the last message of each key says: an entry or a record, or None where it is gone."""

    entries: Mapping[str, EnterpriseDisclosed | None]
    records: Mapping[tuple[str, str], RecordDisclosed | None]

    @property
    def last_day(self) -> date | None:
        """Return the latest day that one of them states."""
        bodies = (*self.entries.values(), *self.records.values())
        return max((each.day for each in bodies if each is not None), default=None)


def latest(received: Iterable[Received]) -> LatestMessages:
    """Return what messages say last; one that can't be read is logged and passed over."""
    messages = LatestMessages({}, {})
    for message in received:
        key = (message.key or b"").decode(errors="replace")
        body: Any = None
        if message.value:
            try:
                body = decode(message.value).body
            except UndecodableError as error:
                _log.warning(
                    "unreadable",
                    topic=message.topic,
                    partition=message.partition,
                    offset=message.offset,
                    error=str(error),
                )
                continue
        if message.topic == DISCLOSURES.name:
            messages.entries[key] = body  # type: ignore[index] # made here
        else:
            code, _, record_id = key.partition(":")
            messages.records[code, record_id] = body  # type: ignore[index] # made here
    return messages


class IndexWriter:
    """Writes messages; whoever calls it opens the transaction, and ends it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._figures = FigureChanges()
        self._gone: list[tuple[int, SearchTerms]] = []
        self._new: list[tuple[int, SearchTerms]] = []

    def write(self, messages: LatestMessages) -> None:
        """Write what messages say into all tables."""
        listed = {code for key in messages.records if (code := self._record(key, messages))}
        for code, body in messages.entries.items():
            self._enterprise(code, body)
        for code in listed - messages.entries.keys():
            row = self._row(code)
            if row is not None:
                self._enterprise(code, ENTRY_DECODER.decode(row[2]))
        self._figures.write(self._connection)
        # In the order of their ranks: of what comes after a later one FTS5 makes a part of its own.
        gone = [(rank, False, terms) for rank, terms in self._gone]
        order = sorted([*gone, *((rank, True, terms) for rank, terms in self._new)])
        for rank, is_new, terms in order:
            self._connection.execute(_ADD_TERM if is_new else _DELETE_TERM, (rank, *terms.indexed))

    def _record(self, key: tuple[str, str], messages: LatestMessages) -> str | None:
        """Write a record; return the code of its enterprise where it may be on another list now."""
        run, body = self._connection.execute, messages.records[key]
        before = run(
            "DELETE FROM record WHERE code = ? AND record_id = ? RETURNING list_name", key
        ).fetchall()
        record = None if body is None else body.record
        list_name: str | None = None
        if record is not None:
            content = record.content
            list_name = content.list_name if isinstance(content, DisclosedListing) else None
            kind = str(content.__struct_config__.tag)
            day = record.first_day.isoformat()
            run(
                "INSERT INTO record (code, record_id, kind, list_name, first_day, body)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (*key, kind, list_name, day, _ENCODER.encode(record)),
            )
        is_same = [each for (each,) in before if each] == ([list_name] if list_name else [])
        return None if is_same else key[0]

    def _enterprise(self, code: str, body: EnterpriseDisclosed | None) -> None:
        run, row = self._connection.execute, self._row(code)
        if row is not None:
            rank, kept, encoded = row
            terms = kept_terms(kept)
            self._figures.remove(ENTRY_DECODER.decode(encoded).entry)
            self._gone.append((rank, terms))
            run("DELETE FROM enterprise WHERE code = ?", (code,))
            run_many(
                self._connection, "DELETE FROM former WHERE text = ? AND rank = ?", rank, terms
            )
        if body is None:
            return
        lists = self._lists(code)
        terms = terms_of(code, body.entry, lists)
        rank = self._free(rank_of(code, terms.name))
        identity = body.entry.identity
        run(
            "INSERT INTO enterprise (rank, code, organization_code, lists, terms, body)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (rank, code, identity.organization_code, lists, terms.kept, _ENCODER.encode(body)),
        )
        run_many(self._connection, "INSERT OR IGNORE INTO former VALUES (?, ?)", rank, terms)
        self._figures.add(body.entry)
        self._new.append((rank, terms))

    def _row(self, code: str) -> tuple[int, str, bytes] | None:
        found: tuple[int, str, bytes] | None = self._connection.execute(
            "SELECT rank, terms, body FROM enterprise WHERE code = ?", (code,)
        ).fetchone()
        return found

    def _lists(self, code: str) -> int:
        names = self._connection.execute(
            "SELECT DISTINCT list_name FROM record WHERE code = ? AND list_name IS NOT NULL",
            (code,),
        )
        return sum(1 << LISTS.index(name) for (name,) in names)

    def _free(self, rank: int) -> int:
        while self._connection.execute(
            "SELECT 1 FROM enterprise WHERE rank = ?", (rank,)
        ).fetchone():
            rank += 1
        return rank


def run_many(connection: sqlite3.Connection, statement: str, rank: int, terms: SearchTerms) -> None:
    """Run a statement for each former name and each code besides the first."""
    connection.executemany(statement, [(text, rank) for text in _formers(terms)])


def _formers(terms: SearchTerms) -> Iterator[str]:
    yield from terms.former.split()
    yield from terms.codes.split()[1:]
