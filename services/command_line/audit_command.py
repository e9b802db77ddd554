"""`safety-credit audit`: seal the decision log, export it, verify it alone."""

import gzip
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from services.chassis.signing.key_register import (
    KeyRegister,
    NoKeyInForceError,
    RegisterError,
)
from services.chassis.signing.keys import KeyUnusableError
from services.chassis.transparency.witness_policy import WitnessPolicy
from services.scoring.adapters.decision_log.sealed_log import SealedLog
from services.scoring.adapters.decision_log.witnessed import (
    NEWEST_DAYS,
    NotWitnessedLogError,
    statements_on,
    witnessed,
)
from services.scoring.sealer import SealNotOursError, seal_line
from services.scoring.sealer import seal as seal_days

from .audit_proofs import register_proofs
from .audited_log import (
    ExportFile,
    PolicyFile,
    city_today,
    read_log,
    register_or_none,
    say_break,
    verified_log,
    witness_policy,
)
from .command_settings import scoring_settings
from .key_files import AuthorityFile, RegisterFile, key_register, sealing_keys
from .output import say

AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of", formats=["%Y-%m-%d"], help="Whether it held on this day; default: today."
    ),
]
Witnessed = Annotated[
    list[Path] | None,
    typer.Option(
        "--witnessed", help="A cosigned checkpoint, from a witness; may be repeated.", exists=True
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    audit = typer.Typer(help="决定日志 / The decision log.", no_args_is_help=True)
    audit.command("seal")(seal)
    audit.command("export")(export)
    audit.command("verify")(verify)
    register_proofs(audit)
    app.add_typer(audit, name="audit")


def seal(
    follow: Annotated[bool, typer.Option("--follow", help="Go on until interrupted.")] = False,
) -> None:
    """Seal the days that are over: sign the log as it is at the end of each."""
    settings = scoring_settings()
    keys = sealing_keys(settings)
    try:
        count = seal_days(
            settings, keys, forever=follow, say=lambda new_seal: say(seal_line(new_seal))
        )
    except (KeyUnusableError, NoKeyInForceError, RegisterError, SealNotOursError) as error:
        say(f"停止封存 not sealed: {error}", err=True)
        raise typer.Exit(1) from error
    say(f"{count} 日已封存 days sealed")


def export(file: Annotated[Path, typer.Argument(help="JSON lines; .gz is packed.")]) -> None:
    """Write all grade changes and seals to a file, for whoever verifies them elsewhere."""
    count = 0
    with gzip.open(file, "wb") if file.suffix == ".gz" else file.open("wb") as out:
        for _, value in read_log(None):
            out.write(value + b"\n")
            count += 1
    say(f"{count} -> {file}")


def verify(  # noqa: PLR0913, PLR0917 - what one may demand
    file: ExportFile = None,
    register_file: RegisterFile = None,
    authority: AuthorityFile = None,
    as_of: AsOf = None,
    policy: PolicyFile = None,
    witnessed_files: Witnessed = None,
    newest: Annotated[
        int, typer.Option("--newest", min=0, help="Days for which a witness's word counts.")
    ] = NEWEST_DAYS,
) -> None:
    """Verify the decision log alone: the first break is named, with where it stands.

    With --policy it has to continue what each witness saw, and a quorum has to have seen it of
    late.
    """
    keys = key_register(register_file, authority) if policy else None
    keys = keys or register_or_none(register_file, authority)
    believed = witness_policy(policy)
    verifier, wrong = verified_log(file, keys)
    on = as_of.date() if as_of else city_today()
    wrong = wrong or verifier.outlived(on)
    if wrong is not None:
        say_break(wrong)
        raise typer.Exit(1)
    seals = verifier.seals
    told = None
    if believed is not None and keys is not None:
        told = _witnessed(verifier.log, witnessed_files or [], believed, keys, on, newest)
    say(f"成立 holds: {verifier.count} 次等级变化 grade changes, {len(seals)} 个封存 seals")
    for each in verifier.unsealed:
        say(f"尚未封存 not sealed yet, so not proved: {each}")
    if seals:
        say(f"最后封存 last seal: {seals[-1].day}, {seals[-1].number}, {seals[-1].hash}")
    if told is not None:
        say(told)


def _witnessed(  # noqa: PLR0913, PLR0917 - the log, what is said of it, and what is demanded
    log: SealedLog,
    files: list[Path],
    policy: WitnessPolicy,
    keys: KeyRegister,
    on: date,
    newest: int,
) -> str:
    """Return what witnesses say of the log, or end with 1 where they contradict it or are few."""
    statements, where = [], "-"
    try:
        for file in files:
            where = file.name
            statements += statements_on(file.read_text("utf-8"), policy, keys)[1]
        where = "-"
        found = witnessed(log, statements, policy, on, timedelta(days=newest))
    except (NotWitnessedLogError, UnicodeDecodeError) as error:
        say(f"不成立 BROKEN: {where}: {error}", err=True)
        raise typer.Exit(1) from error
    names, behind = ", ".join(found.names), len(log.changes) - found.size
    return f"见证 witnessed: {names}; 尚未见证 not witnessed yet: {behind} 次 grade changes"
