"""A log as static files: laid out as C2SP tlog-tiles has it, and enough for every proof."""

from datetime import date
from pathlib import Path

import pytest

from services.chassis.transparency.checkpoint import Checkpoint
from services.chassis.transparency.merkle_proofs import (
    consistency_proof,
    continues,
    inclusion_proof,
)
from services.chassis.transparency.merkle_tree import (
    CompactRange,
    MemoryNodes,
    leaf_hash,
    subtree_root,
)
from services.chassis.transparency.tiles import (
    TileNodes,
    TilesError,
    request_from_tiles,
    write_tiles,
)
from tests.support.signing_keys import KEY, ORIGIN

LARGE = 70_000  # the example of the specification
ENTRIES = [number.to_bytes(32, "big") for number in range(LARGE)]
LEAVES = list(map(leaf_hash, ENTRIES))


def write(folder: Path, size: int, entries: list[bytes] = ENTRIES) -> int:
    leaves = list(map(leaf_hash, entries[:size]))
    root = CompactRange().extended(leaves).root
    note = Checkpoint(ORIGIN, size, root, date(2026, 3, 3)).signed(KEY)
    return write_tiles(folder, MemoryNodes(leaves), entries[:size], note)


def test_the_files_are_those_that_the_specification_names(tmp_path: Path) -> None:
    write(tmp_path, LARGE)

    def names(level: str) -> list[str]:
        files = (tmp_path / "tile" / level).rglob("*")
        return sorted(str(f.relative_to(tmp_path / "tile" / level)) for f in files if f.is_file())

    full = [f"{number:03}" for number in range(273)]
    assert names("0") == names("entries") == sorted([*full, "273.p/112"])
    assert names("1") == ["000", "001.p/17"]
    assert names("2") == ["000.p/1"]
    assert (tmp_path / "tile/0/272").read_bytes() == b"".join(LEAVES[272 * 256 : 273 * 256])
    bundle = (tmp_path / "tile/entries/273.p/112").read_bytes()
    assert bundle[:34] == b"\0\x20" + ENTRIES[273 * 256]
    assert len(bundle) == 112 * 34
    assert (tmp_path / "checkpoint").read_text().startswith(f"{ORIGIN}\n{LARGE}\n")


def test_proofs_from_tiles_are_those_from_the_log(tmp_path: Path) -> None:
    for size in (1, 255, 256, 257, 512, LARGE):
        write(tmp_path, size)
        memory, tiles = MemoryNodes(LEAVES[:size]), TileNodes(tmp_path, size)
        assert subtree_root(tiles, 0, size) == subtree_root(memory, 0, size)
        for index in {0, size // 2, size - 1}:
            assert inclusion_proof(tiles, index, size) == inclusion_proof(memory, index, size)
        for old in {1, size // 2, max(1, size - 1), size}:
            assert consistency_proof(tiles, old, size) == consistency_proof(memory, old, size)


def test_a_log_that_goes_on_adds_files_and_another_log_is_refused(tmp_path: Path) -> None:
    assert write(tmp_path, 300) == 2 + 2 + 1
    assert write(tmp_path, 300) == 0
    assert write(tmp_path, 301) == 2, "two partial tiles"
    with pytest.raises(TilesError, match="it is of another log"):
        write(tmp_path, 301, [bytes(32), *ENTRIES[::-1]])


def test_a_witness_is_asked_by_a_few_files(tmp_path: Path) -> None:
    write(tmp_path, LARGE)
    old = 513
    needed = request_from_tiles(tmp_path, old)
    roots = [CompactRange().extended(LEAVES[:size]).root for size in (old, LARGE)]
    assert continues(old, roots[0], LARGE, roots[1], needed.proof)
    with pytest.raises(TilesError, match="it has 70000 leaves, not 70001"):
        request_from_tiles(tmp_path, LARGE + 1)
    tile = tmp_path / "tile/0/002"
    tile.write_bytes(tile.read_bytes()[:-1])
    with pytest.raises(TilesError, match="it has not 256 hashes"):
        request_from_tiles(tmp_path, old)
    tile.unlink()
    with pytest.raises(TilesError, match="No such file"):
        request_from_tiles(tmp_path, old)
    (tmp_path / "checkpoint").write_text("nonsense")
    with pytest.raises(TilesError, match="no signed note"):
        request_from_tiles(tmp_path, old)
