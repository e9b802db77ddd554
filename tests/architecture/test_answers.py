"""What commands show goes out by one door, where text of strangers can do nothing."""

import ast

import pytest

from tests.support.source_tree import ROOT, called, modules

DOOR = {ROOT / "services/command_line/output.py"}
# Programs of their own, which a supervisor starts: what they print is theirs alone.
PROGRAMS = {
    ROOT / "services/scoring/sealer.py",
    ROOT / "development/brokers/__main__.py",
}
COMMANDS = [path for path in modules("services/command_line") if path not in DOOR | PROGRAMS]
FORBIDDEN = {"typer.echo", "typer.secho", "click.echo", "print", "console.print", "Console().print"}


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)
def test_a_command_prints_through_the_door_alone(path):
    names = [name for name, _ in called(path)]
    assert [name for name in names if name in FORBIDDEN] == []


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)
def test_a_table_is_laid_out_by_the_one_module(path):
    imported = [
        node.module
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module
    ]
    assert not {"rich.table", "rich.text", "rich.markup"} & set(imported)
