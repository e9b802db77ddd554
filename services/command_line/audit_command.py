"""`safety-credit audit`: seal the decision log, export it, verify it alone."""

import gzip
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from schemas.codec import to_json
from schemas.decision_entry import GradeChangeEntry, Seal, read_entry
from schemas.decision_log import holds, inclusion_proof
from schemas.topics import DECISION_SEALS, GRADE_CHANGES
from services.chassis.clock import clock_at, day_of, system_clock
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.signing.key_register import (
    KeyRegister,
    NoKeyInForceError,
    RegisterError,
)
from services.scoring.adapters.decision_log.verification import Break, Verifier, altered, problem_of
from services.scoring.sealer import SealNotOursError, seal_line
from services.scoring.sealer import seal as seal_days

from .code_argument import code_argument
from .command_settings import scoring_settings, service_settings
from .key_files import AuthorityFile, RegisterFile, key_register, sealing_keys
from .output import put, say

TOPICS = (GRADE_CHANGES.name, DECISION_SEALS.name)
File = Annotated[
    Path | None, typer.Option("--file", help="An export; default: the topics.", exists=True)
]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", formats=["%Y-%m-%d"], help="Whether it held on this day; default: today."
    ),
]
NO_CHANGE = "日志中没有该次变化 there is no such grade change in the log"
LocatedMessage = tuple[str, bytes]  # its position on the topic or in the file, and its bytes


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """A grade change and that it is under a seal: enough to check it with the public key alone.

    Both are the text of the messages as published, of which the hashes are.
    """

    change: str
    proof: tuple[str, ...]
    seal: str


def register(app: typer.Typer) -> None:
    """Add the commands."""
    audit = typer.Typer(help="决定日志 / The decision log.", no_args_is_help=True)
    audit.command("seal")(seal)
    audit.command("export")(export)
    audit.command("verify")(verify)
    audit.command("prove")(prove)
    audit.command("check")(check)
    app.add_typer(audit, name="audit")


def seal(
    follow: Annotated[bool, typer.Option("--follow", help="Go on until interrupted.")] = False,
) -> None:
    """Seal the days that are over: sign the root over each day's grade changes."""
    settings = scoring_settings()
    keys = sealing_keys(settings)
    try:
        count = seal_days(
            settings, keys, forever=follow, say=lambda new_seal: say(seal_line(new_seal))
        )
    except (NoKeyInForceError, RegisterError, SealNotOursError) as error:
        say(f"停止封存 not sealed: {error}", err=True)
        raise typer.Exit(1) from error
    say(f"{count} 日已封存 days sealed")


def export(file: Annotated[Path, typer.Argument(help="JSON lines; .gz is packed.")]) -> None:
    """Write all grade changes and seals to a file, for whoever verifies them elsewhere."""
    count = 0
    with gzip.open(file, "wb") if file.suffix == ".gz" else file.open("wb") as out:
        for _, value in _on_topics():
            out.write(value + b"\n")
            count += 1
    say(f"{count} -> {file}")


def verify(
    file: File = None,
    register_file: RegisterFile = None,
    authority: AuthorityFile = None,
    as_of: AsOf = None,
) -> None:
    """Verify the decision log alone: the first break is named, with where it stands."""
    keys = _register(register_file, authority)
    verifier, wrong = _verified(file, keys)
    wrong = wrong or verifier.outlived(as_of.date() if as_of else _today())
    if wrong is not None:
        say(f"不成立 BROKEN: {wrong.where}: {wrong.about}: {wrong.problem}", err=True)
        raise typer.Exit(1)
    seals = verifier.seals
    say(f"成立 holds: {verifier.count} 次等级变化 grade changes, {len(seals)} 个封存 seals")
    for each in verifier.unsealed:
        say(f"尚未封存 not sealed yet, so not proved: {each}")
    if seals:
        say(f"最后封存 last seal: {seals[-1].day}, {seals[-1].number}, {seals[-1].hash}")
    _say_unsigned(keys)


def prove(
    code: Annotated[str, typer.Argument(help="Unified social credit code.")],
    number: Annotated[int, typer.Argument(help="Which of its grade changes, from 1.")],
    file: File = None,
) -> None:
    """Print the proof that one grade change is under its day's seal."""
    code = code_argument(code)
    verifier, wrong = _verified(file, None)
    sealed = verifier.sealed(code, number)
    if wrong is not None or sealed is None:
        nothing = "该次变化未封存 not sealed yet" if verifier.has(code, number) else NO_CHANGE
        what = f"{wrong.where}: {wrong.about}: {wrong.problem}" if wrong else nothing
        say(f"无法证明 no proof of {code} {number}: {what}", err=True)
        raise typer.Exit(1)
    answer = Proof(
        change=sealed.change.value.decode(),
        proof=inclusion_proof(sealed.hashes, sealed.index),
        seal=sealed.seal.value.decode(),
    )
    put(to_json(answer))


def check(
    file: Annotated[Path, typer.Argument(help="A proof.", exists=True)],
    register_file: RegisterFile = None,
    authority: AuthorityFile = None,
) -> None:
    """Check a proof with the register of keys alone."""
    keys = _register(register_file, authority)
    try:
        change, steps, seal = _proof_in(file)
    except ValueError as error:
        say(f"{file}: 不是证明 no proof: {error}", err=True)
        raise typer.Exit(1) from error
    problem = problem_of(seal, keys) or altered(change)
    if problem is None and not holds(change.hash, steps, seal.root):
        problem = "the grade change is not under the root"
    if problem is not None:
        say(f"不成立 BROKEN: {problem}", err=True)
        raise typer.Exit(1)
    say(
        f"成立 holds: {change.subject} {change.number}, {change.from_grade} -> {change.to_grade}, "
        f"{seal.day}"
    )
    _say_unsigned(keys)


def _proof_in(file: Path) -> tuple[GradeChangeEntry, tuple[str, ...], Seal]:
    """Return what a proof says. Raises ValueError where it is none."""
    proof = msgspec.json.decode(file.read_bytes(), type=Proof)
    change, seal = read_entry(proof.change.encode()), read_entry(proof.seal.encode())
    if not isinstance(change, GradeChangeEntry) or not isinstance(seal, Seal):
        raise ValueError("it is not of a grade change and a seal")
    return change, proof.proof, seal


def _verified(file: Path | None, register: KeyRegister | None) -> tuple[Verifier, Break | None]:
    verifier = Verifier(register)
    for where, value in _in_file(file) if file else _on_topics():
        if (wrong := verifier.add(where, value)) is not None:
            return verifier, wrong
    return verifier, verifier.finish(None if file else _today())


def _today() -> date:
    settings = scoring_settings()
    return day_of((clock_at(settings.city_day) if settings.city_day else system_clock)())


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


def _say_unsigned(register: KeyRegister | None) -> None:
    if register is None:
        say("未验证签名 signatures were not checked: give --register and --authority", err=True)


def _register(file: Path | None, authority: Path | None) -> KeyRegister | None:
    return None if file is None and authority is None else key_register(file, authority)
