"""The parts of a binary workbook (XLSB, [MS-XLSB]): records, each with a number and a length."""

import zipfile
from collections.abc import Iterator
from struct import Struct

from services.intake.adapters.files.limits import CHUNK, LONGEST_CELL

from .xml_parts import broken, guarded

_LONGEST_RECORD = 2 * LONGEST_CELL  # bytes; a text of Excel's has 64 KiB
_MORE, _SEVEN = 0x80, 7  # numbers come in groups of seven bits, the last without the eighth
_NUMBER_BYTES, _LENGTH_BYTES = 2, 4
_LONGEST_HEAD = _NUMBER_BYTES + _LENGTH_BYTES
_COUNT = Struct("<I")
_NO_TEXT = 0xFFFFFFFF

RecordOfPart = tuple[int, bytes]


def records_of(archive: zipfile.ZipFile, part: str) -> Iterator[RecordOfPart]:
    """Yield the records of a part as they come. Raises UnreadableFileError."""
    buffer, at = b"", 0
    with guarded(), archive.open(part) as file:
        while True:
            ended = False
            while len(buffer) - at < _LONGEST_HEAD and not ended:
                data = file.read(CHUNK)
                buffer, at, ended = buffer[at:] + data, 0, not data
            if at == len(buffer):
                return
            number, at = _grouped(buffer, at, _NUMBER_BYTES)
            size, at = _grouped(buffer, at, _LENGTH_BYTES)
            if size > _LONGEST_RECORD:
                raise broken(ValueError(f"{part}: a record of {size} bytes"))
            while len(buffer) - at < size:
                data = file.read(CHUNK)
                if not data:
                    raise broken(ValueError(f"{part} ends within a record"))
                buffer, at = buffer[at:] + data, 0
            yield number, buffer[at : at + size]
            at += size


def _grouped(data: bytes, at: int, most: int) -> tuple[int, int]:
    """Return a number in groups of seven bits, and where it ends. Raises IndexError."""
    number = 0
    for index in range(most):
        byte = data[at + index]
        number |= (byte & ~_MORE) << (_SEVEN * index)
        if not byte & _MORE:
            return number, at + index + 1
    return number, at + most


def wide_text(data: bytes, at: int) -> tuple[str, int]:
    """Return a text and where it ends. Raises UnreadableFileError where it is cut off."""
    (count,) = _COUNT.unpack_from(_whole(data, at, _COUNT.size), 0)
    begins = at + _COUNT.size
    if count == _NO_TEXT:
        return "", begins
    ends = begins + 2 * count
    text = _whole(data, begins, 2 * count).decode("utf-16-le", "surrogatepass")
    return text, ends


def _whole(data: bytes, at: int, size: int) -> bytes:
    part = data[at : at + size]
    if len(part) < size:
        raise broken(ValueError("a record is cut off"))
    return part
