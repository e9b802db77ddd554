"""A unified code as an argument of a command."""

import typer

from schemas.vocabulary.written_code import NotACodeError, written_code


def code_argument(text: str, option: str = "code") -> str:
    """Return the code, tidy. Raises typer.BadParameter (exit code 2) where it can't be one."""
    try:
        return written_code(text)
    except NotACodeError as error:
        raise typer.BadParameter(str(error), param_hint=option) from error
