"""The command `report`, run in this process."""

import typer
from typer.testing import CliRunner, Result

from services.command_line.report_command import register


def run(*arguments: str) -> Result:
    app = typer.Typer()
    app.callback()(lambda: None)
    register(app)
    return CliRunner().invoke(app, ["report", *arguments])
