"""The mark of a partition's views: how far they go, that they are whole, and the root of all."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from .proofs import TAG_BYTES, ProofKey


class ViewMark(msgspec.Struct, frozen=True, kw_only=True):
    """What a partition's views are worth.

    `positions` are, by topic, the offsets behind what was handled; `root` is the tag of the tree's
    root; `written_at` when the last batch was written (UTC). Not `whole`: being rebuilt, and
    `done` of `total` messages of the log were read. `writer` tells two processes apart.
    """

    positions: Mapping[str, int]
    root: bytes
    written_at: datetime
    writer: str
    whole: bool = True
    done: int = 0
    total: int = 0

    def covers(self, positions: Mapping[str, int]) -> bool:
        """Say whether the views hold all that was handled up to these positions."""
        return all(self.positions.get(topic, 0) >= offset for topic, offset in positions.items())


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(ViewMark)


def sealed_mark(key: ProofKey, name: bytes, mark: ViewMark) -> bytes:
    """Return a mark as it is stored: its tag, and its content."""
    content = _encoder.encode(mark)
    return key.of_mark(name, content) + content


def opened_mark(key: ProofKey, name: bytes, stored: bytes | None) -> ViewMark | None:
    """Return a mark that a holder of the key has written; None: there is none."""
    if stored is None or len(stored) <= TAG_BYTES:
        return None
    content = stored[TAG_BYTES:]
    if key.of_mark(name, content) != stored[:TAG_BYTES]:
        return None
    return _decoder.decode(content)
