"""`make bench-search`: what the public's search answers at so many requests a second.

An index of ENTERPRISES made-up enterprises is built as the API builds it from the log. Then its API
is asked for first pages at a steady rate, whatever is still under way: what a request waits counts
from when it was due. Beside it a bare FastAPI endpoint reads one row of SQLite by its key and
answers the bytes that stand there. Server, client and all else share this machine.
"""

import argparse
import asyncio
import os
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple
from urllib.parse import quote

from fastapi import FastAPI, Response
from pypinyin import Style, lazy_pinyin
from rich.console import Console
from rich.table import Table

from applications.made_city.chance import Chance
from benchmarks.http_server import cpu_seconds, serving
from benchmarks.search_city import entry_of, received
from development.brokers.server_process import LOOPBACK, free_port
from services.chassis.clock import system_clock
from services.chassis.kafka.copy_follower import AT_ONCE
from services.disclosure.adapters.index.public_index import PublicIndex

CONNECTIONS = 64
ROW_BYTES = 4000
KINDS = (
    ("part of a name", 0.3),
    ("pinyin", 0.15),
    ("initials", 0.1),
    ("part of a code", 0.1),
    ("name", 0.1),
    ("name and filters", 0.1),
    ("filters", 0.05),
    ("entry", 0.1),
)
bare = FastAPI()


@bare.get("/rows/{number}")
def one_row(number: int) -> Response:
    """Answer what stands in one row."""
    connection = sqlite3.connect(os.environ["BARE_ROWS"])
    row = connection.execute("SELECT body FROM row WHERE number = ?", (number,)).fetchone()
    connection.close()
    return Response(row[0], media_type="application/json")


class Asked(NamedTuple):
    """A request, and of which kind it is."""

    kind: str
    path: str


def questions(enterprises: int, count: int) -> Iterator[Asked]:
    """Yield what people may ask about the made-up enterprises."""
    chance = Chance(11, enterprises)
    for _ in range(count):
        code, body, _ = entry_of(chance.within(0, enterprises - 1))
        name = body.entry.identity.name or ""
        kind = chance.weighted(KINDS)
        begin, length = chance.within(0, 4), chance.within(2, 5)
        part = name[begin : begin + length]
        filters = f"&sector={body.entry.identity.sector}&grade={body.entry.grade}"
        text = {
            "part of a name": part,
            "pinyin": "".join(lazy_pinyin(part)),
            "initials": "".join(lazy_pinyin(part, style=Style.FIRST_LETTER)),
            "part of a code": code[8 : 8 + length + 2],
            "name": name,
            "name and filters": part,
            "filters": "",
            "entry": "",
        }[kind]
        if kind == "entry":
            yield Asked(kind, f"/enterprises/{code}")
        else:
            more = filters if "filters" in kind else ""
            yield Asked(kind, f"/enterprises?q={quote(text)}{more}")


def build(folder: Path, enterprises: int) -> tuple[float, int]:
    """Build the index; return the seconds that it took without making the log, and its bytes."""
    index, log, seconds = PublicIndex(folder, system_clock), received(enterprises), 0.0
    index.begin(b"made-up")
    positions: Counter[tuple[str, int]] = Counter()
    while messages := list(islice(log, AT_ONCE)):
        positions.update((message.topic, message.partition) for message in messages)
        begin = time.perf_counter()
        index.keep(messages, positions)
        seconds += time.perf_counter() - begin
    index.note_end()
    index.close()
    return seconds, sum(file.stat().st_size for file in folder.iterdir())


async def ask(port: int, paths: Sequence[str], rate: float) -> list[float]:
    """Ask for all paths at a rate; return the seconds that each waited from when it was due."""
    waited = [0.0] * len(paths)
    idle: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        idle.put_nowait(await asyncio.open_connection(LOOPBACK, port))
    begin = time.perf_counter() + 0.1

    async def one(number: int, path: str) -> None:
        due = begin + number / rate
        await asyncio.sleep(due - time.perf_counter())
        reader, writer = await idle.get()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {LOOPBACK}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 "), (path, head)
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        waited[number] = time.perf_counter() - due
        idle.put_nowait((reader, writer))

    async with asyncio.TaskGroup() as group:
        for number, path in enumerate(paths):
            group.create_task(one(number, path))
    while not idle.empty():
        idle.get_nowait()[1].close()
    return waited


def measure(
    folder: Path, index: Path, enterprises: int, steady: tuple[float, float]
) -> tuple[list[tuple[str, list[float], float]], list[Asked]]:
    """Return of the bare endpoint and of ours what requests waited and the CPU a request (s).

    `steady` is the rate a second, and for how many seconds.
    """
    rate, seconds = steady
    rows = folder / "rows.sqlite"
    with sqlite3.connect(rows) as connection:
        connection.execute("CREATE TABLE row (number INTEGER PRIMARY KEY, body BLOB)")
        body = b"{" + b" " * (ROW_BYTES - 2) + b"}"
        numbered = ((number, body) for number in range(enterprises // 10))
        connection.executemany("INSERT INTO row VALUES (?, ?)", numbered)
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "HTTP_HOST": LOOPBACK,
        "INDEX_FOLDER": str(index.absolute()),
        "BARE_ROWS": str(rows),
        "KAFKA_BOOTSTRAP_SERVERS": f"{LOOPBACK}:1",  # what was read is answered all the same
    }
    count = int(rate * seconds)
    asked = list(questions(enterprises, count))
    servers = {
        "bare FastAPI, one row": (
            ["-m", "benchmarks.search", "--serve-bare"],
            [f"/rows/{number * 7919 % (enterprises // 10)}" for number in range(count)],
        ),
        "ours": (["-m", "services.disclosure.api"], [each.path for each in asked]),
    }
    measured = []
    for name, (module, paths) in servers.items():
        port = free_port()
        server = serving("server", module, folder, environment | {"HTTP_PORT": str(port)})
        try:
            asyncio.run(ask(port, paths[:200], 100))
            used = cpu_seconds(server.pid)
            waited = asyncio.run(ask(port, paths, rate))
            measured.append((name, waited, (cpu_seconds(server.pid) - used) / count))
        finally:
            server.stop()
    return measured, asked


def show(measured: Sequence[tuple[str, list[float], float]], asked: Sequence[Asked]) -> None:
    """Print what was measured."""
    table = Table(title=f"{len(asked):,} first pages, {CONNECTIONS} connections")
    for title in ("", "p50 ms", "p99 ms", "most ms", "CPU ms/request"):
        table.add_column(title, justify="right" if title else "left")
    percentiles = {}
    for name, waited, cpu in measured:
        percentiles[name] = (*_percentiles(waited), max(waited) * 1000)
        table.add_row(name, *(f"{figure:.1f}" for figure in (*percentiles[name], cpu * 1000)))
    ours = measured[-1][1]
    for kind, _ in KINDS:
        some = [wait for wait, each in zip(ours, asked, strict=True) if each.kind == kind]
        table.add_row(f"  {kind}", *(f"{f:.1f}" for f in (*_percentiles(some), max(some) * 1000)))
    console = Console(width=100)
    console.print(table)
    (bare50, bare99, _), (ours50, ours99, _) = percentiles.values()
    console.print(f"ours / bare: p50 {ours50 / bare50:.1f}, p99 {ours99 / bare99:.1f}")


def _percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """Return the median and the 99th percentile in milliseconds."""
    cuts = quantiles(seconds, n=100)
    return cuts[49] * 1000, cuts[98] * 1000


def serve_bare() -> None:
    """Be the bare endpoint."""
    import uvicorn  # noqa: PLC0415 - only the server needs it

    port = int(os.environ["HTTP_PORT"])
    uvicorn.run(bare, host=LOOPBACK, port=port, log_config=None, access_log=False)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--enterprises", type=int, default=500_000)
    parser.add_argument("--rate", type=float, default=200, help="requests a second")
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--folder", type=Path, help="where the index stays, for another run")
    parser.add_argument("--serve-bare", action="store_true", help="be the bare endpoint")
    given = parser.parse_args()
    if given.serve_bare:
        serve_bare()
        return
    with tempfile.TemporaryDirectory() as name:
        index = given.folder or Path(name) / "index"
        if not index.exists():
            took, size = build(index, given.enterprises)
            print(f"index of {given.enterprises:,} enterprises: {took:.0f} s, {size / 1e6:,.0f} MB")
        show(*measure(Path(name), index, given.enterprises, (given.rate, given.seconds)))


if __name__ == "__main__":
    main()
