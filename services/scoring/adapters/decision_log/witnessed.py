"""What witnesses say of the log: it continues all that each of them saw, and it is new."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.chassis.clock import day_of
from services.chassis.signing.key_register import KeyRegister
from services.chassis.transparency.checkpoint import (
    Checkpoint,
    CheckpointError,
    SignedCheckpoint,
    read_checkpoint,
)
from services.chassis.transparency.cosignature import CosignatureError
from services.chassis.transparency.witness_policy import WitnessPolicy

from .sealed_log import SealedLog

NEWEST_DAYS = 7  # for how long the word of a witness counts, where nothing else is asked
_ONE_DAY = timedelta(days=1)


class NotWitnessedLogError(ValueError):
    """A log that contradicts a witness, or that too few have seen. The text says which, and why."""


@dataclass(frozen=True)
class WitnessStatement:
    """A witness's word: the checkpoint that it cosigned, and when."""

    witness: str
    checkpoint: Checkpoint
    at: datetime


@dataclass(frozen=True)
class Witnessed:
    """The witnesses that have seen the log of late, and how many of its leaves a quorum has."""

    names: tuple[str, ...]
    size: int


def statements_on(
    written: str, policy: WitnessPolicy, register: KeyRegister
) -> tuple[SignedCheckpoint, list[WitnessStatement]]:
    """Return a checkpoint, and what the policy's witnesses say of it.

    Raises NotWitnessedLogError where it is not of this log, or a cosignature is forged.
    """
    try:
        signed = read_checkpoint(written, register)
        found = [(n, w.time_of(signed.note)) for n, w in policy.witnesses.items()]
    except (CheckpointError, CosignatureError) as error:
        raise NotWitnessedLogError(str(error)) from error
    return signed, [WitnessStatement(n, signed.checkpoint, at) for n, at in found if at is not None]


def witnessed(
    log: SealedLog,
    statements: Iterable[WitnessStatement],
    policy: WitnessPolicy,
    on: date,
    newest: timedelta = timedelta(days=NEWEST_DAYS),
) -> Witnessed:
    """Hold a log against the witnesses' words, on a day. Raises NotWitnessedLogError.

    Each word binds, however old: what a witness saw has to be in the log. A quorum of words has to
    be newer than a time: by old ones alone nobody can tell that the end was cut off since.
    """
    sizes: dict[str, int] = {}
    for each in statements:
        _contradiction(log, each)
        if day_of(each.at) > on + _ONE_DAY:
            raise NotWitnessedLogError(f"the witness {each.witness} dates its word {each.at}")
        if day_of(each.at) >= on - newest:
            size = each.checkpoint.size
            sizes[each.witness] = max(size, sizes.get(each.witness, 0))
    if not policy.satisfied(sizes):
        raise NotWitnessedLogError(
            f"the quorum {policy.quorum!r} is not reached: since {on - newest} it was cosigned by"
            f" {', '.join(sorted(sizes)) or 'nobody'}"
        )
    enough = (
        size
        for size in sorted(sizes.values(), reverse=True)
        if policy.satisfied({name for name, seen in sizes.items() if seen >= size})
    )
    return Witnessed(tuple(sorted(sizes)), next(enough, 0))


def _contradiction(log: SealedLog, statement: WitnessStatement) -> None:
    seen = statement.checkpoint
    root = log.root_at(seen.size)
    who = f"the witness {statement.witness} saw {seen.size} grade changes on {statement.at:%F}"
    if root is None:
        raise NotWitnessedLogError(
            f"{who}, the log has {len(log.changes)}: its end was cut off, or is not here"
        )
    if root != seen.root:
        raise NotWitnessedLogError(f"{who}, and others: the log was rewritten, or there are two")
    if log.last is None or seen.day > log.last.day:
        raise NotWitnessedLogError(f"{who}, sealed to {seen.day}: the log is not sealed so far")
