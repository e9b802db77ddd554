"""A policy trial from the topic, and one that is interrupted: no process and no file is left."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from applications.made_city import city
from schemas.codec import encode
from schemas.messages import DayBegan, Fact
from schemas.topics import SAFETY_RECORDS
from services.chassis.clock import milliseconds
from services.chassis.kafka.publisher import Publisher
from services.command_line.app import build
from tests.support.brokers import PARTITIONS, TANSU, running_broker
from tests.support.policy_trials import LAST, TRANSPORT, Facts, draft, tried, written
from tests.support.time_limits import LONG_SECONDS, until

PROCESSES = 3


@pytest.fixture(scope="module")
def facts() -> Facts:
    return list(city(300, 2, 3, LAST))


def test_the_topic_gives_what_a_file_of_the_same_records_gives(
    facts: Facts, tmp_path: Path
) -> None:
    other = draft(tmp_path, TRANSPORT, "none: {value: 80,", "none: {value: 72,")
    tried(tmp_path / "file", written(tmp_path / "city.jsonl", facts), other)
    day = Fact(
        id="a-day",
        source="/test",
        subject="clock",
        known_at=facts[0].known_at,
        occurred_at=facts[0].known_at,
        correlation_id="a-day",
        body=DayBegan(day=LAST),
    )
    words = ("--edition", str(other), "--on", str(LAST), "--processes", "1")
    outputs = []
    with running_broker(TANSU) as settings:
        for number, some in enumerate(([day, *facts[:-1]], facts[-1:])):
            with Publisher(settings, timeout_seconds=60) as publisher:
                for place, fact in enumerate(some):
                    key, at = fact.subject.encode(), milliseconds(fact.known_at)
                    partition = place % PARTITIONS
                    publisher.publish(SAFETY_RECORDS.name, key, encode(fact), at, partition)
                publisher.flush()
            for out in (f"topic-{number}", f"kept-{number}"):
                result = CliRunner().invoke(
                    build(),
                    ["trial", *words, "--out", str(tmp_path / out), "--city", str(tmp_path / "c")],
                    env={
                        "KAFKA_BOOTSTRAP_SERVERS": settings.kafka_bootstrap_servers,
                        "TOPIC_PARTITIONS": str(PARTITIONS),
                    },
                )
                assert result.exit_code == 0, result.output
                outputs.append(result.output)
    assert ["another source" in output for output in outputs] == [False, False, True, False]
    for out in ("topic-1", "kept-1"):
        for name in ("movers.csv", "matrix.csv"):
            assert (tmp_path / out / name).read_bytes() == (tmp_path / "file" / name).read_bytes()
    assert len((tmp_path / "kept-1" / "movers.csv").read_text().splitlines()) > 1


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_interrupted_trial_leaves_no_process_and_no_file(
    facts: Facts, tmp_path: Path, how: signal.Signals
) -> None:
    trial, family = begun(facts, tmp_path)
    if how is signal.SIGINT:
        os.killpg(trial.pid, how)  # as a terminal sends it: to all of them
    else:
        trial.send_signal(how)
    os.killpg(trial.pid, signal.SIGCONT)
    assert trial.wait(LONG_SECONDS) != 0
    assert_gone(family)
    assert not (tmp_path / "out").exists()
    if how is not signal.SIGKILL:  # which lets nobody tidy up
        assert list((tmp_path / "spilled").iterdir()) == []


def test_where_a_worker_is_killed_the_trial_says_so(facts: Facts, tmp_path: Path) -> None:
    trial, family = begun(facts, tmp_path)
    workers = [pid for pid in family if "spawn_main" in command(pid)]
    os.kill(workers[0], signal.SIGKILL)
    os.killpg(trial.pid, signal.SIGCONT)
    _, told = trial.communicate(timeout=LONG_SECONDS)
    assert trial.returncode == 1
    assert "a process was killed" in told.decode()
    assert "Traceback" not in told.decode()
    assert_gone(family)
    assert not (tmp_path / "out").exists()


def begun(facts: Facts, folder: Path) -> tuple[subprocess.Popen[bytes], list[int]]:
    """Return a trial that was stopped amid its work, and the processes that work for it."""
    file, spilled = folder / "city.jsonl", folder / "spilled"
    spilled.mkdir()
    file.write_bytes(b"".join(encode(fact) + b"\n" for fact in facts) * 200)  # enough to be caught
    words = ["--edition", str(TRANSPORT), "--on", str(LAST), "--from", str(file)]
    trial = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.support.command_line", "trial", *words),
            *("--processes", str(PROCESSES), "--out", str(folder / "out")),
        ],
        env={**os.environ, "TMPDIR": str(spilled)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    awaited = time.monotonic() + LONG_SECONDS
    while len(family := processes_of(trial.pid)) <= PROCESSES or not list(spilled.glob("*/*")):
        assert trial.poll() is None, "it was over before it could be interrupted"
        assert time.monotonic() < awaited
        time.sleep(0.02)
    os.killpg(trial.pid, signal.SIGSTOP)
    assert trial.poll() is None, "it was over before it could be interrupted"
    return trial, family


def assert_gone(family: list[int]) -> None:
    until(lambda: not [pid for pid in family if alive(pid)], of=f"the end of {family}")


def command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")


def processes_of(parent: int) -> list[int]:
    """Return the processes of a session that are not its first, and work for it."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(status.parent.name)
        if int(fields[3]) == parent and pid != parent and fields[0] != "Z":
            found.append(pid)
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
