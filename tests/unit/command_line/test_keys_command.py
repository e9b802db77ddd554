"""`safety-credit keys create-webhook` and `create-views` as an operator uses it."""

from pathlib import Path

import typer
from typer.testing import CliRunner

from services.chassis.secret_files import load_secret
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


def test_a_secret_of_views_is_made_once_and_never_shown(tmp_path: Path) -> None:
    app, file = typer.Typer(), tmp_path / "views-key"
    keys_command.register(app)
    made = CliRunner().invoke(app, ["keys", "create-views", str(file)])
    assert made.exit_code == 0
    assert file.read_text().strip() not in made.output
    secret = load_secret(file, "views")
    again = CliRunner().invoke(app, ["keys", "create-views", str(file)])
    assert (again.exit_code, "no key was made" in again.output) == (1, True)
    kept = CliRunner().invoke(app, ["keys", "create-views", str(file), "--if-missing"])
    assert kept.exit_code == 0
    assert load_secret(file, "views") == secret
