"""`status`: a line each, whatever is dead; no number where none is known."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from typer.testing import CliRunner

from services.command_line.app import build
from services.command_line.status_command import AWAY, Line, answers_to, lasting, process_line

LAG = 'safety_credit_lag_messages{service="x",topic="t",partition="%d"} %s\n'


class Process:
    """A process that answers as it is told."""

    def __init__(self) -> None:
        self.metrics, self.ready, self.waits = "", 200, 0.0
        self.report = '{"days": []}'
        self.released = threading.Event()
        process = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                process.released.wait(process.waits)
                self.send_response(process.ready if self.path == "/ready" else 200)
                self.end_headers()
                body = process.report if self.path == "/ready" else process.metrics
                self.wfile.write(body.encode())

            def log_message(self, *_arguments: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def process() -> Iterator[Process]:
    made = Process()
    yield made
    made.released.set()
    made.server.shutdown()


def test_a_worker_says_since_when_and_how_far_behind(process: Process) -> None:
    begin = datetime.now(UTC) - timedelta(hours=2, minutes=3)
    process.metrics = f"process_start_time_seconds {begin.timestamp()}\n{LAG % (0, 2.0)}"
    process.metrics += LAG % (1, "5.0")
    assert process_line("x-worker", process.url) == Line(
        "x-worker", "运行 up 2 h 3 min, 滞后 lag 7", True
    )


@pytest.mark.parametrize(("ready", "metrics"), [(503, LAG % (0, 2.0)), (200, ""), (503, "")])
def test_an_unknown_lag_is_no_number(process: Process, ready: int, metrics: str) -> None:
    process.ready, process.metrics = ready, metrics
    line = process_line("x-worker", process.url)
    assert "滞后 lag 未知 unknown" in line.text
    assert line.well is (ready == 200)
    assert ("未就绪 not ready" in line.text) is (ready == 503)


def day(partition: int, on: str, keys: int, done: int, since: datetime) -> dict[str, object]:
    """Return what a worker reports of a day under way in a partition."""
    return {
        "partition": partition,
        "day": on,
        "keys": keys,
        "done": done,
        "since": since.isoformat(),
    }


@pytest.mark.parametrize("ready", [200, 503])
def test_a_worker_says_how_far_the_days_under_way_are(process: Process, ready: int) -> None:
    now = datetime.now(UTC)
    days = [
        day(0, "2026-03-12", 60_000, 1_000, now - timedelta(minutes=1)),
        day(1, "2026-03-12", 65_000, 0, now - timedelta(minutes=3, seconds=2)),
        day(2, "2026-03-11", 7, 5, now - timedelta(hours=1)),
    ]
    process.ready, process.metrics = ready, LAG % (0, 2.0)
    process.report = json.dumps({"days": days, "lag": {}})
    assert process_line("x-worker", process.url).text.partition(", 日")[2] == (
        " day 2026-03-11: 5 / 7 户 keys, 已进行 for 1 h 0 min,"
        " 日 day 2026-03-12: 1,000 / 125,000 户 keys, 已进行 for 3 min 2 s"
    )


@pytest.mark.parametrize(
    "report",
    [
        "",
        "ready",
        "[]",
        "{}",
        '{"days": null}',
        '{"days": [{}]}',
        '{"days": [{"day": "2026-03-12", "keys": "all", "done": 1, "since": "now"}]}',
        '{"days": [{"day": "2026-03-12", "keys": 2, "done": 1, "since": "2026-03-12T00:00:00"}]}',
    ],
)
def test_whether_a_day_is_under_way_is_not_guessed(process: Process, report: str) -> None:
    process.metrics, process.report = LAG % (0, 2.0), report
    line = process_line("x-worker", process.url)
    assert line == Line("x-worker", "运行 up, 滞后 lag 2, 日 day 未知 unknown", True)


def test_a_process_without_probes_of_readiness_is_up(process: Process) -> None:
    process.ready = 404
    assert process_line("sealer", process.url) == Line("sealer", "运行 up", True)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://", "nothing", "http://[", "http://x:y"]
)
def test_who_does_not_answer_is_unreachable(url: str) -> None:
    line = process_line("x-worker", url)
    assert AWAY in line.text
    assert not line.well
    assert "lag" not in line.text


def test_a_process_that_hangs_costs_its_own_line(process: Process) -> None:
    process.waits = 30.0
    begin = time.monotonic()
    assert AWAY in process_line("x-worker", process.url).text
    assert time.monotonic() - begin < 4


def test_each_question_fails_by_itself() -> None:
    def fails() -> Line:
        raise RuntimeError("\x1b[31m")

    def lasts() -> Line:
        time.sleep(30)
        raise AssertionError

    good = Line("good", "1", True)
    lines = answers_to([("a", fails), ("b", lasts), ("good", lambda: good)], seconds=0.3)
    assert lines[0].text.startswith(f"{AWAY}: RuntimeError")
    assert "no answer in time" in lines[1].text
    assert lines[2] == good


def test_a_dead_system_is_told_line_by_line() -> None:
    environment = {
        "KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SYSTEM_ADDRESSES": "scoring-worker=http://127.0.0.1:1,sealer=http://127.0.0.1:2",
    }
    result = CliRunner().invoke(build(), ["status"], env=environment)
    assert result.exit_code == 1
    _, *lines = result.stdout.splitlines()
    assert len(lines) == 8
    assert all(AWAY in line for line in lines)
    assert not any(mark in result.output for mark in ("Traceback", "NoBrokers", "Errno"))


def test_how_long() -> None:
    now = datetime(2026, 11, 30, tzinfo=UTC)
    for seconds, text in (
        (5, "0 min 5 s"),
        (3725, "1 h 2 min"),
        (90_000, "1 d 1 h"),
        (-5, "0 min 0 s"),
    ):
        assert lasting(now - timedelta(seconds=seconds), now) == text
