"""The one door: a line is a line, a complaint of text of strangers too, help cuts nothing."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from services.command_line import output
from services.command_line.app import build
from services.command_line.output import AnsweringGroup, put, say

HOSTILE = "[/red]\x1b]8;;x\x07\u202e甲\t乙\r\n丙"


def test_each_text_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    say(HOSTILE, "[bold]b[/bold]", err=False)
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["[/red]\\x1b]8;;x\\x07\\u202e甲\\t乙\\r\\n丙", "[bold]b[/bold]"]


@pytest.mark.parametrize(("terminal", "shown"), [(False, b"\xc2\x9b\n"), (True, b"\\u009b\n")])
def test_json_goes_out_as_it_is_but_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: object, terminal: bool, shown: bytes
) -> None:
    monkeypatch.setattr(output.sys.stdout, "isatty", lambda: terminal, raising=False)
    put("\x9b".encode())
    assert capfdbinary.readouterr().out == shown  # type: ignore[attr-defined]  # the fixture's


def test_a_complaint_of_text_of_strangers_does_nothing() -> None:
    application = typer.Typer(cls=AnsweringGroup, rich_markup_mode=None)
    application.callback()(lambda: None)

    @application.command()
    def fails() -> None:
        raise typer.BadParameter(HOSTILE)

    result = CliRunner().invoke(application, ["fails"])
    assert result.exit_code == 2
    assert "Error: Invalid value: [/red]\\x1b]8;;x\\x07\\u202e甲\\t乙\\r\\n丙\n" in result.stderr


def test_a_file_of_text_of_strangers_is_complained_of_as_text(tmp_path: Path) -> None:
    file = tmp_path / "bidders"
    file.write_text("x\x1b[31m\u202e\n")
    words = ["bid-opening", str(file), "--lot", "x", "--value", "1"]
    result = CliRunner().invoke(build(), words)
    assert result.exit_code == 2
    assert "\x1b" not in result.output
    assert "\u202e" not in result.output


@pytest.mark.parametrize("columns", ["80", "40", "20"])
def test_help_cuts_no_option_and_no_sentence(columns: str) -> None:
    def below(group: object, words: tuple[str, ...]) -> list[tuple[tuple[str, ...], object]]:
        inner = getattr(group, "commands", {})
        found: list[tuple[tuple[str, ...], object]] = [(words, group)]
        for name, one in inner.items():
            found += below(one, (*words, name))
        return found

    for words, command in below(typer.main.get_command(build()), ()):
        result = CliRunner().invoke(build(), [*words, "--help"], env={"COLUMNS": columns})
        assert result.exit_code == 0
        shown = result.output.split()
        # A list knows no options: the command itself does.
        loaded = command.loaded() if hasattr(command, "loaded") else command
        for parameter in getattr(loaded, "params", ()):
            for option in parameter.opts:
                if option.startswith("--"):
                    assert option in {each.rstrip(",") for each in shown}, (words, option)
        assert "…" not in result.output
        for name in getattr(command, "commands", {}):
            assert name in shown, (words, name)
        listed = result.output.partition("Commands:")[2]
        assert "..." not in listed, words
