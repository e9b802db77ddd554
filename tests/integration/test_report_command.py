"""`safety-credit report` against a running worker: rows out, receipts back, days announced.

A watcher of a folder is killed again and again: every row arrives, and arrives once.
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from benchmarks.registry_files import write_csv
from development.brokers import Tansu
from development.brokers.server_process import ServerProcess, free_port
from development.local_system.servers import answers
from schemas.codec import decode
from schemas.messages import DayBegan, ReportProcessed
from schemas.topics import REPORT_RECEIPTS, SAFETY_RECORDS
from services.chassis.kafka.admin import create_topics
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.settings import ServiceSettings
from tests.support.sample_files import KNOWN_ON, SAMPLES
from tests.support.time_limits import LONG_SECONDS
from tests.support.valkey import running_valkey
from tests.support.worker_process import views_key_beside

PARTITIONS = 3
ROWS = 6_000
COMMAND = (
    "from services.command_line.report_command import register; import typer; "
    "app = typer.Typer(); app.callback()(lambda: None); register(app); app()"
)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    folder: Path = tmp_path_factory.mktemp("intake")
    port = free_port()
    with Tansu() as broker, running_valkey() as redis_url:
        environment = {
            **os.environ,
            **broker.environment,
            "REDIS_URL": redis_url,
            "VIEWS_KEY": str(views_key_beside(folder / "intake.log")),
            "TOPIC_PARTITIONS": str(PARTITIONS),
            "CITY_DAY": KNOWN_ON.isoformat(),
            "METRICS_PORT": str(port),
            "KAFKA_SESSION_TIMEOUT_SECONDS": "6",
        }
        create_topics(settings_of(environment))
        command = [sys.executable, "-m", "services.intake.worker"]
        worker = ServerProcess("intake", command, folder / "intake.log", environment)
        try:
            worker.await_ready(partial(answers, f"http://127.0.0.1:{port}/ready"), LONG_SECONDS)
            yield environment
        finally:
            worker.stop()


def settings_of(environment: Mapping[str, str]) -> ServiceSettings:
    known = ServiceSettings.model_fields
    values = {name.lower(): value for name, value in environment.items()}
    return ServiceSettings.model_validate({k: v for k, v in values.items() if k in known})


def report(city: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", COMMAND, "report", *arguments],
        env=dict(city),
        capture_output=True,
        text=True,
        timeout=LONG_SECONDS,
        check=False,
    )


def test_each_row_gets_its_receipt_and_the_sums_are_printed(city: Mapping[str, str]) -> None:
    registry = str(SAMPLES / "enterprise-registry.csv")
    done = report(city, "--department", "market-supervision", registry)
    assert done.returncode == 0, done.stderr
    assert numbers(done.stdout)["accepted"] == 200
    penalties = str(SAMPLES / "penalties-double-publicity.csv")
    done = report(city, "--department", "work-safety", penalties)
    assert done.returncode == 0, done.stderr
    assert numbers(done.stdout) == {
        "accepted": 82,
        "corrected": 3,
        "repeated": 4,
        "quarantined": 11,
        "rejected": 1,
        "read": 101,
    }
    assert "code_check_failed" in done.stdout


def numbers(table: str) -> dict[str, int]:
    """Return the sums of the printed table by the English word."""
    found = {}
    for line in table.splitlines():
        cells = line.split("\t")
        if len(cells) == 2 and cells[1].isdigit():
            found[cells[0].split()[1]] = int(cells[1])
    return found


def test_the_worker_announced_the_day_in_every_partition(city: Mapping[str, str]) -> None:
    records = read_from_beginning(settings_of(city), SAFETY_RECORDS.name)
    days = {
        (record.partition, fact.body.day)
        for record in records
        if record.value is not None and isinstance((fact := decode(record.value)).body, DayBegan)
    }
    assert days == {(partition, KNOWN_ON) for partition in range(PARTITIONS)}


def started(environment: Mapping[str, str], folder: Path) -> subprocess.Popen[bytes]:
    arguments = ["report", "--department", "market-supervision", "--watch", str(folder), "--once"]
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *arguments],
        env=dict(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def progress_in(folder: Path) -> dict[str, Any]:
    for file in (folder / ".progress").glob("*.json"):
        found: dict[str, Any] = json.loads(file.read_bytes())
        return found
    return {}


def kill_when(
    process: subprocess.Popen[bytes], folder: Path, reached: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """Kill the process (SIGKILL) as soon as its progress has come so far; return the progress."""
    deadline = time.monotonic() + LONG_SECONDS
    while not ((found := progress_in(folder)) and reached(found)):
        assert process.poll() is None, process.communicate()[1].decode()
        assert time.monotonic() < deadline
        time.sleep(0.002)
    process.kill()
    process.communicate()
    return progress_in(folder)


def test_a_watcher_that_is_killed_loses_and_doubles_nothing(
    city: Mapping[str, str],
    tmp_path: Path,
) -> None:
    environment = {**city, "WATCH_SETTLE_SECONDS": "0", "WATCH_POLL_SECONDS": "0.05"}
    del environment["CITY_DAY"]  # each start has another instant; the first one counts
    write_csv(tmp_path / "registry.csv", ROWS)
    seen = [kill_when(started(environment, tmp_path), tmp_path, lambda _: True)]
    for _ in range(2):
        before = seen[-1]["acknowledged"]
        process = started(environment, tmp_path)
        seen.append(
            kill_when(process, tmp_path, lambda found, least=before: found["acknowledged"] > least)
        )
    assert len({(each["known_at"], each["submission"]) for each in seen}) == 1
    assert 0 < seen[1]["acknowledged"] < ROWS
    last = started(environment, tmp_path)
    assert last.wait(LONG_SECONDS) == 0, last.communicate()[1].decode()
    assert rows_of(city, seen[0]["submission"]) == dict.fromkeys(range(2, ROWS + 2), 1)
    assert (tmp_path / "done" / "registry.csv").exists()
    receipts = (tmp_path / "done" / "registry.csv.receipts.csv").read_text("utf-8-sig")
    assert receipts.count(",accepted,") == ROWS
    assert progress_in(tmp_path) == {}


def rows_of(environment: Mapping[str, str], submission: str) -> dict[int, int]:
    """Return how many receipts each row of a submission has."""
    records = read_from_beginning(settings_of(environment), REPORT_RECEIPTS.name)
    bodies = [decode(record.value).body for record in records if record.value is not None]
    return Counter(
        body.origin.row
        for body in bodies
        if isinstance(body, ReportProcessed) and body.origin.submission == submission
    )
