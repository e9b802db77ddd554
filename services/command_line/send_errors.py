"""Reports that could not be sent: the message that names the server, and exit code 4."""

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from services.chassis.unreachable import explained
from services.intake.adapters.submissions.desk import SubmissionNotAcknowledgedError

from .output import say
from .shell_environment import where_to_look

NOT_SENT_CODE = 4


@contextmanager
def exit_where_not_sent() -> Iterator[None]:
    """End with NOT_TAKEN_CODE where a server is away, saying which; other errors are raised."""
    try:
        yield
    except Exception as error:
        why = str(error) if isinstance(error, SubmissionNotAcknowledgedError) else explained(error)
        if why is None:
            raise
        say(f"未送达 not sent: {why}", *where_to_look().splitlines(), err=True)
        raise typer.Exit(NOT_SENT_CODE) from error
