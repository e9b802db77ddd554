"""Where commands run in tests of their tables: what they would open is in memory."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from services.chassis.views.store import MemoryViews
from services.command_line import output
from services.command_line.tables import Table

HOSTILE = "[/red]\x1b]8;;x\x07\u202e甲\t乙\n丙[bold]"
CODE = "91990103MBT4Y0NW08"
Keys = Iterable[str]
SHOWN: dict[str, Callable[[], None]] = {}


class Scene(NamedTuple):
    """Where a command runs: what it would open is replaced by what is in memory."""

    patch: pytest.MonkeyPatch
    folder: Path
    views: MemoryViews


def show_all(name: str, tables: Iterable[Table]) -> list[str]:
    """Return a command that shows tables which a command shows after more than a test can play."""

    def command() -> None:
        for table in tables:
            output.show_table(table)

    SHOWN[name] = command
    return [name]
