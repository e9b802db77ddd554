"""Keys from files for the commands: what can't be used ends a command with the reason."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from services.chassis.secret_files import SecretUnusableError
from services.chassis.signing.key_register import KeyPurpose, KeyRegister, RegisterError
from services.chassis.signing.keyring import Keyring
from services.chassis.signing.keys import (
    KeyUnusableError,
    SigningKey,
    load_key,
    load_public_key,
)
from services.chassis.signing.register_file import load_register
from services.chassis.subject_keys import MasterKey, load_master_key

from .output import say

if TYPE_CHECKING:
    from services.scoring.settings import ScoringSettings


class SuiteName(StrEnum):
    """The suites, as they are typed."""

    ED25519 = "ed25519"
    SM2_SM3 = "sm2-sm3"


SuiteOption = Annotated[SuiteName, typer.Option("--suite", help="What kind of key.")]

IfMissing = Annotated[bool, typer.Option("--if-missing", help="Leave what is there, and end well.")]
RegisterFile = Annotated[
    Path | None,
    typer.Option("--register", envvar="KEY_REGISTER", help="The city's register of keys."),
]
AuthorityFile = Annotated[
    Path | None,
    typer.Option(
        "--authority", envvar="KEY_AUTHORITY", help="The public key that has signed the register."
    ),
]


def usable_key(file: Path) -> SigningKey:
    """Return the private key in a file, or end with 1 and say why not."""
    try:
        return load_key(file)
    except KeyUnusableError as error:
        say(str(error), err=True)
        raise typer.Exit(1) from error


def usable_master_key(file: Path) -> MasterKey:
    """Return the master key of personal data in a file, or end with 1 and say why not."""
    try:
        return load_master_key(file)
    except SecretUnusableError as error:
        say(str(error), err=True)
        raise typer.Exit(1) from error


def key_register(file: Path | None, authority: Path | None) -> KeyRegister:
    """Return the register in a file, or end with 1 and say why not."""
    if file is None or authority is None:
        say("须给出登记册和其签发公钥 give --register and --authority", err=True)
        raise typer.Exit(1)
    try:
        return load_register(file, load_public_key(authority))
    except (KeyUnusableError, RegisterError) as error:
        say(str(error), err=True)
        raise typer.Exit(1) from error


def sealing_keys(settings: ScoringSettings) -> Keyring:
    """Return what seals, by the settings, or end with 1 and say why not."""
    return _keyring(KeyPurpose.SEALS, settings, "SEALING_KEYS", settings.sealing_keys)


def certificate_keys(settings: ScoringSettings) -> Keyring:
    """Return what signs certificates, by the settings, or end with 1 and say why not."""
    return _keyring(
        KeyPurpose.CERTIFICATES, settings, "CERTIFICATE_KEYS", settings.certificate_keys
    )


def _keyring(
    purpose: KeyPurpose, settings: ScoringSettings, name: str, keys: tuple[Path, ...]
) -> Keyring:
    register, authority = settings.key_register, settings.key_authority
    if register is None or authority is None or not keys:
        say(
            f"{name}, KEY_REGISTER, KEY_AUTHORITY 未全部设置 are not all set:"
            " `safety-credit keys set-up FOLDER`",
            err=True,
        )
        raise typer.Exit(1)
    try:
        return Keyring.of_files(purpose, register, authority, keys)
    except (KeyUnusableError, RegisterError) as error:
        say(str(error), err=True)
        raise typer.Exit(1) from error
