"""Proofs that an entry is in a log, as a text that is verified alone (C2SP tlog-proof)."""

import base64
from dataclasses import dataclass

from services.chassis.signing.signed_note import SignedNote, read_note

from .checkpoint import base64_of, checkpoint_of, hash_of
from .merkle_proofs import included

_TITLE = "c2sp.org/tlog-proof@v1"
_EXTRA, _INDEX = "extra ", "index "
_MOST_DIGITS = 18


class ProofError(ValueError):
    """What is no proof. The text says why."""


@dataclass(frozen=True)
class LogProof:
    """Where an entry is in a log, the hashes beside its way to the root, and the checkpoint.

    `extra` is what the proof brings along unproved: here the message that the entry is of.
    """

    index: int
    hashes: tuple[bytes, ...]
    note: SignedNote
    extra: bytes

    def __str__(self) -> str:
        """Return it as it is written."""
        extra = base64.b64encode(self.extra).decode()
        head = [_TITLE, f"{_EXTRA}{extra}", f"{_INDEX}{self.index}", *map(base64_of, self.hashes)]
        return "\n".join(head) + f"\n\n{self.note}"

    def proves(self, leaf: bytes) -> bool:
        """Say whether a leaf, by its hash, is in the tree of the checkpoint."""
        checkpoint = checkpoint_of(self.note)
        return included(leaf, self.index, checkpoint.size, self.hashes, checkpoint.root)


def read_proof(text: str) -> LogProof:
    """Return the proof that is written. Raises ProofError."""
    head, divided, note = text.partition("\n\n")
    title, extra, index, *hashes = [*head.split("\n"), "", "", ""][: max(3, head.count("\n") + 1)]
    number = index.removeprefix(_INDEX)
    if (
        not divided
        or title != _TITLE
        or not extra.startswith(_EXTRA)
        or not index.startswith(_INDEX)
        or not (number.isascii() and number.isdecimal() and len(number) <= _MOST_DIGITS)
    ):
        raise ProofError("it is no proof of an entry in a log")
    try:
        content = base64.b64decode(extra.removeprefix(_EXTRA), validate=True)
        proof = LogProof(int(number), tuple(map(hash_of, hashes)), read_note(note), content)
        checkpoint_of(proof.note)
    except ValueError as error:
        raise ProofError(f"it is no proof of an entry in a log: {error}") from error
    return proof
