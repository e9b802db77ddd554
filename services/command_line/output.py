"""The output of commands: the one module that prints, with text of strangers made harmless.

Each text given is one line: what strangers put into it to colour, move or break lines is shown
as an escape. For programs there is `--json`, which goes out as it is.
"""

import shutil
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from services.chassis.text.visible_text import visible, visible_json

from .tables import Table

_WHOLE = 1000  # characters; no sentence has as many


def say(*lines: str, err: bool = False) -> None:
    """Print lines, to the standard error where they are no answer but about it."""
    for line in lines:
        typer.echo(visible(line), err=err)


def show_table(table: Table) -> None:
    """Print a table: as wide as the terminal is, or for a pipe."""
    for line in table.lines(_width()):
        typer.echo(line)


def _width() -> int | None:
    """Return the columns of the terminal; None where nobody sees an edge."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


class AnsweringGroup(TyperGroup):
    """Commands whose complaints show text of strangers escaped, too, and whose list is whole."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as the library
        """Write each command with the whole first sentence of what it does."""
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, each.get_short_help_str(_WHOLE)) for name, each in commands if each]
            )

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as the library has it
        """Run the command. Raises what it raises."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = visible(error.message)
            raise


def put(line: bytes) -> None:
    """Print a line of JSON for a program; on a terminal what it means is the same, but visible."""
    if sys.stdout.isatty():
        line = visible_json(line.decode(errors="replace")).encode()
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()
