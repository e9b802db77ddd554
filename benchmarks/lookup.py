"""`make bench-lookup`: look-ups a second of an enterprise's measures, beside one key of Redis.

Both are one server process on loopback over the same Redis-compatible server, asked by the same
client on connections that stay open, in turns. The bare one is a FastAPI endpoint that reads one
key and answers its bytes: the same bytes as ours. Ours checks the credential and the code, logs
and counts each request as in service, reads the stored measures, keeps on disk who read what, and
publishes that to an embedded broker meanwhile.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import redis
from fastapi import FastAPI, Response
from rich.console import Console
from rich.table import Table

from benchmarks.http_server import cpu_seconds, serving
from benchmarks.registry_files import rows
from benchmarks.verdict import at_least
from development.brokers import Tansu, Valkey
from development.brokers.server_process import LOOPBACK, free_port
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.measure_cause import MeasureCause
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from schemas.vocabulary.measure_status import Reached
from services.chassis.clock import system_clock
from services.chassis.http.credentials import CredentialFile, issue_reader
from services.chassis.kafka.admin import create_topics
from services.chassis.processing.identity import partition_of
from services.chassis.processing.outcome import ViewWrite
from services.chassis.secret_files import create_secret
from services.chassis.settings import ServiceSettings
from services.chassis.state.rows import rows_of
from services.chassis.views.access import view_writer
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.orders.dossier_rows import order_row
from services.sanctions.domain.terms.measure import Order, PublishedStatus, Terms, Version
from services.sanctions.read_model import view_of_state
from services.sanctions.stage import build_stage

ENTERPRISES, REQUESTS, CONNECTIONS, ROUNDS = 1000, 1000, 8, 40
GOAL = 0.6
FALL, DEFENCE = date(2026, 11, 10), date(2026, 11, 24)
PATH = "/enterprises/{code}/measures"

bare = FastAPI()


@bare.get(PATH)
def one_key(code: str) -> Response:
    """Answer what stands at one key."""
    store: redis.Redis = bare.state.redis
    return Response(store.get(f"bare:{code}"), media_type="application/json")


def orders(code: str) -> Iterator[Order]:
    """Yield three orders such as an enterprise of grade D has."""
    for kind in (MeasureKind.INSURANCE_RATE, MeasureKind.LOAN_LIMIT, MeasureKind.INTERVIEW):
        terms = Terms(
            kind=kind,
            grade="D",
            agency="peoples-bank",
            article="X市安全生产信用体系经验材料",
            mark=Mark.PUBLISHED,
            edition="measures-2013-01-01",
            after_defence=True,
            instance="line",
            amount=Decimal("15000000.00"),
            parameters=MeasureParameters(new_credit_percent=Decimal(50)),
        )
        noticed = Reached(status="noticed", since=FALL, deadline=DEFENCE)
        yield Order(
            number=f"{kind.value.upper()}-{FALL:%Y%m%d}-{code[-8:].lower()}",
            grade="D",
            opened_on=FALL,
            versions=(Version(FALL, terms),),
            caused_on=FALL,
            history=(
                Reached(status="proposed", since=FALL),
                noticed,
            ),
            published=PublishedStatus(
                status=noticed.status,
                since=FALL,
                terms=terms,
                cause=MeasureCause(kind="standing", grade="D"),
                deadline=DEFENCE,
            ),
        )


def enterprises() -> list[str]:
    """Return valid codes of enterprises."""
    return [row[0] for row in rows(ENTERPRISES)]


async def ask(port: int, requests: Sequence[bytes], answers: Sequence[bytes] | None) -> list[bytes]:
    """Send the requests on CONNECTIONS connections; return the answers' bodies in their order.

    Raises AssertionError where one is no success or not as `answers` has it.
    """
    found = [b""] * len(requests)
    left = iter(enumerate(requests))

    async def sender() -> None:
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
        for place, request in left:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 "), head
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            found[place] = await reader.readexactly(length)
            assert answers is None or found[place] == answers[place]
        writer.close()

    async with asyncio.TaskGroup() as group:
        for _ in range(CONNECTIONS):
            group.create_task(sender())
    return found


def _write_views(settings: ServiceSettings, codes: Sequence[str]) -> None:
    """Write the views of some enterprises as sanctions' worker does."""
    writer = view_writer(settings, build_stage())
    by_partition: dict[int, list[ViewWrite]] = {n: [] for n in range(settings.topic_partitions)}
    for code in codes:
        rows = {order_row(order.number): order for order in orders(code)}
        partition = partition_of(code.encode(), settings.topic_partitions)
        by_partition[partition] += view_of_state(code, Dossier(rows=rows_of(rows)))
    for partition, writes in by_partition.items():
        writer.own(partition, None)
        writer.write(partition, writes, {})


def measure(folder: Path) -> list[tuple[list[float], list[float]]]:
    """Return, of the bare endpoint and of ours, the rates and the CPU us a request, by round."""
    credential, token = issue_reader("bank", ["measures:read"], system_clock())
    CredentialFile(folder / "credentials.json").add(credential)
    codes = enterprises()
    asked = [codes[n % len(codes)] for n in range(REQUESTS)]
    requests = [
        f"GET {PATH.format(code=code)} HTTP/1.1\r\nHost: {LOOPBACK}\r\n"
        f"Authorization: Bearer {token}\r\n\r\n".encode()
        for code in asked
    ]
    views_key = folder / "views-key"
    create_secret(views_key)
    with Valkey(None) as valkey, Tansu() as broker:
        environment = {
            **os.environ,
            **valkey.environment,
            **broker.environment,
            "VIEWS_KEY": str(views_key),
            "ACCESS_JOURNAL": str(folder / "journal"),
            "HTTP_HOST": LOOPBACK,
            "CREDENTIALS_FILE": str(folder / "credentials.json"),
            "PYTHONPATH": str(Path(__file__).parents[1]),
        }
        settings = ServiceSettings(
            redis_url=valkey.url,
            kafka_bootstrap_servers=broker.bootstrap_servers,
            views_key=views_key,
        )
        create_topics(settings)
        _write_views(settings, codes)
        ports = [free_port(), free_port()]
        modules = {"bare": "benchmarks.lookup", "ours": "services.sanctions.api"}
        more = {"bare": ["--serve-bare"], "ours": []}
        servers = [
            serving(
                name,
                ["-m", module, *more[name]],
                folder,
                environment | {"HTTP_PORT": str(port)},
            )
            for (name, module), port in zip(modules.items(), ports, strict=True)
        ]
        try:
            answers = asyncio.run(ask(ports[1], requests, None))
            store = redis.Redis.from_url(valkey.url)
            store.mset({f"bare:{c}": a for c, a in zip(asked, answers, strict=True)})
            store.close()
            asyncio.run(ask(ports[0], requests, answers))
            found: list[tuple[list[float], list[float]]] = [([], []), ([], [])]
            for _ in range(ROUNDS):
                for (rates, costs), server, port in zip(found, servers, ports, strict=True):
                    used, begin = cpu_seconds(server.pid), time.perf_counter()
                    asyncio.run(ask(port, requests, answers))
                    rates.append(REQUESTS / (time.perf_counter() - begin))
                    costs.append((cpu_seconds(server.pid) - used) / REQUESTS * 1e6)
            return found
        finally:
            for server in servers:
                server.stop()


def serve_bare() -> None:
    """Be the bare endpoint, under the settings of uvicorn that ours has."""
    import uvicorn  # noqa: PLC0415 - only the server needs it

    bare.state.redis = redis.Redis.from_url(os.environ["REDIS_URL"])
    port = int(os.environ["HTTP_PORT"])
    uvicorn.run(bare, host=LOOPBACK, port=port, log_config=None, access_log=False)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve-bare", action="store_true", help="be the bare endpoint")
    if parser.parse_args().serve_bare:
        serve_bare()
        return
    with tempfile.TemporaryDirectory() as name:
        found = measure(Path(name))
    table = Table(title=f"{ROUNDS} rounds in turns of {REQUESTS:,} look-ups, {CONNECTIONS} at once")
    for title in ("endpoint", "look-ups/s, median", "least", "most", "CPU us/look-up"):
        table.add_column(title, justify="left" if title == "endpoint" else "right")
    for label, (rates, costs) in zip(("bare FastAPI, one key", "ours"), found, strict=True):
        figures = (statistics.median(rates), min(rates), max(rates), statistics.median(costs))
        table.add_row(label, *(f"{figure:,.0f}" for figure in figures))
    console = Console(width=100)
    console.print(table)
    (theirs, used_by_theirs), (ours, used_by_ours) = found
    ratios = sorted(mine / other for mine, other in zip(ours, theirs, strict=True))
    costs = [other / mine for mine, other in zip(used_by_ours, used_by_theirs, strict=True)]
    quarter = len(ratios) // 4
    console.print(
        f"ours / bare: {at_least(statistics.median(ratios), GOAL)} (half of the rounds"
        f" {ratios[quarter]:.2f}-{ratios[-quarter - 1]:.2f}); by CPU time"
        f" {statistics.median(costs):.2f}"
    )


if __name__ == "__main__":
    main()
