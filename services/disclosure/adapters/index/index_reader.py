"""Answering from the index: each question in one reading of it, by a connection of its thread."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from schemas.vocabulary.enterprise_code import LENGTH, tidy
from services.disclosure.domain.look_up import (
    EnterprisePage,
    ListedEnterprise,
    ListName,
    Match,
    MatchPage,
    RecordKindName,
    Search,
)

from .index_writer import ENTRY_DECODER, RECORD_DECODER
from .search import matching
from .searched_text import asked_words, searched
from .terms import kept_terms, list_names

PAGE = 20  # records of a page
MOST_LISTED = 10_000  # records of a kind that can be paged through
_LARGEST_PAGE = 100  # enterprises
_ENTERPRISE = "SELECT code, body, terms, lists FROM enterprise WHERE "
_LATEST = " ORDER BY first_day DESC, code DESC, record_id DESC LIMIT ? OFFSET ?"


def search(connection: sqlite3.Connection, asked: Search) -> MatchPage:
    """Return a page of the enterprises that answer."""
    ranks, more = matching(connection, asked)
    size = max(1, min(asked.size, _LARGEST_PAGE))
    first = (max(1, asked.page) - 1) * size
    words = asked_words(asked.text)
    texts = tuple(dict.fromkeys(filter(None, (searched(asked.text), *words))))
    return MatchPage(
        matches=tuple(_match(connection, rank, texts) for rank in ranks[first : first + size]),
        total=len(ranks),
        more=more,
        page=asked.page,
        pages=-(-len(ranks) // size),
    )


def enterprise(
    connection: sqlite3.Connection, code: str, kind: RecordKindName | None, page: int
) -> EnterprisePage | None:
    """Return the entry of a unified or organization code, with a page of its records."""
    known = tidy(code[: 4 * LENGTH])
    run = connection.execute
    row = run(_ENTERPRISE + "code = ?", (known,)).fetchone()
    if row is None:  # of several with one organization code, the one that goes on
        rows = run(_ENTERPRISE + "organization_code = ? ORDER BY code LIMIT ?", (known, PAGE))
        bodies = [(ENTRY_DECODER.decode(each[1]), each) for each in rows]
        bodies.sort(key=lambda each: each[0].entry.identity.succeeded_by is not None)
        if not bodies:
            return None
        row = bodies[0][1]
    body = ENTRY_DECODER.decode(row[1])
    where, asked = (
        ("code = ?", [row[0]]) if kind is None else ("code = ? AND kind = ?", [row[0], kind])
    )
    (count,) = run(f"SELECT count(*) FROM record WHERE {where}", asked).fetchone()
    records = run(
        f"SELECT body FROM record WHERE {where} ORDER BY first_day DESC, record_id DESC"
        " LIMIT ? OFFSET ?",
        (*asked, PAGE, _offset(page)),
    )
    return EnterprisePage(
        code=row[0],
        number=body.number,
        day=body.day,
        entry=body.entry,
        records=tuple(RECORD_DECODER.decode(encoded) for (encoded,) in records),
        page=page,
        pages=-(-count // PAGE),
    )


def records(
    connection: sqlite3.Connection, kind: RecordKindName, list_name: ListName | None, page: int
) -> tuple[Sequence[ListedEnterprise], int]:
    """Return a page of the latest records of a kind, and how many pages there are."""
    where, asked = "kind = ?", [str(kind)]
    if list_name is not None:
        where, asked = "kind = ? AND list_name = ?", [kind, list_name]
    run = connection.execute
    (count,) = run(
        f"SELECT count(*) FROM (SELECT 1 FROM record WHERE {where} LIMIT ?)", (*asked, MOST_LISTED)
    ).fetchone()
    offset = _offset(page)
    if offset >= count:
        return (), -(-count // PAGE)
    rows = run(
        f"SELECT code, body FROM record WHERE {where}{_LATEST}", (*asked, PAGE, offset)
    ).fetchall()
    return [_listed(connection, *row) for row in rows], -(-count // PAGE)


def _offset(page: int) -> int:
    return min(max(1, page) - 1, MOST_LISTED) * PAGE


def _listed(connection: sqlite3.Connection, code: str, encoded: bytes) -> ListedEnterprise:
    row = connection.execute(_ENTERPRISE + "code = ?", (code,)).fetchone()
    entry = None if row is None else ENTRY_DECODER.decode(row[1]).entry
    return ListedEnterprise(
        code=code,
        name=entry.identity.name if entry else None,
        sector=entry.identity.sector if entry else "",
        district=entry.identity.district if entry else None,
        grade=entry.grade if entry else None,
        record=RECORD_DECODER.decode(encoded),
    )


def _match(connection: sqlite3.Connection, rank: int, texts: tuple[str, ...]) -> Match:
    code, encoded, terms, lists = connection.execute(_ENTERPRISE + "rank = ?", (rank,)).fetchone()
    entry = ENTRY_DECODER.decode(encoded).entry
    identity = entry.identity
    formers = (*identity.former_names, *identity.former_codes)
    return Match(
        code=code,
        name=identity.name,
        sector=identity.sector,
        district=identity.district,
        grade=entry.grade,
        lists=list_names(lists),
        commitment=entry.commitment,
        succeeded_by=identity.succeeded_by,
        matched=_matched(texts, code, terms, formers),
    )


def _matched(texts: tuple[str, ...], code: str, terms: str, formers: tuple[str, ...]) -> str | None:
    """Return the former name or code that a text is in, unless it is in what holds now."""
    kept = kept_terms(terms)
    now = (kept.name, searched(code), kept.letters, kept.initials)
    for text in texts:
        if not any(text in each for each in now):
            return next((former for former in formers if text in searched(former)), None)
    return None


@contextmanager
def one_reading(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Let all that is read within it be of one state of the index."""
    connection.execute("BEGIN")
    try:
        yield connection
    finally:
        connection.execute("COMMIT")
