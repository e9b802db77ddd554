"""All that is sealed: the grade changes in the order of the log's tree, and what can be proved."""

from dataclasses import dataclass
from functools import cached_property

from schemas.decision_entry import GradeChangeEntry, Seal
from schemas.decision_log import leaf_entry
from services.chassis.signing.signed_note import SignedNote, read_note
from services.chassis.transparency.checkpoint import Checkpoint, checkpoint_of
from services.chassis.transparency.log_proof import LogProof
from services.chassis.transparency.merkle_proofs import consistency_proof, inclusion_proof
from services.chassis.transparency.merkle_tree import MemoryNodes, leaf_hash, subtree_root
from services.chassis.transparency.witness import AddCheckpoint


def leaf_of(change: GradeChangeEntry) -> bytes:
    """Return the hash of a grade change as a leaf."""
    return leaf_hash(leaf_entry(change.hash))


@dataclass(frozen=True)
class SealedLog:
    """The seals, and the changes that are under them, in the order of the tree."""

    seals: tuple[Seal, ...]
    changes: tuple[GradeChangeEntry, ...]

    @cached_property
    def nodes(self) -> MemoryNodes:
        """Return the nodes of the tree."""
        return MemoryNodes(list(map(leaf_of, self.changes)))

    @cached_property
    def last_note(self) -> SignedNote | None:
        """Return the checkpoint of the last seal, as it is signed."""
        return read_note(self.seals[-1].checkpoint) if self.seals else None

    @property
    def last(self) -> Checkpoint | None:
        """Return what the last checkpoint says."""
        return None if self.last_note is None else checkpoint_of(self.last_note)

    def root_at(self, size: int) -> bytes | None:
        """Return the root that the tree had at a size, or None where it never was so large."""
        return subtree_root(self.nodes, 0, size) if size <= len(self.changes) else None

    def proof(self, code: str, number: int, note: SignedNote | None = None) -> LogProof | None:
        """Return the proof that a change is in the tree of a checkpoint (None: the last one).

        None where it is not in it.
        """
        under = note or self.last_note
        chosen = (
            (index, change)
            for index, change in enumerate(self.changes)
            if (change.subject, change.number) == (code, number)
        )
        index, change = next(chosen, (0, None))
        if under is None or change is None:
            return None
        size = checkpoint_of(under).size
        if not index < size <= len(self.changes):
            return None
        return LogProof(
            index=index,
            hashes=tuple(inclusion_proof(self.nodes, index, size)),
            note=under,
            extra=change.value,
        )

    def request(self, old: int) -> AddCheckpoint | None:
        """Return what a witness is asked whose last checkpoint has a size.

        None where nothing is sealed, or the log was never so large.
        """
        last = self.last
        if last is None or old > last.size:
            return None
        proof = consistency_proof(self.nodes, old, last.size)
        return AddCheckpoint(old, tuple(proof), str(self.last_note))
