"""Checkpoints (C2SP tlog-checkpoint): the size and root of a log, signed by it, as of a day."""

import base64
import re
from dataclasses import dataclass
from datetime import date

from services.chassis.signing.key_register import KeyPurpose, KeyRegister
from services.chassis.signing.keys import PublicKey, SigningKey
from services.chassis.signing.signed_note import (
    NoteError,
    SignedNote,
    read_note,
    sign_note,
    signer_of,
)

_HASH_BYTES = 32
_TEXT = re.compile(
    r"(?P<origin>[^\s+]+)\n(?P<size>0|[1-9][0-9]{0,17})\n(?P<root>[A-Za-z0-9+/]{43}=)\n"
    r"day (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\n"
)


class CheckpointError(ValueError):
    """What is no checkpoint of this log, or one that does not hold. The text says why."""


@dataclass(frozen=True)
class Checkpoint:
    """A log of so many leaves, with this root, at the end of a day.

    The day is an extension line: by it the life of the key is checked, and who verifies the log
    holds it against the seal.
    """

    origin: str
    size: int
    root: bytes
    day: date

    @property
    def text(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64_of(self.root)}\nday {self.day}\n"

    def signed(self, key: SigningKey) -> SignedNote:
        """Return it as a note that a key of the log has signed."""
        return SignedNote(self.text, (sign_note(self.text, self.origin, key),))


@dataclass(frozen=True)
class SignedCheckpoint:
    """A checkpoint that a key of the log has signed, and the note that it is."""

    checkpoint: Checkpoint
    note: SignedNote
    key: PublicKey


def checkpoint_of(note: SignedNote) -> Checkpoint:
    """Return what a note says, whoever signed it. Raises CheckpointError."""
    match = _TEXT.fullmatch(note.text)
    try:
        if match is None:
            raise ValueError("it has other lines")
        root, day = hash_of(match["root"]), date.fromisoformat(match["day"])
    except ValueError as error:
        raise CheckpointError(f"it is no checkpoint: {error}") from error
    return Checkpoint(match["origin"], int(match["size"]), root, day)


def read_checkpoint(written: str, register: KeyRegister) -> SignedCheckpoint:
    """Return a checkpoint that a key signed which was in force. Raises CheckpointError.

    Its day is that key's own word: see `KeyRegister.problem_of_claim`.
    """
    try:
        note = read_note(written)
        checkpoint = checkpoint_of(note)
        if checkpoint.origin != register.origin:
            raise CheckpointError(
                f"it is of the log {checkpoint.origin!r}, not {register.origin!r}"
            )
        keys = [register.key(entry.id) for entry in register.of(KeyPurpose.SEALS)]
        key = signer_of(note, register.origin, [key for key in keys if key is not None])
    except NoteError as error:
        raise CheckpointError(str(error)) from error
    problem = register.problem(key.id, KeyPurpose.SEALS, checkpoint.day)
    if problem is not None:
        raise CheckpointError(problem)
    return SignedCheckpoint(checkpoint, note, key)


def base64_of(hash_: bytes) -> str:
    """Return a hash as the formats of C2SP write it."""
    return base64.b64encode(hash_).decode()


def hash_of(written: str) -> bytes:
    """Return a hash that is written in base64. Raises ValueError."""
    try:
        found = base64.b64decode(written, validate=True)
    except ValueError as error:  # not ASCII, or no base64
        raise ValueError(f"{written[:80]!r} is no hash: {error}") from error
    if len(found) != _HASH_BYTES or base64_of(found) != written:
        raise ValueError(f"{written[:80]!r} is no hash")
    return found
