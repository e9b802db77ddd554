"""Merkle trees and their proofs: as RFC 9162 has them, and false for everything else."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.transparency.merkle_proofs import (
    consistency_proof,
    continues,
    included,
    inclusion_proof,
)
from services.chassis.transparency.merkle_tree import (
    EMPTY_ROOT,
    CompactRange,
    MemoryNodes,
    leaf_hash,
    subtree_root,
)

# The leaves and roots by which implementations of Certificate Transparency are compared.
ENTRIES = [
    bytes.fromhex(each)
    for each in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
sizes = st.integers(0, 70)


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(str(number).encode()) for number in range(count)]


def root_of(count: int) -> bytes:
    return subtree_root(MemoryNodes(leaves(count)), 0, count)


def test_the_roots_are_those_of_certificate_transparency() -> None:
    hashes = list(map(leaf_hash, ENTRIES))
    nodes = MemoryNodes(hashes)
    for size, root in enumerate(ROOTS, 1):
        assert subtree_root(nodes, 0, size).hex() == root
        assert CompactRange().extended(hashes[:size]).root.hex() == root
    assert CompactRange().root == EMPTY_ROOT == hashlib.sha256(b"").digest()


@given(sizes, sizes)
def test_a_tree_is_kept_by_its_right_edge(first: int, more: int) -> None:
    every = leaves(first + more)
    tree = CompactRange().extended(every[:first])
    assert len(tree.peaks) <= 7
    again = CompactRange(tree.size, tree.peaks).extended(every[first:])
    assert again == CompactRange().extended(every)
    assert again.root == root_of(first + more)


def test_an_edge_that_does_not_fit_its_size_is_none() -> None:
    for size, count in ((1, 0), (3, 1), (4, 2), (-1, 0)):
        with pytest.raises(ValueError, match="peaks"):
            CompactRange(size, (b"x" * 32,) * count)


@given(st.data())
def test_a_leaf_is_proved_at_its_place_and_at_no_other(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 70))
    index = data.draw(st.integers(0, size - 1))
    every, root = leaves(size), root_of(size)
    proof = inclusion_proof(MemoryNodes(every), index, size)
    assert included(every[index], index, size, proof, root)
    other = data.draw(sizes)
    if other != index:
        assert not included(every[index], other, size, proof, root)
        assert not included(leaf_hash(str(other).encode()), index, size, proof, root)
    assert not included(every[index], index, size, proof, root_of(size + 1))
    assert not included(every[index], index, size, [*proof, root], root)
    for place in range(len(proof)):
        assert not included(every[index], index, size, proof[:place] + proof[place + 1 :], root)
        wrong = [*proof[:place], b"x" * 32, *proof[place + 1 :]]
        assert not included(every[index], index, size, wrong, root)


@given(st.data())
def test_a_tree_is_proved_to_continue_its_beginning_and_nothing_else(
    data: st.DataObject,
) -> None:
    size = data.draw(sizes)
    old = data.draw(st.integers(0, size))
    nodes, root, old_root = MemoryNodes(leaves(size)), root_of(size), root_of(old)
    proof = consistency_proof(nodes, old, size)
    assert continues(old, old_root, size, root, proof)
    other = leaf_hash(b"another history")
    assert not continues(old, other, size, root, proof)
    assert not continues(old, old_root, size, root, [*proof, other])
    if old:
        assert not continues(old, old_root, size, other, proof)
        rewritten = MemoryNodes([other, *leaves(size)[1:]])
        proof_of_it = consistency_proof(rewritten, old, size)
        assert not continues(old, old_root, size, subtree_root(rewritten, 0, size), proof_of_it)
    for place in range(len(proof)):
        assert not continues(old, old_root, size, root, proof[:place] + proof[place + 1 :])
    wrong = data.draw(sizes)
    if wrong not in {old, 0} and old:
        assert not continues(wrong, old_root, size, root, proof)


def test_what_a_tree_does_not_have_can_not_be_proved() -> None:
    nodes = MemoryNodes(leaves(3))
    for index in (-1, 3):
        with pytest.raises(ValueError, match="has none at"):
            inclusion_proof(nodes, index, 3)
        assert not included(leaves(1)[0], index, 3, [], root_of(3))
    with pytest.raises(ValueError, match="does not continue"):
        consistency_proof(nodes, 4, 3)
    assert not continues(4, root_of(4), 3, root_of(3), [])
    assert not included(leaves(1)[0], 0, 0, [], EMPTY_ROOT)
