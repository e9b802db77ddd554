"""Keys from files for the commands: what can't be used ends a command with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from services.chassis.signing import KeyUnusableError, SigningKey, load_key

if TYPE_CHECKING:
    from services.scoring.settings import ScoringSettings


def usable_key(file: Path) -> SigningKey:
    """Return the private key in a file, or end with 1 and say why not."""
    try:
        return load_key(file)
    except KeyUnusableError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def signing_key(settings: ScoringSettings) -> SigningKey:
    """Return the key that the settings name, or end with 1 and say why not."""
    if settings.signing_key is None:
        typer.echo("SIGNING_KEY 未设置 is not set: `safety-credit keys create FILE`", err=True)
        raise typer.Exit(1)
    return usable_key(settings.signing_key)
