"""Certificates through the brokers: asked of the API and of the command, revoked, and not given."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from development.local_system.credentials import READER
from development.local_system.system import LocalSystem
from schemas.codec import decode, encode
from schemas.messages import CertificateIssued, CertificateRequested, Fact
from schemas.topics import CERTIFICATE_REQUESTS, CERTIFICATES, SAFETY_RECORDS
from services.chassis.clock import milliseconds
from services.chassis.kafka.publisher import Publisher
from services.chassis.kafka.reader import read_from_beginning
from services.command_line.app import build
from tests.support.fatal_accident import CERTIFIED, FATAL, REGISTERED
from tests.support.safety_records import CODE
from tests.support.time_limits import until

UNKNOWN = "91350100M000100Y43"


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSystem]:
    folder = tmp_path_factory.mktemp("system")
    with LocalSystem(folder, lambda _: None, persistent=False, clock="manual") as running:
        with Publisher(running.settings) as publisher:
            for fact in (REGISTERED, CERTIFIED, FATAL):
                at = milliseconds(fact.known_at)
                publisher.publish(SAFETY_RECORDS.name, CODE.encode(), encode(fact), at)
        yield running


@pytest.fixture
def api(system: LocalSystem) -> Iterator[httpx.Client]:
    token = system.tokens[READER]
    address = system.addresses["scoring"]
    with httpx.Client(
        base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=20
    ) as client:
        until(lambda: client.get(f"/standings/{CODE}").status_code == httpx.codes.OK)
        yield client


def facts_on(system: LocalSystem, topic: str) -> list[Fact[Any]]:
    return [decode(each.value or b"") for each in read_from_beginning(system.settings, topic)]


def test_what_is_signed_is_what_the_worker_said_on_the_log(
    system: LocalSystem, api: httpx.Client
) -> None:
    until(lambda: api.post(f"/standings/{CODE}/certificate?lot=1").status_code == httpx.codes.OK)
    issued = api.post(f"/standings/{CODE}/certificate?lot=1").json()
    answer = api.post("/certificates/batch", json={"codes": [CODE, UNKNOWN], "lot": "2"})
    of_lot, none = answer.json()["certificates"]
    assert (issued["grade"], of_lot["issued"]["grade"], none["issued"]) == ("D", "D", None)
    said = facts_on(system, CERTIFICATES.name)
    bodies = [fact.body for fact in said]
    serials = [body.serial for body in bodies if isinstance(body, CertificateIssued)]
    assert {issued["serial"], of_lot["issued"]["serial"]} <= set(serials)
    asked = facts_on(system, CERTIFICATE_REQUESTS.name)
    assert {fact.causation_id for fact in said} == {fact.id for fact in asked}
    assert all(isinstance(fact.body, CertificateRequested) for fact in asked)


@pytest.mark.usefixtures("api")
def test_a_command_asks_the_worker_too_and_revokes(
    system: LocalSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in system.environment.items():
        monkeypatch.setenv(name, value)
    file = tmp_path / "certificate.jws"

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(build(), list(words))
        return result.exit_code, result.output

    def verified() -> tuple[int, str]:
        url = system.addresses["scoring"]
        return run("certificate", "verify", str(file), "--any", "--status-url", url)

    code, said = run("certificate", "issue", CODE, "--lot", "3")
    assert code == 0, said
    file.write_text(said)
    until(lambda: verified()[0] == 0)
    code, said = verified()
    (serial,) = (line.split()[-1] for line in said.splitlines() if "serial" in line)
    assert run("certificate", "revoke", UNKNOWN, "--reason", "x")[0] == 1
    assert run("certificate", "revoke", serial, "--reason", " ")[0] == 2
    code, said = run("certificate", "revoke", serial, "--reason", "issued in error")
    assert (code, CODE in said) == (0, True)
    until(lambda: verified()[0] == 1)
    assert "its status is revoked" in verified()[1]
    assert (
        "was revoked before, issued in error"
        in run("certificate", "revoke", serial, "--reason", "again")[1]
    )
    answer = httpx.get(f"{system.addresses['scoring']}/certificates/{serial}")
    assert answer.json()["status"] == "revoked"
    assert CODE not in answer.text


def test_without_a_worker_none_is_given(system: LocalSystem, api: httpx.Client) -> None:
    """It hangs, and goes on later."""
    (worker,) = (each for each in system.processes if each.name == "scoring-worker")
    os.kill(worker.pid, signal.SIGSTOP)
    try:
        answer = api.post(f"/standings/{CODE}/certificate?lot=1")
    finally:
        os.kill(worker.pid, signal.SIGCONT)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "did not answer in time" in answer.json()["detail"]
    until(lambda: api.post(f"/standings/{CODE}/certificate?lot=1").status_code == httpx.codes.OK)
