"""A transparency log: one Merkle tree, its checkpoints, proofs, and witnesses."""
