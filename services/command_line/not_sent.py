"""What a command says where reports could not be sent: which server is away, and exit code 4."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from services.chassis.unreachable import explained
from services.intake.adapters.desk import NotTakenError

from .answers import say
from .own_environment import where_to_look

NOT_TAKEN_CODE = 4


@contextmanager
def not_sent_is_told() -> Iterator[None]:
    """End with NOT_TAKEN_CODE where a server is away, saying which; other errors are raised."""
    try:
        yield
    except Exception as error:
        why = str(error) if isinstance(error, NotTakenError) else explained(error)
        if why is None:
            raise
        say(f"未送达 not sent: {why}", *where_to_look().splitlines(), err=True)
        raise typer.Exit(NOT_TAKEN_CODE) from error
