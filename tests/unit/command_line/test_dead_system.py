"""Where Kafka or Redis is dead, every command says which address, at once, in words for people."""

import re
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from development.brokers.server_process import free_port
from services.chassis import reachability
from services.chassis.signing.key_folder import KeyFolder
from services.chassis.signing.key_register import KeyPurpose
from services.command_line.app import main
from services.command_line.command_table import COMMANDS
from tests.support.signing_keys import set_up
from tests.support.time_limits import PROMPT_SECONDS

CODE = "91350100M000100Y43"
INTERNALS = re.compile(
    r"Traceback|Error\b|Errno|Exception|aiokafka|kafka-python|redis-py|aiohttp|node|bootstrap_conn"
)
REDIS = (
    "standing CODE",
    "certificate revoke SERIAL --reason 1",
    "measures CODE",
    "orders --agency work-safety",
    "work-list",
    "bid-opening BIDDERS --lot 1 --value 1",
    "data-quality --month 2026-10",
    "effect --from 2026-01-01 --to 2026-06-30",
    "quarantine list",
    "quarantine doubles",
    "submissions",
    "receipts",
    "rebuild-views",
)
KAFKA = (
    "topics --create",
    "topics --verify",
    "tail grade-changes",
    "tail grade-changes --end",
    "audit seal",
    "certificate issue CODE --lot 1",
    "audit export OUT",
    "audit verify",
    "audit prove CODE 1",
    "audit consistency 0",
    "audit tiles OUT",
    "open-data OUT",
    "witness cosign --key KEY --name witness --state OUT",
    "dead-letters list",
    "dead-letters show 1",
    "dead-letters replay --all",
    "accesses list",
    "deliveries list",
    "deliveries resend --all",
    "deliveries drop --all",
    "service-acts --department work-safety",
    "broker-access add department-fire",
    "broker-access revoke department-fire",
    "broker-access list",
    "contacts import CONTACTS",
    "contacts erase CODE",
    "trial --edition services/scoring/rulebook/transport-2025-01-01.yaml --on 2026-12-31",
)
# Scripts of departments tell "not sent, send it again" from "the file can't be read".
NOT_SENT = (
    "report --department work-safety samples/accidents.json",
    "quarantine accept name:某公司 CODE",
    "quarantine refuse name:某公司 --reason 无此企业",
)
# They need no system that runs; `status` says of each part whether it does.
ALONE = {
    *("demo", "up", "city", "pipe", "rules", "keys", "credential"),
    "status",  # which tells of each process by itself: test_status_command
    *("certificate verify", "audit check", "witness key", "broker-access rules"),
}


@pytest.fixture
def black_hole() -> Iterator[int]:
    """A port that accepts, and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


@pytest.fixture(params=["closed", "silent"])
def dead_port(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    if request.param == "closed":
        return free_port()
    monkeypatch.setattr(reachability, "CONNECT_SECONDS", 0.2)
    return int(request.getfixturevalue("black_hole"))


@pytest.fixture
def dead_system(dead_port: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> int:
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", f"127.0.0.1:{dead_port}")
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{dead_port}/0")
    for name, setting in set_up(tmp_path).settings.items():
        monkeypatch.setenv(name, setting)
    return dead_port


def ended(words: str, folder: Path, capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Run a command as a shell does; return its exit code and what it said."""
    bidders, contacts = folder / "bidders.txt", folder / "contacts.csv"
    bidders.write_text(f"{CODE}\n")
    contacts.write_text(
        f"recipient,language,channel,address,agreed_on\n{CODE},chinese,mail,a@b.cn,\n"
    )
    files = {"BIDDERS": bidders, "CONTACTS": contacts, "OUT": folder / "out.jsonl"}
    named = {"CODE": CODE, "KEY": KeyFolder(folder / "keys").key(KeyPurpose.SEALS), **files}
    line = [str(named.get(word, word)) for word in words.split()]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["safety-credit", *line])
        with pytest.raises(SystemExit) as end:
            main()
    out = capfd.readouterr()
    return int(end.value.code or 0), " ".join((out.out + out.err).split())


def _is_told(text: str, port: int, server: str) -> bool:
    chinese, english = f"{server} 无法连接：127.0.0.1:{port}", f"{server} is not reachable: 127"
    return chinese in text and english in text and "`safety-credit up`" in text


@pytest.mark.parametrize("words", REDIS)
def test_a_dead_redis_is_told(
    words: str, dead_system: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, text = ended(words, tmp_path, capfd)
    assert code == 1
    assert _is_told(text, dead_system, "Redis")
    assert INTERNALS.findall(text) == []


@pytest.mark.parametrize("words", KAFKA)
def test_a_dead_broker_is_told(
    words: str, dead_system: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, text = ended(words, tmp_path, capfd)
    assert code == 1
    assert _is_told(text, dead_system, "Kafka")
    assert INTERNALS.findall(text) == []


@pytest.mark.parametrize("words", NOT_SENT)
def test_what_could_not_be_sent_is_told_with_its_own_exit_code(
    words: str, dead_system: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code, text = ended(words, tmp_path, capfd)
    assert code == 4
    assert _is_told(text, dead_system, "Redis")
    assert "not remembered" not in text
    assert INTERNALS.findall(text) == []


def test_no_command_is_left_out() -> None:
    tried = {tuple(words.split()) for words in (*REDIS, *KAFKA, *NOT_SENT)}
    tried |= {tuple(words.split()) for words in ALONE}
    left = [
        (*leaf.within, leaf.name)
        for group in COMMANDS
        for leaf in (group.commands or (group,))
        if not any(words == (*leaf.within, leaf.name)[: len(words)] for words in tried)
        and not any((*leaf.within, leaf.name) == words[: len(leaf.within) + 1] for words in tried)
    ]
    assert left == []


def test_two_seconds_are_waited_for_an_answer(black_hole: int) -> None:
    assert reachability.CONNECT_SECONDS == 2.0
    begun = monotonic()
    with pytest.raises(reachability.NotReachableError, match="it does not answer"):
        reachability.require_redis(f"redis://127.0.0.1:{black_hole}/0", 0.1)
    assert monotonic() - begun < PROMPT_SECONDS


def test_a_shell_of_a_stopped_system_is_told_so(
    dead_system: int,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("SAFETY_CREDIT_UP", "/city/var/up")
    _, text = ended("tail alerts", tmp_path, capfd)
    assert f"127.0.0.1:{dead_system}" in text
    assert "this shell's addresses are those of /city/var/up, which seems to have stopped" in text
    assert "`safety-credit up --data /city/var/up`" in text
