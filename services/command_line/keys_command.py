"""`safety-credit keys`: make keys, show their public part, and give them a life."""

from pathlib import Path
from typing import Annotated

import typer

from services.chassis.secret_files import create_secret
from services.chassis.signing.keys import SUITES, create_key
from services.chassis.signing.suites import SuiteMissingError

from .key_files import IfMissing, SuiteName, SuiteOption, usable_key
from .key_lives import register_commands
from .output import say


def register(app: typer.Typer) -> None:
    """Add the commands."""
    keys = typer.Typer(help="签名密钥 / Keys that sign.", no_args_is_help=True)
    keys.command("create")(create)
    keys.command("show")(show)
    keys.command("create-webhook")(create_webhook)
    register_commands(keys)
    keys.command("create-views")(create_views)
    keys.command("create-personal-data")(create_personal_data)
    app.add_typer(keys, name="keys")


def create(
    file: Annotated[Path, typer.Argument(help="Where the private key goes.")],
    suite: SuiteOption = SuiteName.ED25519,
    if_missing: IfMissing = False,
) -> None:
    """Make a key: FILE is the private one (for its owner alone), FILE.pub the public."""
    if if_missing and file.exists():
        say(f"{file}: 已存在，未改动 is there already, and left as it is")
        return
    public = file.with_name(f"{file.name}.pub")
    if public.exists():
        say(f"{public}: 已存在 is there already", err=True)
        raise typer.Exit(1)
    try:
        key = create_key(file, SUITES[suite])
    except (OSError, SuiteMissingError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        say(f"{file}: {why}: 未生成 no key was made", err=True)
        raise typer.Exit(1) from error
    public.write_text(key.public.pem)
    say(f"{key.public.id}: {file} (私钥 private, 勿外传 keep it), {public} (公钥 public)")


def show(file: Annotated[Path, typer.Argument(help="A private key.", exists=True)]) -> None:
    """Print the public part of a key."""
    say(*usable_key(file).public.pem.splitlines())


def create_views(
    file: Annotated[Path, typer.Argument(help="Where the secret goes.")],
    if_missing: IfMissing = False,
) -> None:
    """Make the secret by which views prove themselves to who reads them (VIEWS_KEY)."""
    _create_secret(
        file,
        if_missing,
        "换掉它，须重建视图 / private, keep it: with another one the views are to be rebuilt",
    )


def create_webhook(
    file: Annotated[Path, typer.Argument(help="Where the key goes.")],
    if_missing: IfMissing = False,
) -> None:
    """Make the key from which the secrets of all subscriptions follow (WEBHOOK_KEY)."""
    _create_secret(
        file,
        if_missing,
        "换掉它，所有订阅的密钥都变 / private, keep it: with another one every subscription has"
        " another secret",
    )


def create_personal_data(
    file: Annotated[Path, typer.Argument(help="Where the key goes.")],
    if_missing: IfMissing = False,
) -> None:
    """Make the master key of personal data (PERSONAL_DATA_KEY)."""
    _create_secret(
        file,
        if_missing,
        "丢了它，所有联系方式都无法读取 / private, keep it: without it no contact can be read",
    )


def _create_secret(file: Path, if_missing: bool, advice: str) -> None:
    """Make a file of 32 random bytes, and say what becomes of who loses it."""
    if if_missing and file.exists():
        say(f"{file}: 已存在，未改动 is there already, and left as it is")
        return
    try:
        create_secret(file)
    except OSError as error:
        say(f"{file}: {error.strerror}: 未生成 no key was made", err=True)
        raise typer.Exit(1) from error
    say(f"{file} (私钥，勿外传：{advice})")
