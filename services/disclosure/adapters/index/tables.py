"""The tables of the index, and how its file is opened for who writes and for who reads.

`enterprise.rank` is by what those that answer a question alike stand in a row: the shorter name
first. It follows from code and name alone, so that all replicas answer in one order.
"""

import sqlite3
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

FILE = "public-index.sqlite"
FORMAT = f"2 pypinyin-{version('pypinyin')}"  # an index of another one is made anew
_HASH_BITS, _HASH_BYTES = 38, 8
_WRITING = """
PRAGMA journal_mode = wal;
PRAGMA synchronous = normal;
PRAGMA cache_size = -131072;
PRAGMA temp_store = memory;
"""
_READING = """
PRAGMA query_only = on;
PRAGMA cache_size = -4096;
PRAGMA mmap_size = 4294967296;
"""
_TABLES = """
CREATE TABLE note (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE position (
    topic TEXT, partition INTEGER, next INTEGER, PRIMARY KEY (topic, partition)
) WITHOUT ROWID;
CREATE TABLE enterprise (
    id INTEGER PRIMARY KEY,
    rank INTEGER NOT NULL UNIQUE,
    code TEXT NOT NULL UNIQUE,
    organization_code TEXT,
    lists INTEGER NOT NULL,
    terms TEXT NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX enterprise_by_organization ON enterprise (organization_code);
CREATE TABLE former (text TEXT, rank INTEGER, PRIMARY KEY (text, rank)) WITHOUT ROWID;
CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL,
    record_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    list_name TEXT,
    first_day TEXT NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (code, record_id)
);
CREATE INDEX record_of_enterprise ON record (code, first_day, record_id);
CREATE INDEX record_of_enterprise_by_kind ON record (code, kind, first_day, record_id);
CREATE INDEX record_by_kind ON record (kind, first_day, code, record_id);
CREATE INDEX record_by_list ON record (list_name, first_day, code, record_id)
    WHERE list_name IS NOT NULL;
CREATE INDEX listing ON record (code, list_name) WHERE list_name IS NOT NULL;
CREATE TABLE figure (
    by TEXT, grouped TEXT, field TEXT, amount INTEGER NOT NULL, PRIMARY KEY (by, grouped, field)
) WITHOUT ROWID;
CREATE VIRTUAL TABLE term USING fts5 (
    name, former, codes, pinyin, initials, facets, beginnings,
    content = '', columnsize = 0, prefix = '2 3', tokenize = "ascii tokenchars '_'"
);
INSERT INTO term (term, rank) VALUES ('hashsize', 33554432);
"""


def open_to_write(folder: Path) -> sqlite3.Connection:
    """Return a connection to the index in a folder; one that is not there is made."""
    connection = sqlite3.connect(folder / FILE, isolation_level=None, check_same_thread=False)
    connection.executescript(_WRITING)
    if not connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        connection.executescript(f"BEGIN; {_TABLES} COMMIT;")
    return connection


def open_to_read(folder: Path) -> sqlite3.Connection:
    """Return a connection that reads alone."""
    address = f"{(folder / FILE).absolute().as_uri()}?mode=ro"
    connection = sqlite3.connect(address, uri=True, isolation_level=None)
    connection.executescript(_READING)
    return connection


def remove(folder: Path) -> None:
    """Remove the index in a folder; who reads it still goes on with what was in it."""
    for ending in ("", "-wal", "-shm"):
        (folder / f"{FILE}{ending}").unlink(missing_ok=True)


def rank_of(code: str, name: str) -> int:
    """Return the rank of an enterprise with a searched name."""
    digest = blake2b(code.encode(), digest_size=_HASH_BYTES).digest()
    return len(name) << _HASH_BITS | int.from_bytes(digest) >> 8 * _HASH_BYTES - _HASH_BITS
