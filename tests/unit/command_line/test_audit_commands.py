"""`safety-credit keys` and `audit`: what an auditor types."""

import base64
import gzip
from pathlib import Path

import pytest
from typer.testing import CliRunner

from schemas.codec import encode
from services.chassis.signing.keys import load_key
from services.command_line.app import build
from tests.support.decision_logs import CHANGES, LOG, SEALS
from tests.support.safety_records import CODE
from tests.support.signing_keys import AUTHORITY, keyring_of


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(build(), list(words))
    return result.exit_code, result.output


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "decisions.jsonl.gz"
    file.write_bytes(gzip.compress(b"".join(encode(fact) + b"\n" for fact in LOG)))
    return file


@pytest.fixture
def register(tmp_path: Path) -> tuple[str, ...]:
    """The options that name the register of keys."""
    keyring_of(tmp_path)
    (tmp_path / "authority.pub").write_text(AUTHORITY.public.pem)
    return (
        *("--register", str(tmp_path / "keys.note")),
        *("--authority", str(tmp_path / "authority.pub")),
    )


def test_a_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    code, said = run("keys", "create", str(file))
    assert code == 0
    assert (file.stat().st_mode & 0o777) == 0o600
    assert "PRIVATE" not in said
    before = file.read_bytes()
    assert run("keys", "create", str(file))[0] == 1
    (tmp_path / "key.pem.pub").unlink()
    assert run("keys", "create", str(file))[0] == 1
    assert run("keys", "create", "--if-missing", str(file))[0] == 0
    assert file.read_bytes() == before
    code, pem = run("keys", "show", str(file))
    assert code == 0
    assert pem == load_key(file).public.pem
    file.chmod(0o644)
    assert "others may read it" in run("keys", "show", str(file))[1]


def test_an_export_is_verified_alone(export: Path, register: tuple[str, ...]) -> None:
    code, said = run("audit", "verify", "--file", str(export), *register)
    assert code == 0
    assert "成立 holds: 3 次等级变化 grade changes" in said
    assert "last seal: 2026-03-03" in said
    lines = gzip.decompress(export.read_bytes()).splitlines()
    lines[1] = lines[1].replace(b'"to_grade":"A"', b'"to_grade":"B"')
    broken = export.with_name("broken.jsonl")
    broken.write_bytes(b"\n".join(lines) + b"\n")
    code, said = run("audit", "verify", "--file", str(broken))
    assert code == 1
    assert f"BROKEN: broken.jsonl, line 2: {CODE} 2: its content has the hash" in said
    broken.write_bytes(b"nonsense\n")
    assert (
        "broken.jsonl, line 1: a message: not readable"
        in run("audit", "verify", "--file", str(broken))[1]
    )


def test_on_the_first_day_nothing_is_due(tmp_path: Path, register: tuple[str, ...]) -> None:
    file = tmp_path / "first.jsonl"
    for log, told in (
        (LOG[:1], f"not sealed yet, so not proved: {CODE} 1"),
        ([], "0 个封存 seals"),
    ):
        file.write_bytes(b"".join(encode(fact) + b"\n" for fact in log))
        code, said = run("audit", "verify", "--file", str(file), *register)
        assert (code, told in said) == (0, True), said
    file.write_bytes(encode(LOG[0]) + b"\n")
    assert "not sealed yet" in run("audit", "prove", CODE, "1", "--file", str(file))[1]
    assert "no such grade change" in run("audit", "prove", CODE, "2", "--file", str(file))[1]


def test_one_change_is_proved_to_whoever_has_the_register_alone(
    export: Path, register: tuple[str, ...]
) -> None:
    code, said = run("audit", "prove", CODE, "3", "--file", str(export))
    assert code == 0
    proof = export.with_name("decision.tlog-proof")
    proof.write_text(said)
    assert run("audit", "check", str(proof), *register)[0] == 0
    title, extra, index, *rest = said.splitlines()
    change = base64.b64decode(extra.removeprefix("extra ")).decode()
    assert (title, index) == ("c2sp.org/tlog-proof@v1", "index 2")
    assert change == encode(CHANGES[2]).decode()
    siblings = rest[: rest.index("")]
    other = base64.b64encode(bytes(32)).decode()

    def with_change(content: str) -> str:
        return said.replace(extra, f"extra {base64.b64encode(content.encode()).decode()}")

    for altered, what in (
        (with_change(change.replace(CODE, "91350100M000100Y43")), "its content has the hash"),
        (with_change(change.replace('"to_grade":"D"', '"to_grade":"A"')), "its content has"),
        (with_change(encode(CHANGES[1]).decode()), "is not in the log of the checkpoint"),
        (with_change(encode(SEALS[0]).decode()), "it is not of a grade change"),
        (with_change("no message"), "not readable"),
        (said.replace(siblings[0], other), "is not in the log of the checkpoint"),
        (said.replace("index 2", "index 1"), "is not in the log of the checkpoint"),
        (said.replace("\n3\n", "\n4\n"), "is not in the log of the checkpoint"),
        (said.replace("day 20", "day 19"), "the signature is not of the key"),
        (said.replace("tlog-proof@v1", "tlog-proof@v2"), "no proof of an entry"),
    ):
        assert altered != said
        proof.write_text(altered)
        code, told = run("audit", "check", str(proof), *register)
        assert (code, what in told) == (1, True), told
    assert run("audit", "prove", CODE, "9", "--file", str(export))[0] == 1


def test_a_register_that_is_none_is_told(tmp_path: Path, register: tuple[str, ...]) -> None:
    file = tmp_path / "no.note"
    file.write_text("no register")
    code, said = run("audit", "check", str(file), "--register", str(file), *register[2:])
    assert (code, "no register of keys of this authority" in said) == (1, True), said
    code, said = run("audit", "check", str(file), *register[:2])
    assert (code, "give --register and --authority" in said) == (1, True), said
    code, said = run("audit", "check", str(file), *register)
    assert (code, "no proof" in said) == (1, True), said


def test_an_export_that_is_cut_off_is_told_by_its_line(export: Path) -> None:
    export.write_bytes(export.read_bytes()[:-12])
    for words in (("verify",), ("prove", CODE, "3")):
        code, said = run("audit", *words, "--file", str(export))
        assert code == 1
        assert "the gzip is broken or cut off: 第" in said
        assert "Aborted" not in said
