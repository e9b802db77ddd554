"""`safety-credit`: one command line for departments, operators and the curious."""

from importlib import import_module

import typer

COMMANDS = ("local", "pipe", "report", "standing", "topics", "dead_letters", "views", "credential")


def build() -> typer.Typer:
    """Return the application with every command registered."""
    app = typer.Typer(
        name="safety-credit",
        help="A city's work-safety credit, live.",
        no_args_is_help=True,
        pretty_exceptions_show_locals=False,
    )
    for name in COMMANDS:
        import_module(f"services.command_line.{name}_command").register(app)
    return app


def main() -> None:
    """Run the command line."""
    build()()
