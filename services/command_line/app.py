"""`safety-credit`: one command line for departments, operators and the curious."""

import logging
import sys

import typer

from .command_table import COMMANDS
from .lazy_commands import root
from .output import say
from .shell_environment import where_to_look

NAME, HELP = "safety-credit", "A city's work-safety credit, live."


def build() -> typer.Typer:
    """Return the application; the module of a command is imported when the command is called."""
    app = typer.Typer(
        cls=root(NAME, HELP, COMMANDS),
        rich_markup_mode=None,  # its boxes cut and break what is to be typed
        pretty_exceptions_enable=False,
    )
    app.callback()(_nothing)
    return app


def _nothing() -> None:
    """Take no options beside those of the commands."""


def main() -> None:
    """Run the command line; where a server does not answer, say which, and end with 1."""
    logging.getLogger().addHandler(logging.NullHandler())  # the clients' own words are not for here
    try:
        build()()
    except Exception as error:
        from services.chassis.unreachable import explained  # noqa: PLC0415 - heavy: when it fails

        why = explained(error)
        if why is None:
            raise
        say(why, *where_to_look().splitlines(), err=True)
        sys.exit(1)
