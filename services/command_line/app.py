"""`safety-credit`: one command line for departments, operators and the curious."""

import sys
from importlib import import_module

import typer

from services.chassis.unreachable import UNREACHABLE

from .answers import AnsweringGroup, say

COMMANDS = (
    "local",
    "status",
    "city",
    "trial",
    "pipe",
    "report",
    "submissions",
    "standing",
    "measures",
    "bid_opening",
    "rules",
    "certificate",
    "audit",
    "keys",
    "data_quality",
    "effect",
    "topics",
    "quarantine",
    "dead_letters",
    "deliveries",
    "service_acts",
    "views",
    "credential",
    "contacts",
    "broker_access",
)


def build() -> typer.Typer:
    """Return the application with every command registered."""
    app = typer.Typer(
        name="safety-credit",
        help="A city's work-safety credit, live.",
        no_args_is_help=True,
        cls=AnsweringGroup,
        rich_markup_mode=None,  # its boxes cut and break what is to be typed
        pretty_exceptions_enable=False,
    )
    for name in COMMANDS:
        import_module(f"services.command_line.{name}_command").register(app)
    for group in app.registered_groups:
        if group.typer_instance is not None:
            group.typer_instance.info.cls = AnsweringGroup
    return app


def main() -> None:
    """Run the command line; where a server can't be reached, say so and end with 1."""
    try:
        build()()
    except UNREACHABLE as error:
        say(
            f"无法连接 / not reachable: {error}",
            "KAFKA_BOOTSTRAP_SERVERS and REDIS_URL say where the system is; `make up` starts one "
            "and writes them to var/up/environment",
            err=True,
        )
        sys.exit(1)
