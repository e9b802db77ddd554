"""`safety-credit keys create-webhook` as an operator uses it."""

from pathlib import Path

import typer
from typer.testing import CliRunner

from services.command_line import keys_command
from services.notify.adapters.webhooks.secret import load_webhook_key


def run(*arguments: str) -> tuple[int, str]:
    app = typer.Typer()
    keys_command.register(app)
    result = CliRunner().invoke(app, ["keys", "create-webhook", *arguments])
    return result.exit_code, result.output


def test_a_key_is_made_once_and_never_shown(tmp_path: Path) -> None:
    file = tmp_path / "webhook-key"
    code, said = run(str(file))
    assert code == 0
    assert file.read_text().strip() not in said
    secret = load_webhook_key(file).secret("one", 1)
    code, said = run(str(file))
    assert code == 1
    assert "no key was made" in said
    assert run(str(file), "--if-missing")[0] == 0
    assert load_webhook_key(file).secret("one", 1) == secret


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    code, said = run(str(tmp_path / "nowhere" / "webhook-key"))
    assert code == 1
    assert "nowhere" in said
