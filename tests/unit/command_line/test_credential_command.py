"""`safety-credit credential` as a person uses it."""

from pathlib import Path

import typer
from typer.testing import CliRunner

from services.chassis.clock import system_clock
from services.chassis.http.credentials import CredentialFile
from services.command_line import credential_command


def run(file: Path, *arguments: str) -> tuple[int, str, str]:
    app = typer.Typer()
    credential_command.register(app)
    result = CliRunner().invoke(
        app, ["credential", *arguments, "--file", str(file)], env={"COLUMNS": "200"}
    )
    return result.exit_code, result.stdout, result.stderr


def test_a_credential_from_its_making_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "credentials.json"
    code, token, note = run(file, "add", "--department", "fire")
    assert (code, token.count("\n")) == (0, 1)
    assert "shown only now" in note
    found = CredentialFile(file).find(token.strip(), system_clock())
    assert found is not None
    assert found.holder == "fire"

    code, listed, _ = run(file, "list")
    assert code == 0
    assert found.id in listed
    assert "holds" in listed
    assert token.strip().split(".")[2] not in listed

    assert run(file, "revoke", found.id)[0] == 0
    assert CredentialFile(file).find(token.strip(), system_clock()) is None
    assert "revoked" in run(file, "list")[1]
    code, output, error = run(file, "revoke", found.id)
    assert (code, output) == (1, "")
    assert "was revoked before" in error


def test_a_reader_with_scopes_until_a_day(tmp_path: Path) -> None:
    file = tmp_path / "credentials.json"
    code, token, _ = run(
        file,
        *("add", "--reader", "a bank", "--scope", "standings:read", "--scope", "measures:read"),
        *("--expires-on", "2999-01-01"),
    )
    assert code == 0
    found = CredentialFile(file).find(token.strip(), system_clock())
    assert found is not None
    assert found.scopes == ("measures:read", "standings:read")
    assert found.expires_at is not None
    assert found.expires_at.isoformat() == "2998-12-31T16:00:00Z".replace("Z", "+00:00")


def test_mistakes_are_refused_and_named(tmp_path: Path) -> None:
    file = tmp_path / "credentials.json"
    for arguments, said in (
        (("add",), "--department, --enterprise or --reader"),
        (("add", "--department", "fire", "--reader", "a bank"), "--enterprise or --reader"),
        (("add", "--department", "fire", "--purpose", "loans"), "those of a reader"),
        (("add", "--enterprise", "1"), "no unified social credit code"),
        (("add", "--reader", "91350100M000100Y43", "--scope", "standings:read"), "another name"),
        (("add", "--department", "police"), "police"),
        (("add", "--reader", "a bank", "--scope", "everything"), "everything"),
        (("add", "--department", "fire", "--expires-on", "2020-01-01"), "past"),
        (("revoke", "nobody"), "nobody"),
    ):
        code, output, error = run(file, *arguments)
        assert code == 2, arguments
        assert said in error, arguments
        assert output == ""
    assert not file.exists()
