"""What `up` wrote for a shell is never taken for somebody else's servers."""

import os
import subprocess
from pathlib import Path

import pytest

from development.local_system.system import LocalSystem
from services.command_line.shell_environment import as_script, where_to_look, without_own

VALUES = {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1", "REDIS_URL": "redis://127.0.0.1:2/0"}


def sourced(script: str, folder: Path, also: str = "true") -> dict[str, str]:
    """The environment of a shell that sourced a script."""
    file = folder / "environment"
    file.write_text(script)
    command = ["/bin/bash", "-c", f"source '{file}'; {also}; env -0"]
    out = subprocess.run(command, capture_output=True, check=True, env={"PATH": os.environ["PATH"]})
    return dict(line.split("=", 1) for line in out.stdout.decode().split("\0") if line)


def test_what_a_shell_sourced_is_known_again(tmp_path: Path) -> None:
    folder = tmp_path / "a city's $folder"
    folder.mkdir()
    values = {**VALUES, "KEY_REGISTER": str(folder / "keys.note")}
    environment = sourced(as_script(folder, values, {}), tmp_path)
    assert {name: environment[name] for name in values} == values
    left, ignored = without_own(environment)
    assert ignored == tuple(sorted(values))
    assert not [name for name in left if name in values or name.startswith("SAFETY_CREDIT")]
    assert left["PATH"] == os.environ["PATH"]
    assert str(folder) in where_to_look(environment)


def test_what_somebody_set_afterwards_is_theirs(tmp_path: Path) -> None:
    script = as_script(tmp_path, VALUES, {})
    theirs = "export KAFKA_BOOTSTRAP_SERVERS=kafka.city:9092"
    left, ignored = without_own(sourced(script, tmp_path, theirs))
    assert left["KAFKA_BOOTSTRAP_SERVERS"] == "kafka.city:9092"
    assert ignored == ("REDIS_URL",)


def test_a_server_that_was_given_from_outside_stays_given(tmp_path: Path) -> None:
    given = {"KAFKA_BOOTSTRAP_SERVERS": VALUES["KAFKA_BOOTSTRAP_SERVERS"]}
    left, ignored = without_own(sourced(as_script(tmp_path, VALUES, given), tmp_path))
    assert left["KAFKA_BOOTSTRAP_SERVERS"] == given["KAFKA_BOOTSTRAP_SERVERS"]
    assert ignored == ("REDIS_URL",)


@pytest.mark.parametrize("mark", ["", "{", "[1]", '{"A": 1}'])
def test_a_mark_that_can_not_be_read_marks_nothing(mark: str) -> None:
    environment = {**VALUES, "SAFETY_CREDIT_UP_VALUES": mark}
    assert without_own(environment) == (VALUES, ())


class _EnoughError(Exception):
    """The test has seen what it wanted to see."""


@pytest.mark.parametrize("keep", [True, False], ids=["up", "demo"])
def test_a_system_is_not_started_on_its_own_stale_addresses(
    keep: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in sourced(as_script(tmp_path, VALUES, {}), tmp_path).items():
        monkeypatch.setenv(name, value)
    given: list[dict[str, str]] = []

    def start_servers(
        _stack: object, _folder: Path, outside: dict[str, str], *_: object, **__: object
    ):
        given.append(outside)
        raise _EnoughError

    monkeypatch.setattr("development.local_system.system.start_servers", start_servers)
    told: list[str] = []
    system = LocalSystem(tmp_path / "up", told.append, persistent=keep, clock="manual")
    with pytest.raises(_EnoughError):
        system.__enter__()
    assert not given[0].keys() & VALUES.keys()
    assert not system.environment.keys() & VALUES.keys()
    assert ["KAFKA_BOOTSTRAP_SERVERS, REDIS_URL" in line for line in told] == [True]


def test_a_running_tests_environment_is_its_own() -> None:
    """tests/conftest.py leaves a sourced environment at the door."""
    script = (
        "import sys; sys.argv = ['x']; import tests.conftest, os; print('REDIS_URL' in os.environ)"
    )
    environment = {**os.environ, **VALUES}
    environment["SAFETY_CREDIT_UP_VALUES"] = '{"REDIS_URL": "redis://127.0.0.1:2/0"}'
    command = [os.sys.executable, "-c", script]  # type: ignore[attr-defined] # os imports it
    out = subprocess.run(command, capture_output=True, check=True, env=environment, text=True)
    assert out.stdout.split() == ["False"]
