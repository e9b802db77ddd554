"""Keys from files for the commands: what can't be used ends a command with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from services.chassis.signing import (
    KeyUnusableError,
    PublicKey,
    SigningKey,
    load_key,
    load_public_keys,
)

from .output import say

if TYPE_CHECKING:
    from services.scoring.settings import ScoringSettings


def usable_key(file: Path) -> SigningKey:
    """Return the private key in a file, or end with 1 and say why not."""
    try:
        return load_key(file)
    except KeyUnusableError as error:
        say(str(error), err=True)
        raise typer.Exit(1) from error


def signing_key(settings: ScoringSettings) -> SigningKey:
    """Return the key that the settings name, or end with 1 and say why not."""
    if settings.signing_key is None:
        say("SIGNING_KEY 未设置 is not set: `safety-credit keys create FILE`", err=True)
        raise typer.Exit(1)
    return usable_key(settings.signing_key)


def public_keys(files: list[Path] | None, settings: ScoringSettings) -> dict[str, PublicKey]:
    """Return the public keys in files (none: that of the settings), or end with 1 and say why."""
    if not files:
        public = signing_key(settings).public
        return {public.id: public}
    try:
        return load_public_keys(files)
    except KeyUnusableError as error:
        say(str(error), err=True)
        raise typer.Exit(1) from error
