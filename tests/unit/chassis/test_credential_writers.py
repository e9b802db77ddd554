"""Commands that change the credentials at once, or are killed, undo nothing of each other."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.chassis.http.credentials import CredentialFile, issue_reader

NOW = datetime(2026, 10, 31, 1, tzinfo=UTC)
PROCESSES, CHANGES = 8, 15
KILLED_WHEN_SEEN = (15, 25, 35, 45)  # credentials in the file
# Says of each change, once it is kept, which one it was.
WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from services.chassis.http.credentials import CredentialFile, issue_reader
file, now = CredentialFile(Path(sys.argv[1])), datetime(2026, 10, 31, 1, tzinfo=UTC)
for revoked in sys.argv[3:]:
    file.revoke(revoked, now)
    print("revoked", revoked, flush=True)
for number in range(int(sys.argv[2])):
    credential, _ = issue_reader(f"reader {number}", ["standings:read"], now)
    file.add(credential)
    print("added", credential.id, flush=True)
"""

Writer = subprocess.Popen[str]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "credentials.json"


@pytest.fixture
def writers(path: Path) -> Iterator[list[Writer]]:
    """Return eight writers, each of which revokes one credential, then adds some."""
    known = CredentialFile(path)
    identities = []
    for number in range(PROCESSES):
        credential, _ = issue_reader(f"old {number}", ["standings:read"], NOW)
        known.add(credential)
        identities.append(credential.id)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(CHANGES), identity],
            stdout=subprocess.PIPE,
            text=True,
        )
        for identity in identities
    ]
    yield started
    for writer in started:
        writer.kill()
        writer.wait()


def lost(path: Path, said: list[str]) -> list[str]:
    """Return of what writers said that it was kept what the file does not hold."""
    known = {credential.id: credential for credential in CredentialFile(path).all()}
    changes = [tuple(line.split()) for line in said if line.endswith("\n")]
    return [
        f"{what} {identity}"
        for what, identity in changes
        if identity not in known or (what == "revoked" and known[identity].revoked_at is None)
    ]


def test_of_changes_at_once_each_is_kept(path: Path, writers: list[Writer]) -> None:
    said = [line for writer in writers for line in writer.communicate()[0].splitlines(True)]
    assert len(said) == PROCESSES * (CHANGES + 1)
    assert lost(path, said) == []
    assert len(CredentialFile(path).all()) == PROCESSES * (CHANGES + 1)


def test_who_is_killed_undoes_nothing_and_keeps_nobody_waiting(
    path: Path, writers: list[Writer]
) -> None:
    reading, seen = CredentialFile(path), 0
    end = time.monotonic() + 60
    killed = writers[::2]
    while any(writer.poll() is None for writer in writers):
        assert time.monotonic() < end, "a writer waits for one that was killed"
        seen_now = len(reading.all())  # raises CredentialError for half a file
        assert seen_now >= seen
        seen = seen_now
        if killed and seen >= KILLED_WHEN_SEEN[-len(killed)]:
            killed.pop().kill()  # one that has ended already stays as it is
    said = [line for writer in writers for line in writer.communicate()[0].splitlines(True)]
    assert not killed, "the writers were ready before they were killed"
    assert {writer.returncode for writer in writers} == {0, -signal.SIGKILL}
    assert lost(path, said) == []
