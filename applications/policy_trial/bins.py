"""The records on the disk, an enterprise's all in one bin: so that memory holds a few bins only.

Each process appends to files of its own, so that none waits for another.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import msgspec

from schemas.messages import RecordAdmitted

BINS = 128
MOST_EXAMPLES = 5
_RECORD = RecordAdmitted.event_type().rpartition(".")[0] + "."  # of any major


class _Address(msgspec.Struct):
    """What is needed to know where a message belongs."""

    type: str
    subject: str


class Sorted(msgspec.Struct):
    """Counts of lines: records, other messages, and lines that no message can be read of.

    `examples` has the first unreadable ones.
    """

    records: int = 0
    others: int = 0
    unreadable: int = 0
    examples: tuple[str, ...] = ()

    def add(self, other: "Sorted") -> None:
        """Add the counts of other lines."""
        self.records += other.records
        self.others += other.others
        self.unreadable += other.unreadable
        self.examples = tuple(sorted({*self.examples, *other.examples}))[:MOST_EXAMPLES]


_decoder = msgspec.json.Decoder(_Address)


def sort_into_bins(chunk: bytes, folder: Path) -> Sorted:
    """Append each record's line to its enterprise's bin. Only its address is looked at here."""
    bins: dict[int, list[bytes]] = {}
    counts = Sorted()
    for line in chunk.split(b"\n"):
        if not line or line.isspace():
            continue
        try:
            address = _decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            counts.add(Sorted(unreadable=1, examples=(unreadable(line, error),)))
            continue
        if address.type.startswith(_RECORD):
            bins.setdefault(crc32(address.subject.encode()) % BINS, []).append(line)
            counts.records += 1
        else:
            counts.others += 1
    for number, lines in bins.items():
        with _part(folder, number).open("ab") as file:
            file.write(b"\n".join(lines) + b"\n")
    return counts


def unreadable(line: bytes, error: Exception) -> str:
    """Return the beginning of a line that can't be read, and the error."""
    return f"{line[:60].decode(errors='replace')}: {error}"


def lines_of_bin(folder: Path, number: int) -> Iterator[bytes]:
    """Yield the lines of a bin, whichever process wrote them."""
    for path in sorted(folder.glob(f"{number:03d}-*")):
        yield from filter(None, path.read_bytes().split(b"\n"))


def _part(folder: Path, number: int) -> Path:
    return folder / f"{number:03d}-{os.getpid()}"
