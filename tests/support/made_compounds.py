"""OLE2 files written by hand: one stream, of any name."""

from struct import pack

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_LEAST = 4096  # bytes below which a stream is kept elsewhere


def compound(name: str, data: bytes = b"") -> bytes:
    """Return an OLE2 file with a stream."""
    data = data.ljust(_LEAST, b"\x00")
    sectors = -(-len(data) // _SECTOR)
    body = data.ljust(sectors * _SECTOR, b"\x00")
    # Sector 0 is the FAT, 1 the directory, the stream follows.
    chain = [_FAT, _END, *range(3, 2 + sectors), _END]
    assert len(chain) <= _SECTOR // 4
    fat = b"".join(pack("<I", each) for each in chain).ljust(_SECTOR, b"\xff")
    directory = _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _FREE, 2, len(data))
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
        + pack("<IIIIIIIII", 0, 1, 1, 0, _LEAST, _END, 0, _END, 0)
        + pack("<I", 0)
    )
    return head.ljust(_SECTOR, b"\xff") + fat + directory.ljust(_SECTOR, b"\x00") + body


def _entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    text = name.encode("utf-16-le") + b"\x00\x00"
    return (
        text.ljust(64, b"\x00")
        + pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + pack("<III", first, size, 0)
    )
