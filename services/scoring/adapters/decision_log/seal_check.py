"""What a message of the log is worth by itself: its hash; of a seal its key, signature and tree."""

from schemas.decision_entry import LogEntry, Seal
from schemas.decision_log import NotOfTheLogError, content_hash, signature_bytes, signed_part
from services.chassis.signing.key_register import KeyPurpose, KeyRegister
from services.chassis.signing.signed_note import NoteError, read_note
from services.chassis.transparency.checkpoint import (
    CheckpointError,
    checkpoint_of,
    read_checkpoint,
)

from .sealing import tree_of


def altered(entry: LogEntry) -> str | None:
    """Return how a message differs from what its hash was taken of, or None."""
    try:
        reckoned = content_hash(entry.value, entry.hash)
    except NotOfTheLogError as error:
        return str(error)
    if reckoned == entry.hash:
        return None
    return f"its content has the hash {reckoned}, it says {entry.hash}"


def problem_of(seal: Seal, register: KeyRegister | None) -> str | None:
    """Return what is wrong with a seal by itself: hash, tree, signatures, its key on its day.

    With no register the signatures and the key are not checked.
    """
    problem = altered(seal) or _contradiction(seal)
    if problem is not None or register is None:
        return problem
    return (
        register.problem(seal.key_id, KeyPurpose.SEALS, seal.day)
        or _forged(seal, register)
        or _forged_checkpoint(seal, register)
    )


def _contradiction(seal: Seal) -> str | None:
    try:
        tree_of(seal)
        day = checkpoint_of(read_note(seal.checkpoint)).day
    except (ValueError, NoteError, CheckpointError) as error:
        return f"its checkpoint: {error}"
    return None if day == seal.day else f"its checkpoint is of {day}"


def _forged(seal: Seal, register: KeyRegister) -> str | None:
    why = ""
    try:
        key = register.key(seal.key_id)
        part = signed_part(seal.value, seal.hash, seal.signature)
        if key is not None and key.signed(signature_bytes(seal.signature), part):
            return None
    except ValueError as error:  # no key of an installed suite, no base64
        why = f": {error}"
    return f"the signature is not of the key {seal.key_id}{why}"


def _forged_checkpoint(seal: Seal, register: KeyRegister) -> str | None:
    try:
        signer = read_checkpoint(seal.checkpoint, register).key
    except CheckpointError as error:
        return f"its checkpoint: {error}"
    return None if signer.id == seal.key_id else f"its checkpoint is signed by {signer.id}"
