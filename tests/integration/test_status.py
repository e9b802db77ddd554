"""`status` on a system that runs, and on the same with parts of it dead."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from development.local_system.system import LocalSystem
from schemas.topics import SERVICES
from services.command_line.app import build
from services.command_line.status_command import AWAY
from tests.support.webhooks import until

SCREEN = 24


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalSystem]:
    folder = tmp_path_factory.mktemp("system")
    with LocalSystem(folder, lambda _: None, persistent=False, clock="manual") as running:
        yield running


def environment_of(folder: Path) -> Mapping[str, str]:
    lines = (folder / "environment").read_text().splitlines()
    pairs = (line.removeprefix("export ").partition("=") for line in lines)
    return {name: value for name, _, value in pairs}


def states(folder: Path) -> tuple[int, dict[str, str]]:
    result = CliRunner().invoke(build(), ["status"], env=environment_of(folder))
    _, *lines = result.stdout.splitlines()
    assert len(lines) < SCREEN
    return result.exit_code, dict(line.split("\t") for line in lines)  # type: ignore[misc]  # two


def test_all_is_on_one_screen_and_what_dies_costs_its_own_line(system: LocalSystem) -> None:
    code, lines = states(system.folder)
    assert code == 0, lines
    for service in SERVICES:
        assert lines[f"{service}-worker"].startswith("运行 up ")
        assert lines[f"{service}-api"].startswith("运行 up ")
    assert lines["sealer"].startswith("运行 up ")
    assert lines["notify-dispatcher"].startswith("运行 up ")
    assert lines["死信 dead letters"] == "0"
    assert lines["最后封存 last seal"] == "尚无 none yet"
    next(each for each in system.processes if each.name == "scoring-worker").stop()
    until(lambda: states(system.folder)[0] == 1)
    code, lines = states(system.folder)
    assert AWAY in lines["scoring-worker"]
    assert [name for name, text in lines.items() if AWAY in text] == ["scoring-worker"]
