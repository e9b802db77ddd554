"""Ports stay the same from run to run; what is taken is said."""

import socket
from pathlib import Path

import pytest

from development.brokers import ServerError
from development.brokers.server_process import free_port
from development.local_system.ports import LocalPorts

NAMES = ["intake-api", "scoring-api", "kafka"]


def ports_of(file: Path | None, told: list[str], names: list[str] = NAMES) -> list[int]:
    ports = LocalPorts(file, told.append)
    found = [ports.of(name) for name in names]
    ports.save()
    return found


def test_they_are_the_same_in_the_next_run(tmp_path: Path) -> None:
    told: list[str] = []
    first = ports_of(tmp_path / "ports.json", told)
    assert len(set(first)) == len(NAMES)
    assert ports_of(tmp_path / "ports.json", told) == first
    assert ports_of(tmp_path / "ports.json", told, NAMES[::-1]) == first[::-1]
    assert told == []


def test_one_that_somebody_else_has_taken_is_another_now_and_is_said(tmp_path: Path) -> None:
    told: list[str] = []
    first = ports_of(tmp_path / "ports.json", told)
    with socket.create_server(("127.0.0.1", first[1])):
        second = ports_of(tmp_path / "ports.json", told)
    assert [a == b for a, b in zip(first, second, strict=True)] == [True, False, True]
    assert len(told) == 1
    assert f"port {first[1]} of scoring-api is taken: now {second[1]}" in told[0]
    assert ports_of(tmp_path / "ports.json", told) == second


def test_those_that_were_asked_for_are_given_and_kept(tmp_path: Path) -> None:
    base = free_port()
    ports = LocalPorts(tmp_path / "ports.json", print)
    ports.fix(NAMES[:2], base)
    assert [ports.of(name) for name in NAMES[:2]] == [base, base + 1]
    assert ports.of("kafka") not in {base, base + 1}
    ports.save()
    assert ports_of(tmp_path / "ports.json", [])[:2] == [base, base + 1]


def test_one_that_was_asked_for_and_is_taken_is_refused_by_name() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = int(other.getsockname()[1])
        with pytest.raises(ServerError, match=f"port {taken}, for intake-api, is taken"):
            LocalPorts(None, print).fix(NAMES[:1], taken)
    with pytest.raises(ServerError, match="port 65536, for scoring-api, is no port"):
        LocalPorts(None, print).fix(NAMES[:2], 65_535)


def test_what_another_hand_wrote_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "ports.json").write_text('{"kafka": "x"')
    assert len(ports_of(tmp_path / "ports.json", [])) == len(NAMES)
    (tmp_path / "ports.json").write_text('{"kafka": 700000, "intake-api": -1}')
    assert all(0 < port < 65_536 for port in ports_of(tmp_path / "ports.json", []))


def test_two_names_never_share_a_kept_port(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "ports.json").write_text(f'{{"kafka": {port}, "intake-api": {port}}}')
    assert len(set(ports_of(tmp_path / "ports.json", []))) == len(NAMES)
