"""Every command's tables, on a terminal of 80 and of 40 columns and in a pipe: each key is whole.

A command that is in neither list below fails: say what its table's keys are, or that it has none.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from services.chassis.text.visible_text import visible
from services.chassis.views.store import MemoryViews
from services.command_line import output
from services.command_line.app import build
from services.command_line.tables import Table
from services.command_line.text_width import width_of
from tests.support import city_scenes, operator_scenes
from tests.support.sample_city import sample_city
from tests.support.table_scenes import CODE, SHOWN, Keys, Scene

NO_TABLE = {
    "pipe", "city", "tail", "open-data", "service-acts", "rebuild-views",
    "contacts import", "contacts erase",
    "quarantine accept", "quarantine refuse",
    "dead-letters show", "dead-letters replay", "deliveries resend", "deliveries drop",
    "credential add", "credential revoke", "broker-access add", "broker-access revoke",
    "rules check", "rules approve", "rules diff", "rules test",
    "certificate issue", "certificate verify", "certificate revoke",
    "audit seal", "audit export", "audit verify", "audit prove", "audit check",
    "audit consistency", "audit tiles", "witness key", "witness cosign",
    "keys create", "keys show", "keys create-personal-data", "keys create-views",
    "keys create-webhook",
    "keys set-up", "keys rotate", "keys revoke",
}  # fmt: skip

SCENES: dict[str, Callable[[Scene], tuple[list[str], Keys]]] = {
    "demo": city_scenes.demo,
    "up": operator_scenes.up,
    "status": operator_scenes.status,
    "trial": city_scenes.trial,
    "report": operator_scenes.report,
    "report (sending)": city_scenes.sending,
    "submissions": city_scenes.submissions,
    "receipts": city_scenes.receipts,
    "standing": city_scenes.standing,
    "measures": city_scenes.measures,
    "orders": city_scenes.orders,
    "work-list": city_scenes.work_list,
    "bid-opening": city_scenes.bid_opening,
    "rules show": operator_scenes.rules,
    "data-quality": city_scenes.data_quality,
    "effect": city_scenes.effect,
    "topics": operator_scenes.topics,
    "quarantine list": city_scenes.quarantine,
    "quarantine doubles": city_scenes.doubles,
    "dead-letters list": operator_scenes.dead_letters,
    "deliveries list": operator_scenes.deliveries,
    "accesses list": operator_scenes.accesses,
    "credential list": operator_scenes.credentials,
    "broker-access rules": operator_scenes.broker_rules,
    "broker-access list": operator_scenes.broker_list,
    "keys list": operator_scenes.keys,
}


@pytest.fixture(scope="module")
def views() -> MemoryViews:
    merged = MemoryViews()
    for worker in sample_city().workers:
        merged.values |= worker.views.values
        merged.hashes |= worker.views.hashes
    return merged


def commands() -> set[str]:
    def below(group: object, words: tuple[str, ...]) -> list[str]:
        inner = getattr(group, "commands", None)
        if inner is None:
            return [" ".join(words)]
        return [found for name, one in inner.items() for found in below(one, (*words, name))]

    return set(below(typer.main.get_command(build()), ()))


def test_every_command_is_here() -> None:
    assert commands() == NO_TABLE | (set(SCENES) - {"report (sending)"})


@pytest.mark.parametrize("width", [80, 40, None])
@pytest.mark.parametrize("name", SCENES)
def test_each_key_is_whole_on_one_line(
    name: str,
    width: int | None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    views: MemoryViews,
) -> None:
    monkeypatch.setattr(output, "_width", lambda: width)
    arguments, keys = SCENES[name](Scene(monkeypatch, tmp_path, views))
    application = build()
    if name in SHOWN:
        application = typer.Typer()
        application.callback()(lambda: None)
        application.command(name)(SHOWN[name])
    result = CliRunner().invoke(application, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    lines = result.stdout.splitlines()
    assert lines
    for key in map(visible, keys):
        assert any(key in line for line in lines), f"{key!r} is not whole in\n{result.stdout}"
    assert "…" not in result.stdout.replace("……", "")
    assert all(line.replace("\t", "").isprintable() for line in lines)
    assert width is None or "\t" not in result.stdout


def test_the_widths_of_a_terminal_are_kept_where_the_keys_fit() -> None:
    table = quarantine_table()
    assert max(map(width_of, table.lines(80))) <= 80


def quarantine_table() -> Table:
    table = Table("code", "name")
    table.add_row(CODE, "甲" * 20)
    return table
