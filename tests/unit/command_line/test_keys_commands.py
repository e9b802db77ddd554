"""`safety-credit keys`: the first keys of a city, and how one follows another."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from services.chassis.signing.key_folder import KeyFolder
from services.chassis.signing.key_register import KeyPurpose, KeyState
from services.chassis.signing.keys import load_key, load_public_key
from services.chassis.signing.register_file import load_register
from services.command_line.app import build


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(build(), ["keys", *words])
    return result.exit_code, result.output


@pytest.fixture
def keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KeyFolder:
    monkeypatch.setenv("CITY_DAY", "2026-06-01")
    monkeypatch.setenv("COLUMNS", "220")
    code, said = run("set-up", str(tmp_path / "keys"), "--origin", "credit.test/decisions")
    assert code == 0, said
    folder = KeyFolder(tmp_path / "keys")
    for name, value in folder.settings.items():
        assert f"{name}={value}" in said
    return folder


def signers(keys: KeyFolder) -> tuple[str, ...]:
    return ("--register", str(keys.register), "--authority", str(keys.authority))


def readers(keys: KeyFolder) -> tuple[str, ...]:
    return ("--register", str(keys.register), "--authority", str(keys.authority_public))


def test_the_first_keys_are_made_once_each_in_its_own_folder(keys: KeyFolder) -> None:
    files = {file.parent.name: file for file in keys.folder.rglob("*.pem")}
    assert files.keys() == {"authority", "seals", "certificates", "badges"}
    assert all((file.stat().st_mode & 0o777) == 0o600 for file in files.values())
    again = ("set-up", str(keys.folder), "--origin", "credit.test/decisions")
    before = keys.register.read_bytes()
    assert run(*again)[0] == 1
    assert run(*again, "--if-missing")[0] == 0
    keys.register.unlink()
    ids = {load_key(file).public.id for file in files.values()}
    assert run(*again, "--if-missing")[0] == 0, "it goes on after an end in between"
    assert keys.register.read_bytes() == before
    assert {load_key(file).public.id for file in files.values()} == ids


def test_a_key_takes_over_and_is_listed(keys: KeyFolder, tmp_path: Path) -> None:
    assert run("create", str(tmp_path / "next.pem"))[0] == 0
    public = str(tmp_path / "next.pem.pub")
    rotate = ("rotate", public, "--purpose", "seals", *signers(keys))
    code, said = run(*rotate, "--from", "2026-06-01")
    assert (code, "is too early" in said) == (1, True)
    code, said = run(*rotate)
    assert (code, "its last day is 2026-06-01" in said) == (0, True), said
    code, said = run("list", *readers(keys))
    first, second = load_key(keys.key(KeyPurpose.SEALS)).public.id, load_public_key(Path(public)).id
    lines = {line.split()[0]: line for line in said.splitlines() if line.split()}
    assert "2026-06-01" in lines[first]
    assert KeyState.IN_FORCE in lines[first]
    assert KeyState.UPCOMING in lines[second]
    assert run(*rotate)[0] == 1, "a key has one life"


def test_a_lost_key_is_revoked_and_another_takes_its_place_at_once(
    keys: KeyFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = load_key(keys.key(KeyPurpose.SEALS)).public.id
    monkeypatch.setenv("CITY_DAY", "2026-06-20")
    revoke = ("revoke", lost, "--since", "2026-06-10", "--reason", "笔记本失窃", *signers(keys))
    assert run(*revoke)[0] == 0
    assert run(*revoke)[0] == 1
    run("create", str(tmp_path / "next.pem"))
    public = str(tmp_path / "next.pem.pub")
    code, said = run("rotate", public, "--purpose", "seals", *signers(keys))
    assert (code, "2026-06-10 .." in said) == (0, True), said
    said = run("list", *readers(keys))[1]
    assert "revoked: 2026-06-10, 笔记本失窃" in said
    register = load_register(keys.register, load_public_key(keys.authority_public))
    assert register.version == 1 + len(KeyPurpose) + 2


def test_nobody_but_the_authority_changes_the_register(keys: KeyFolder, tmp_path: Path) -> None:
    run("create", str(tmp_path / "mine.pem"))
    mine = ("--register", str(keys.register), "--authority", str(tmp_path / "mine.pem"))
    rotate = ("rotate", str(tmp_path / "mine.pem.pub"), "--purpose", "seals", *mine)
    before = keys.register.read_bytes()
    code, said = run(*rotate)
    assert (code, "no register of keys of this authority" in said) == (1, True), said
    assert keys.register.read_bytes() == before
    code, said = run("list", *mine[:2], "--authority", str(tmp_path / "mine.pem.pub"))
    assert (code, "no register of keys of this authority" in said) == (1, True), said
    assert run("list")[0] == 1


def test_of_changes_at_the_same_time_none_is_lost(keys: KeyFolder, tmp_path: Path) -> None:
    days = [f"2026-06-{day:02}" for day in range(3, 9)]
    for day in days:
        run("create", str(tmp_path / f"{day}.pem"))
    command = "from services.command_line.app import main; main()"
    together = [
        subprocess.Popen(
            [
                *(sys.executable, "-c", command, "keys", "rotate"),
                *(str(tmp_path / f"{day}.pem.pub"), "--purpose", "seals", "--from", day),
                *signers(keys),
            ],
            stdout=subprocess.DEVNULL,
        )
        for day in days
    ]
    assert [one.wait(60) for one in together] == [0] * len(days)
    register = load_register(keys.register, load_public_key(keys.authority_public))
    assert len(register.of(KeyPurpose.SEALS)) == 1 + len(days)
    assert register.version == 1 + len(KeyPurpose) + len(days)
