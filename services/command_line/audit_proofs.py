"""`safety-credit audit prove`, `check` and `consistency`: what is proved of the decision log."""

from pathlib import Path
from typing import Annotated

import typer

from schemas.decision_entry import GradeChangeEntry, read_entry
from schemas.decision_log import NotOfTheLogError, leaf_entry
from services.chassis.signing.key_register import KeyPurpose, KeyRegister
from services.chassis.signing.signed_note import SignedNote, read_note
from services.chassis.transparency.checkpoint import (
    CheckpointError,
    checkpoint_of,
    read_checkpoint,
)
from services.chassis.transparency.log_proof import LogProof, ProofError, read_proof
from services.chassis.transparency.tiles import TilesError, write_tiles
from services.chassis.transparency.witness_policy import WitnessPolicy
from services.scoring.adapters.decision_log.seal_check import altered
from services.scoring.adapters.decision_log.sealed_log import leaf_of
from services.scoring.adapters.decision_log.verification import UNSEALED_DAYS
from services.scoring.adapters.decision_log.witnessed import NotWitnessedLogError, statements_on

from .audited_log import (
    ExportFile,
    PolicyFile,
    city_today,
    register_or_none,
    sound_log,
    verified_log,
    witness_policy,
)
from .code_argument import code_argument
from .key_files import AuthorityFile, RegisterFile, key_register
from .output import say

NOT_SEALED = "该次变化未封存 not sealed yet, or not by this checkpoint"
NO_CHANGE = "日志中没有该次变化 there is no such grade change in the log"
Under = Annotated[
    Path | None,
    typer.Option(
        "--checkpoint", help="Prove it under this one, as cosigned; default: the last.", exists=True
    ),
]


def register_proofs(audit: typer.Typer) -> None:
    """Add the commands to the group."""
    audit.command("prove")(prove)
    audit.command("check")(check)
    audit.command("consistency")(consistency)
    audit.command("tiles")(tiles)


def prove(
    code: Annotated[str, typer.Argument(help="Unified social credit code.")],
    number: Annotated[int, typer.Argument(help="Which of its grade changes, from 1.")],
    file: ExportFile = None,
    checkpoint: Under = None,
) -> None:
    """Print the proof that one grade change is in the log; it shows no other."""
    code = code_argument(code)
    note = None if checkpoint is None else _note(checkpoint)
    verifier, wrong = verified_log(file, None)
    proof = None if wrong else verifier.log.proof(code, number, note)
    if proof is None:
        nothing = NOT_SEALED if verifier.has(code, number) else NO_CHANGE
        what = f"{wrong.where}: {wrong.about}: {wrong.problem}" if wrong else nothing
    elif not proof.proves(leaf_of(change_of(proof))):
        what = f"{checkpoint}: 不是本日志的检查点 no checkpoint of this log"
    else:
        say(*str(proof).splitlines())
        return
    say(f"无法证明 no proof of {code} {number}: {what}", err=True)
    raise typer.Exit(1)


def check(
    file: Annotated[Path, typer.Argument(help="A proof.", exists=True)],
    register_file: RegisterFile = None,
    authority: AuthorityFile = None,
    policy: PolicyFile = None,
) -> None:
    """Check a proof with the register of keys alone, and with --policy by its cosignatures."""
    keys, believed = key_register(register_file, authority), witness_policy(policy)
    try:
        proof = read_proof(file.read_text("utf-8"))
        change = change_of(proof)
    except ValueError as error:
        say(f"{file}: 不是证明 no proof: {error}", err=True)
        raise typer.Exit(1) from error
    problem = altered(change)
    if problem is None and not proof.proves(leaf_of(change)):
        problem = "the grade change is not in the log of the checkpoint"
    if problem is None:
        problem = _problem_of_checkpoint(str(proof.note), keys, believed)
    if problem is not None:
        say(f"不成立 BROKEN: {problem}", err=True)
        raise typer.Exit(1)
    grades = f"{change.from_grade} -> {change.to_grade}"
    say(f"成立 holds: {change.subject} {change.number}, {grades}, {change.day}")


def consistency(
    old: Annotated[int, typer.Argument(min=0, help="The size of the witness's last checkpoint.")],
    file: ExportFile = None,
) -> None:
    """Print the last checkpoint with the proof that it continues an older one, for a witness."""
    request = sound_log(file, None).request(old)
    if request is None:
        say(f"日志没有 {old} 次变化 the log has no {old} grade changes under a seal", err=True)
        raise typer.Exit(1)
    say(*str(request).splitlines())


def tiles(
    folder: Annotated[Path, typer.Argument(file_okay=False, help="What a web server publishes.")],
    file: ExportFile = None,
    register_file: RegisterFile = None,
    authority: AuthorityFile = None,
) -> None:
    """Write the log's hashes as static files (C2SP tlog-tiles); they show no decision."""
    log = sound_log(file, register_or_none(register_file, authority))
    if log.last_note is None:
        say("尚无封存 nothing is sealed yet", err=True)
        raise typer.Exit(1)
    try:
        entries = [leaf_entry(change.hash) for change in log.changes]
        missing = write_tiles(folder, log.nodes, entries, log.last_note)
    except (TilesError, OSError) as error:
        say(f"{folder}: {error}", err=True)
        raise typer.Exit(1) from error
    say(f"{folder}: {len(entries)} 次等级变化 grade changes, {missing} 个新文件 new files")


def change_of(proof: LogProof) -> GradeChangeEntry:
    """Return the grade change that a proof brings along. Raises ProofError where it is none."""
    try:
        entry = read_entry(proof.extra)
    except NotOfTheLogError as error:
        raise ProofError(str(error)) from error
    if not isinstance(entry, GradeChangeEntry):
        raise ProofError("it is not of a grade change")
    return entry


def _problem_of_checkpoint(
    note: str, keys: KeyRegister, policy: WitnessPolicy | None
) -> str | None:
    """Return why a checkpoint that stands alone is not believed.

    Its day is its key's own word, as no other seal stands over it: so the key has to be in force
    today, unless a quorum of witnesses has seen it.
    """
    try:
        if policy is not None:
            _, statements = statements_on(note, policy, keys)
            names = {each.witness for each in statements}
            return None if policy.satisfied(names) else f"quorum {policy.quorum!r}: not cosigned"
        signed = read_checkpoint(note, keys)
    except (CheckpointError, NotWitnessedLogError) as error:
        return str(error)
    key_id, entry = signed.key.id, keys.entry(signed.key.id)
    claim = keys.problem_of_claim(key_id, KeyPurpose.SEALS, signed.checkpoint.day)
    if claim is None and entry is not None and city_today() > entry.last_day + UNSEALED_DAYS:
        return (
            f"its key {key_id} has ended on {entry.last_day}: let it be proved anew, under a later"
            " checkpoint, or give --policy"
        )
    return claim


def _note(file: Path) -> SignedNote:
    try:
        note = read_note(file.read_text("utf-8"))
        checkpoint_of(note)
    except ValueError as error:
        say(f"{file}: 不是检查点 no checkpoint: {error}", err=True)
        raise typer.Exit(1) from error
    return note
