"""The webhook receiver to copy, as a process: each signed message once, and nothing else."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from standardwebhooks import Webhook

from tests.support.source_tree import ROOT
from tests.support.time_limits import LONG_SECONDS

PROGRAM = ROOT / "examples" / "webhook_receiver" / "receiver.py"
SECRET, NEW, OTHER = (f"whsec_{letter * 32}" for letter in "ABC")


@contextmanager
def receiving(database: Path, *secrets: str) -> Iterator[str]:
    """Run the example; yield its address."""
    process = subprocess.Popen(
        [sys.executable, str(PROGRAM), str(database), "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"WEBHOOK_SECRETS": " ".join(secrets)},
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(LONG_SECONDS)
        process.stdout.close()


def post(url: str, identity: str, body: str, secret: str = SECRET) -> int:
    """Post a message as the dispatcher does; return the status."""
    now = datetime.now(UTC)
    headers = {
        "webhook-id": identity,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(identity, now, body),
    }
    try:
        with urlopen(Request(url, body.encode(), headers), timeout=LONG_SECONDS) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


def kept(database: Path) -> list[tuple[str, bytes]]:
    connection = sqlite3.connect(database)
    try:
        return connection.execute("SELECT id, body FROM messages ORDER BY id").fetchall()
    finally:
        connection.close()


def test_a_message_is_kept_once_also_across_a_kill(tmp_path: Path) -> None:
    database = tmp_path / "messages.sqlite"
    with receiving(database, SECRET) as url:
        assert [post(url, "1", '{"a": "降级"}'), post(url, "1", '{"a": "降级"}')] == [204, 204]
    with receiving(database, SECRET) as url:
        assert [post(url, "1", '{"a": "降级"}'), post(url, "2", "{}")] == [204, 204]
    assert kept(database) == [("1", '{"a": "降级"}'.encode()), ("2", b"{}")]


def test_what_no_secret_signed_is_refused_and_comes_again(tmp_path: Path) -> None:
    database = tmp_path / "messages.sqlite"
    with receiving(database, SECRET) as url:
        assert post(url, "1", "{}", NEW) == 401
    with receiving(database, SECRET, NEW) as url:  # while the secret is rotated
        assert [post(url, "1", "{}", NEW), post(url, "2", "{}", SECRET)] == [204, 204]
        assert post(url, "3", "{}", OTHER) == 401
    assert [identity for identity, _ in kept(database)] == ["1", "2"]


def test_a_database_that_fails_is_no_refusal(tmp_path: Path) -> None:
    database = tmp_path / "messages.sqlite"
    with receiving(database, SECRET) as url:
        connection = sqlite3.connect(database)
        connection.execute("DROP TABLE messages")
        connection.close()
        assert post(url, "1", "{}") == 503
