"""A log as static files (C2SP tlog-tiles): its hashes in tiles of 256, its entries in bundles.

Any web server can publish them. Who has them proves and verifies without reading the log itself.
"""

from collections.abc import Sequence
from pathlib import Path

from services.chassis.durable_files import written_bytes
from services.chassis.signing.signed_note import SignedNote, read_note

from .checkpoint import checkpoint_of
from .merkle_proofs import consistency_proof
from .merkle_tree import Nodes, node_hash
from .witness import AddCheckpoint

WIDTH = 256  # hashes of a full tile
_LEVELS = 8  # of the tree that a tile spans
_HASH_BYTES = 32
_LENGTH_BYTES = 2
_GROUP = 1000


class TilesError(ValueError):
    """Tiles that are not there, not whole, or of another log. The text names the file."""


def write_tiles(folder: Path, nodes: Nodes, entries: Sequence[bytes], note: SignedNote) -> int:
    """Write a log to a folder, the checkpoint last; return how many files were missing.

    A tile never changes: raises TilesError where one that is there is of another log.
    """
    missing, size, level = 0, len(entries), 0
    while (count := size >> (_LEVELS * level)) > 0:
        for index in range((count + WIDTH - 1) // WIDTH):
            hashes = range(index * WIDTH, min(count, (index + 1) * WIDTH))
            file = folder / _tile(str(level), index, len(hashes))
            content = b"".join(nodes.node(_LEVELS * level, each) for each in hashes)
            missing += _write(file, content)
        level += 1
    for index in range((size + WIDTH - 1) // WIDTH):
        bundle = entries[index * WIDTH : (index + 1) * WIDTH]
        content = b"".join(len(each).to_bytes(_LENGTH_BYTES, "big") + each for each in bundle)
        missing += _write(folder / _tile("entries", index, len(bundle)), content)
    with written_bytes(folder / "checkpoint") as out:
        out.write(str(note).encode())
    return missing


class TileNodes:
    """The nodes of a log of some size, read from its tiles."""

    def __init__(self, folder: Path, size: int) -> None:
        self._folder = folder
        self._size = size
        self._tiles: dict[tuple[int, int], bytes] = {}

    def node(self, level: int, index: int) -> bytes:
        """Return the root of the subtree of 2**level leaves that begins at index * 2**level.

        Raises TilesError.
        """
        above, within = divmod(level, _LEVELS)
        first = index << within
        tile = self._tile(above, first // WIDTH)
        at = (first % WIDTH) * _HASH_BYTES
        hashes = [
            tile[at + each * _HASH_BYTES : at + (each + 1) * _HASH_BYTES]
            for each in range(1 << within)
        ]
        while len(hashes) > 1:
            hashes = [node_hash(*hashes[i : i + 2]) for i in range(0, len(hashes), 2)]
        return hashes[0]

    def _tile(self, level: int, index: int) -> bytes:
        if (level, index) not in self._tiles:
            count = (self._size >> (_LEVELS * level)) - index * WIDTH
            width = min(WIDTH, count)
            file = self._folder / _tile(str(level), index, width)
            try:
                content = file.read_bytes()
            except OSError as error:
                raise TilesError(f"{file}: {error.strerror}") from error
            if len(content) != width * _HASH_BYTES:
                raise TilesError(f"{file}: it has not {width} hashes")
            self._tiles[level, index] = content
        return self._tiles[level, index]


def _tile(level: str, index: int, width: int) -> Path:
    """Return the path of a tile: `tile/0/x001/x234/067`, and `.p/W` where it is not full."""
    groups, rest = [f"{index % _GROUP:03}"], index // _GROUP
    while rest:
        groups.insert(0, f"x{rest % _GROUP:03}")
        rest //= _GROUP
    path = "/".join(("tile", level, *groups))
    return Path(path if width == WIDTH else f"{path}.p/{width}")


def _write(file: Path, content: bytes) -> bool:
    """Write a file that is not there yet; say whether it was missing."""
    if file.exists():
        if file.read_bytes() != content:
            raise TilesError(f"{file}: it is of another log")
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    with written_bytes(file) as out:
        out.write(content)
    return True


def request_from_tiles(folder: Path, old: int) -> AddCheckpoint:
    """Return what a witness is asked by the tiles of a log, whose last checkpoint has a size.

    Reads the checkpoint and the tiles that the proof needs alone. Raises TilesError.
    """
    file = folder / "checkpoint"
    try:
        note = file.read_text("utf-8")
        size = checkpoint_of(read_note(note)).size
        if old > size:
            raise TilesError(f"{file}: it has {size} leaves, not {old}")
        return AddCheckpoint(
            old, tuple(consistency_proof(TileNodes(folder, size), old, size)), note
        )
    except TilesError:
        raise
    except (OSError, ValueError) as error:
        raise TilesError(f"{file}: {error}") from error
