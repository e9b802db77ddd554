"""A witness: it keeps the last checkpoint of a log, and cosigns one that continues it.

Requests are those of C2SP tlog-witness, `add-checkpoint`.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from services.chassis.durable_files import held_alone, written
from services.chassis.signing.key_register import KeyRegister
from services.chassis.signing.keys import SigningKey
from services.chassis.signing.signed_note import NoteError, NoteSignature, read_note

from .checkpoint import (
    Checkpoint,
    CheckpointError,
    base64_of,
    checkpoint_of,
    hash_of,
    read_checkpoint,
)
from .cosignature import cosign
from .merkle_proofs import continues
from .merkle_tree import EMPTY_ROOT

MOST_STEPS = 63  # hashes of a proof
_OLD = "old "


class NotWitnessedError(ValueError):
    """A checkpoint that a witness does not cosign. The text says why."""


@dataclass(frozen=True)
class AddCheckpoint:
    """A request: the checkpoint, and the proof that it continues the tree of an old size."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    def __str__(self) -> str:
        """Return the request as it is sent."""
        lines = "".join(f"{base64_of(each)}\n" for each in self.proof)
        return f"{_OLD}{self.old}\n{lines}\n{self.note}"


def read_request(text: str) -> AddCheckpoint:
    """Return the request that is written. Raises NotWitnessedError."""
    head, divided, note = text.partition("\n\n")
    old, *proof = head.split("\n")
    size = old.removeprefix(_OLD)
    if not divided or not old.startswith(_OLD) or not (size.isascii() and size.isdecimal()):
        raise NotWitnessedError("it is no request for a witness")
    if len(proof) > MOST_STEPS:
        raise NotWitnessedError(f"its proof has more than {MOST_STEPS} hashes")
    try:
        return AddCheckpoint(int(size), tuple(map(hash_of, proof)), note)
    except ValueError as error:
        raise NotWitnessedError(str(error)) from error


class Witness:
    """Cosigns the checkpoints of one log; what it cosigned last is in a file, before it says so."""

    def __init__(self, name: str, key: SigningKey, file: Path, register: KeyRegister) -> None:
        self._name = name
        self._key = key
        self._file = file
        self._register = register

    @property
    def last(self) -> Checkpoint | None:
        """Return the checkpoint that it cosigned last. Raises NotWitnessedError."""
        try:
            return checkpoint_of(read_note(self._file.read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError, NoteError, CheckpointError) as error:
            raise NotWitnessedError(f"{self._file}: {error}") from error

    def add(self, request: AddCheckpoint, now: datetime) -> NoteSignature:
        """Cosign a checkpoint that continues the last one. Raises NotWitnessedError.

        Whatever else is asked at the same time, no size is cosigned after a larger one.
        """
        try:
            with held_alone(self._file):
                return self._added(request, now)
        except OSError as error:
            raise NotWitnessedError(f"{self._file}: {error.strerror}") from error

    def _added(self, request: AddCheckpoint, now: datetime) -> NoteSignature:
        try:
            signed = read_checkpoint(request.note, self._register)
        except CheckpointError as error:
            raise NotWitnessedError(str(error)) from error
        checkpoint, last = signed.checkpoint, self.last
        old, old_root = (last.size, last.root) if last else (0, EMPTY_ROOT)
        if last is not None and last.origin != checkpoint.origin:
            raise NotWitnessedError(f"{self._file} is of the log {last.origin!r}")
        if request.old != old:
            raise NotWitnessedError(
                f"the proof begins at {request.old}, the last checkpoint here has {old} leaves"
            )
        if last is not None and checkpoint.day < last.day:
            raise NotWitnessedError(f"it is of {checkpoint.day}, the last one of {last.day}")
        if not continues(old, old_root, checkpoint.size, checkpoint.root, request.proof):
            raise NotWitnessedError(
                f"the log of {checkpoint.size} leaves does not continue that of {old} leaves"
                " which was cosigned here: it was rewritten, or there are two of it"
            )
        cosignature = cosign(signed.note.text, self._name, self._key, now)
        with written(self._file) as out:
            out.write(str(signed.note.with_signatures(cosignature)))
        return cosignature
