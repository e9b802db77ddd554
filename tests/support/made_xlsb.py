"""Binary workbooks (XLSB) written by hand, record by record ([MS-XLSB], 2.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from struct import pack

from tests.support.made_ods import packed
from tests.support.made_workbooks import OFFICE

_RELATION = '<Relationship Id="{id}" Type="{office}/{kind}" Target="{target}"/>'
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    "{}</Relationships>"
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary"/>'
    "</Types>"
)


@dataclass(frozen=True)
class Value:
    """A cell's record: its number and what follows column and style."""

    kind: int
    data: bytes
    style: int = 0


def wide(text: str) -> bytes:
    """Return a text as a record has it."""
    data = text.encode("utf-16-le", "surrogatepass")
    return pack("<I", len(data) // 2) + data


def real(number: float, style: int = 0) -> Value:
    """Return a number of eight bytes."""
    return Value(5, pack("<d", number), style)


def rk(number: int, hundredth: bool = False, style: int = 0) -> Value:
    """Return a whole number of 30 bits, or its hundredth."""
    return Value(2, pack("<I", (number << 2) & 0xFFFFFFFF | 2 | hundredth), style)


def shared(index: int) -> Value:
    """Return a text by its number among the shared ones."""
    return Value(7, pack("<I", index))


def record(number: int, data: bytes = b"") -> bytes:
    """Return a record with its number and length in groups of seven bits."""
    head = bytes([number]) if number < 0x80 else bytes([number & 0x7F | 0x80, number >> 7])
    size = len(data)
    groups = []
    while True:
        groups.append(size & 0x7F | (0x80 if size > 0x7F else 0))
        size >>= 7
        if not size:
            return head + bytes(groups) + data


def _cell(column: int, given: object) -> bytes:
    value = given if isinstance(given, Value) else Value(6, wide(str(given)))
    return record(value.kind, pack("<II", column, value.style) + value.data)


def binary_row(number: int, cells: Sequence[object]) -> bytes:
    """Return a row's records; an empty text is no cell."""
    return record(0, pack("<I", number - 1) + bytes(13)) + b"".join(
        _cell(column, given) for column, given in enumerate(cells) if given != ""
    )


def sheet(
    rows: Iterable[tuple[int, Sequence[object]]], merged: Sequence[tuple[int, int, int, int]] = ()
) -> bytes:
    """Return a sheet's part: rows with their numbers from 1, merged cells counted from 0."""
    rows = list(rows)
    last = max((number for number, _ in rows), default=1) - 1
    width = max((len(cells) for _, cells in rows), default=1) - 1
    size = record(148, pack("<IIII", 0, last, 0, max(0, width)))
    lines = b"".join(binary_row(number, cells) for number, cells in rows)
    ranges = b"".join(record(176, pack("<IIII", *each)) for each in merged)
    listed = record(177, pack("<I", len(merged))) + ranges + record(178) if merged else b""
    return record(129) + size + record(145) + lines + record(146) + listed + record(130)


def xlsb(
    *sheets: tuple[str, int, bytes],
    texts: Sequence[str] = (),
    formats: Sequence[str] = (),
    since_1904: bool = False,
) -> bytes:
    """Return a workbook of sheets (name, state, part); style n has the n-th format, 0 none."""
    codes = b"".join(
        record(44, pack("<H", 200 + place) + wide(code)) for place, code in enumerate(formats)
    )
    used = b"".join(
        record(47, pack("<HH", 0, number) + bytes(12))
        for number in (0, *range(200, 200 + len(formats)))
    )
    relations = "".join(
        _RELATION.format(
            id=f"r{place}",
            office=OFFICE,
            kind="worksheet",
            target=f"worksheets/sheet{place + 1}.bin",
        )
        for place in range(len(sheets))
    )
    relations += _RELATION.format(
        id="t", office=OFFICE, kind="sharedStrings", target="sharedStrings.bin"
    )
    relations += _RELATION.format(id="y", office=OFFICE, kind="styles", target="styles.bin")
    listed = b"".join(
        record(156, pack("<II", state, place + 1) + wide(f"r{place}") + wide(name))
        for place, (name, state, _) in enumerate(sheets)
    )
    main = _RELATION.format(id="r", office=OFFICE, kind="officeDocument", target="xl/workbook.bin")
    properties = record(153, pack("<II", int(since_1904), 0) + wide(""))
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(main),
        "xl/workbook.bin": record(131)
        + properties
        + record(143)
        + listed
        + record(144)
        + record(132),
        "xl/_rels/workbook.bin.rels": _RELATIONS.format(relations),
        "xl/sharedStrings.bin": record(159, pack("<II", len(texts), len(texts)))
        + b"".join(record(19, b"\x00" + wide(text)) for text in texts)
        + record(160),
        "xl/styles.bin": record(278)
        + record(615, pack("<I", len(formats)))
        + codes
        + record(616)
        + record(617, pack("<I", len(formats) + 1))
        + used
        + record(618)
        + record(279),
    }
    for place, (_, _, part) in enumerate(sheets):
        parts[f"xl/worksheets/sheet{place + 1}.bin"] = part
    return packed(parts)
