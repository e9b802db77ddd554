"""`make bench-http`: reports a second over HTTP in batches of 500, beside bare parsing.

Both are one server process on loopback, asked by one client with the same bodies. The bare one is
a FastAPI endpoint that parses each line and answers how many there were. Ours reads each report,
masks it, makes a fact of it and publishes it, and answers when the broker has acknowledged all.
"""

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import httpx
from fastapi import FastAPI, Request
from rich.console import Console
from rich.table import Table

from benchmarks.http_server import serving
from benchmarks.registry_files import HEADER, rows
from development.brokers import ApacheKafka, Tansu, Valkey
from development.brokers.server_process import LOOPBACK, free_port
from services.chassis.clock import system_clock
from services.chassis.http.credentials import CredentialFile, issue_department
from services.chassis.kafka.admin import create_topics
from services.chassis.secret_files import create_secret
from services.chassis.settings import ServiceSettings

DEPARTMENT = "market-supervision"
REPORTS, BATCH, CLIENTS, ROUNDS = 50_000, 500, 4, 3

bare = FastAPI()


@bare.post("/reports/{department}/batch", status_code=202)
async def parse(request: Request) -> dict[str, int]:
    """Parse each line, and no more."""
    reports = [json.loads(line) for line in (await request.body()).splitlines()]
    return {"received": len(reports)}


def bodies(reports: int) -> Iterator[bytes]:
    """Yield batches of registry rows in the layout that the department sends."""
    left = iter(rows(reports))
    while batch := list(islice(left, BATCH)):
        lines = (
            {"layout": "enterprise-registry", "fields": dict(zip(HEADER[:-1], row, strict=False))}
            for row in batch
        )
        yield "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()


async def send(url: str, token: str, batches: Sequence[bytes]) -> float:
    """Return the reports a second that a server took from CLIENTS senders at once."""
    left = iter(batches)
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=url, headers=headers, timeout=60) as client:

        async def sender() -> None:
            for body in left:
                answer = await client.post(f"/reports/{DEPARTMENT}/batch", content=body)
                assert answer.status_code == 202, answer.text
                assert answer.json()["received"] == body.count(b"\n") + 1

        begin = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for _ in range(CLIENTS):
                group.create_task(sender())
        return len(batches) * BATCH / (time.perf_counter() - begin)


def measure(
    broker: Tansu | ApacheKafka, folder: Path, reports: int
) -> tuple[list[float], list[float]]:
    """Return the rates of the bare endpoint and of ours, round by round in turns."""
    credential, token = issue_department(DEPARTMENT, system_clock())
    CredentialFile(folder / "credentials.json").add(credential)
    batches = list(bodies(reports))
    create_secret(folder / "views-key")
    valkey = Valkey(None)
    with broker, valkey:
        environment = {
            **os.environ,
            **broker.environment,
            **valkey.environment,
            "HTTP_HOST": LOOPBACK,
            "CREDENTIALS_FILE": str(folder / "credentials.json"),
            "VIEWS_KEY": str(folder / "views-key"),
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(Path(__file__).parents[1]),
        }
        settings = {name.lower(): value for name, value in environment.items()}
        fields = ServiceSettings.model_fields
        create_topics(
            ServiceSettings.model_validate({k: v for k, v in settings.items() if k in fields})
        )
        ports = [str(free_port()), str(free_port())]
        servers = [
            serving(
                "bare",
                ["-m", "benchmarks.http_reports", "--serve-bare"],
                folder,
                environment | {"HTTP_PORT": ports[0]},
            ),
            serving(
                "ours", ["-m", "services.intake.api"], folder, environment | {"HTTP_PORT": ports[1]}
            ),
        ]
        try:
            found: tuple[list[float], list[float]] = ([], [])
            for _ in range(ROUNDS):
                for rates, port in zip(found, ports, strict=True):
                    rates.append(asyncio.run(send(f"http://{LOOPBACK}:{port}", token, batches)))
            return found
        finally:
            for server in servers:
                server.stop()


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=REPORTS)
    parser.add_argument("--broker", choices=("tansu", "kafka"), default="tansu")
    parser.add_argument("--serve-bare", action="store_true", help="be the bare endpoint")
    arguments = parser.parse_args()
    if arguments.serve_bare:
        import uvicorn  # noqa: PLC0415 - only the server needs it

        uvicorn.run(bare, host=LOOPBACK, port=int(os.environ["HTTP_PORT"]), log_level="warning")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        broker = Tansu() if arguments.broker == "tansu" else ApacheKafka(folder / "kafka")
        parsed, taken = measure(broker, folder, arguments.reports)
    what = f"{arguments.reports:,} reports in batches of {BATCH}"
    table = Table(title=f"{what}, {CLIENTS} senders, {arguments.broker}")
    table.add_column("endpoint")
    table.add_column("reports/s (rounds)", justify="right")
    table.add_column("best", justify="right")
    for label, rates in (("bare FastAPI, parses", parsed), ("ours, acknowledged", taken)):
        table.add_row(label, ", ".join(f"{rate:,.0f}" for rate in rates), f"{max(rates):,.0f}")
    console = Console(width=100)
    console.print(table)
    console.print(f"ours / bare: {max(taken) / max(parsed):.2f}")


if __name__ == "__main__":
    main()
