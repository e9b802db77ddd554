"""`safety-credit witness`: another office cosigns the checkpoints that continue its last one."""

from pathlib import Path
from typing import Annotated

import typer

from services.chassis.signing.keys import KeyUnusableError
from services.chassis.transparency.cosignature import CosignatureError, Cosigner
from services.chassis.transparency.tiles import TilesError, request_from_tiles
from services.chassis.transparency.witness import (
    AddCheckpoint,
    NotWitnessedError,
    Witness,
    read_request,
)
from services.scoring.adapters.decision_log.sealed_log import SealedLog

from .audited_log import ExportFile, city_clock, sound_log
from .key_files import AuthorityFile, RegisterFile, key_register, usable_key
from .output import say

REFUSED = (
    CosignatureError,
    KeyUnusableError,
    NotWitnessedError,
    TilesError,
    UnicodeDecodeError,
)
Key = Annotated[Path, typer.Option("--key", help="The witness's private key.", exists=True)]
Name = Annotated[str, typer.Option("--name", help="Its name, as audit.city.gov.cn/witness.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="见证 / Witnesses of the decision log.", no_args_is_help=True)
    group.command("key")(key)
    group.command("cosign")(cosign)
    app.add_typer(group, name="witness")


def key(key: Key, name: Name) -> None:
    """Print the witness's name and public key in one word, as a policy has them."""
    try:
        say(Cosigner(name, usable_key(key).public).vkey)
    except CosignatureError as error:
        say(str(error), err=True)
        raise typer.Exit(1) from error


def cosign(  # noqa: PLR0913, PLR0917 - a witness, what it knows, and what it is asked
    key: Key,
    name: Name,
    state: Annotated[
        Path, typer.Option("--state", help="Its last checkpoint, cosigned: publish it.")
    ],
    request: Annotated[
        Path | None,
        typer.Option("--request", help="From `audit consistency`; default: the log.", exists=True),
    ] = None,
    tiles: Annotated[
        Path | None,
        typer.Option("--tiles", help="From `audit tiles`, in place of it.", exists=True),
    ] = None,
    file: ExportFile = None,
    register_file: RegisterFile = None,
    authority: AuthorityFile = None,
) -> None:
    """Cosign the last checkpoint if it continues the one that was cosigned before.

    It reads a request, or the hashes of the log, or the whole log: then it verifies all of it too.
    """
    keys = key_register(register_file, authority)
    try:
        witness = Witness(name, usable_key(key), state, keys)
        last = witness.last
        old = last.size if last else 0
        if request is not None:
            asked = read_request(request.read_text("utf-8"))
        elif tiles is not None:
            asked = request_from_tiles(tiles, old)
        else:
            asked = _from_log(sound_log(file, keys), old)
        cosignature = witness.add(asked, city_clock()())
    except REFUSED as error:
        say(f"不予见证 NOT COSIGNED: {error}", err=True)
        raise typer.Exit(1) from error
    say(cosignature.line.rstrip("\n"))
    kept = witness.last
    if kept is not None:
        say(f"{state}: {kept.size} 次等级变化 grade changes, {kept.day}", err=True)


def _from_log(log: SealedLog, old: int) -> AddCheckpoint:
    request = log.request(old)
    if request is None:
        raise NotWitnessedError(
            f"the log has {len(log.changes)} grade changes under a seal, and {old} were cosigned"
            " here: its end was cut off"
        )
    return request
