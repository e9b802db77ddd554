"""Searching the index: by what a question is answered, in which order.

First what is exactly a code or a former name, next what begins with the text (the shortest name
first, so the very name before all), last what contains it, or each of its words. Each is read up
to a limit, from lists of terms that are in the order of the answers: nothing is sorted, and a
question that nearly every enterprise answers costs as much as any other.
"""

import sqlite3
from collections.abc import Iterable, Iterator

from services.disclosure.domain.look_up import Search

from .expressions import at_the_beginning, somewhere
from .searched_text import asked_words, searched
from .terms import facets_asked

MOST_MATCHES = 1000  # that are counted, and can be paged through
_MATCHING = "SELECT rowid FROM term WHERE term MATCH ? ORDER BY rowid LIMIT ?"


def matching(connection: sqlite3.Connection, asked: Search) -> tuple[list[int], bool]:
    """Return the ranks of those that answer, in their order, and whether there are more."""
    facets = facets_asked(asked)
    if facets is None:
        return [], False
    words = asked_words(asked.text)
    if asked.text.strip() and not words:
        return [], False
    most = MOST_MATCHES + 1
    if not words and not facets:
        rows = connection.execute("SELECT rank FROM enterprise ORDER BY rank LIMIT ?", (most,))
        ranks = [rank for (rank,) in rows]
    else:
        ranks = list(dict.fromkeys(_in_order(connection, asked, words, facets, most)))
    return ranks[:MOST_MATCHES], len(ranks) > MOST_MATCHES


def _in_order(
    connection: sqlite3.Connection,
    asked: Search,
    words: tuple[str, ...],
    facets: tuple[str, ...],
    most: int,
) -> Iterator[int]:
    narrowed = [f'facets : "{facet}"' for facet in facets]
    if not words:
        yield from _ranks(connection, narrowed, most)
        return
    text = searched(asked.text)
    if text:  # not of words that are so many that no name has them in a row
        yield from _exact(connection, text, narrowed)
        yield from _ranks(connection, [*at_the_beginning(text), *narrowed], most)
    yield from _ranks(connection, [*map(somewhere, words), *narrowed], most)


def _exact(connection: sqlite3.Connection, text: str, narrowed: list[str]) -> Iterator[int]:
    """Yield who has exactly this code, or had it or this name before."""
    code = text.upper()
    ranks = connection.execute(
        "SELECT rank FROM (SELECT rank, 1 AS part FROM enterprise WHERE code = ?1"
        " UNION ALL SELECT rank, 2 FROM enterprise WHERE organization_code = ?1"
        " UNION ALL SELECT rank, 3 FROM former WHERE text = ?2) ORDER BY part, rank LIMIT ?3",
        (code, text, MOST_MATCHES),
    ).fetchall()
    for (rank,) in ranks:
        if not narrowed or _has(connection, rank, narrowed):
            yield rank


def _has(connection: sqlite3.Connection, rank: int, narrowed: list[str]) -> bool:
    found = connection.execute(
        "SELECT 1 FROM term WHERE term MATCH ? AND rowid = ?", (" AND ".join(narrowed), rank)
    )
    return found.fetchone() is not None


def _ranks(connection: sqlite3.Connection, parts: Iterable[str], most: int) -> list[int]:
    expression = " AND ".join(f"({part})" for part in parts)
    return [rank for (rank,) in connection.execute(_MATCHING, (expression, most))]
