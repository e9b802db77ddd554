"""The decision log as the commands read it: from an export or the topics, and verified."""

import gzip
import zlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from schemas.topics import DECISION_SEALS, GRADE_CHANGES
from services.chassis.clock import Clock, clock_at, day_of, system_clock
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.signing.key_register import KeyRegister
from services.chassis.transparency.witness_policy import (
    PolicyError,
    WitnessPolicy,
    read_policy,
)
from services.scoring.adapters.decision_log.sealed_log import SealedLog
from services.scoring.adapters.decision_log.verification import Break, Verifier

from .command_settings import scoring_settings, service_settings
from .key_files import key_register
from .output import say

TOPICS = (GRADE_CHANGES.name, DECISION_SEALS.name)
ExportFile = Annotated[
    Path | None, typer.Option("--file", help="An export; default: the topics.", exists=True)
]
PolicyFile = Annotated[
    Path | None,
    typer.Option("--policy", help="Witnesses and quorum (C2SP tlog-policy).", exists=True),
]
LocatedMessage = tuple[str, bytes]  # its position on the topic or in the file, and its bytes


def read_log(file: Path | None) -> Iterator[LocatedMessage]:
    """Yield the messages of the log, from a file or (None) the topics."""
    return _in_file(file) if file else _on_topics()


def verified_log(file: Path | None, register: KeyRegister | None) -> tuple[Verifier, Break | None]:
    """Return what was read of the log, and where it does not hold."""
    verifier = Verifier(register)
    for where, value in read_log(file):
        if (wrong := verifier.add(where, value)) is not None:
            return verifier, wrong
    return verifier, verifier.finish(None if file else city_today())


def sound_log(file: Path | None, register: KeyRegister | None) -> SealedLog:
    """Return what is sealed of a log that holds, or end with 1 and say where it does not."""
    verifier, wrong = verified_log(file, register)
    if wrong is not None:
        say_break(wrong)
        raise typer.Exit(1)
    return verifier.log


def say_break(wrong: Break) -> None:
    """Say where the log does not hold."""
    say(f"不成立 BROKEN: {wrong.where}: {wrong.about}: {wrong.problem}", err=True)


def city_clock() -> Clock:
    """Return the city's clock."""
    settings = scoring_settings()
    return clock_at(settings.city_day) if settings.city_day else system_clock


def city_today() -> date:
    """Return the city's day."""
    return day_of(city_clock()())


def register_or_none(file: Path | None, authority: Path | None) -> KeyRegister | None:
    """Return the register of keys; where none is given, say that no signature is checked."""
    if file is None and authority is None:
        say("未验证签名 signatures are not checked: give --register and --authority", err=True)
        return None
    return key_register(file, authority)


def witness_policy(file: Path | None) -> WitnessPolicy | None:
    """Return the policy in a file (None: none), or end with 1 and say why not."""
    if file is None:
        return None
    try:
        return read_policy(file.read_text("utf-8"))
    except (PolicyError, UnicodeDecodeError) as error:
        say(f"{file}: 不是见证策略 no policy of witnesses: {error}", err=True)
        raise typer.Exit(1) from error


def _on_topics() -> Iterator[LocatedMessage]:
    for record in read_from_beginning(service_settings(), TOPICS):
        yield record.position, record.value or b""


def _in_file(file: Path) -> Iterator[LocatedMessage]:
    number = 0
    try:
        with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                yield f"{file.name}, line {number}", line.rstrip(b"\n")
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        where = f"第{number}行之后 after line {number}"
        say(f"{file}: gzip文件已损坏或不完整 the gzip is broken or cut off: {where}", err=True)
        raise typer.Exit(1) from error
