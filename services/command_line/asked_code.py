"""A unified code that was typed as an argument."""

import typer

from schemas.vocabulary.written_code import NotACodeError, written_code


def asked_code(text: str, option: str = "code") -> str:
    """Return the code, tidy. Raises typer.BadParameter (exit code 2) where it can't be one."""
    try:
        return written_code(text)
    except NotACodeError as error:
        raise typer.BadParameter(str(error), param_hint=option) from error
