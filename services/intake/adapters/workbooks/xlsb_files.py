"""Excel's binary workbooks (XLSB): their sheets, with the texts and formats that they share."""

import zipfile
from struct import Struct

from .cell_values import SharedTexts
from .number_formats import format_of
from .xlsb_parts import records_of, wide_text
from .xlsb_sheets import BinarySheet
from .xml_parts import broken, guarded, relations

# Records by their numbers in [MS-XLSB], 2.3.1.
_WORKBOOK_PROPERTIES, _SHEET, _SHARED_TEXT = 153, 156, 19
_NUMBER_FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 44, 47, 617, 618
_SINCE_1904 = 1  # a bit of the workbook's properties
_LONG, _TWO_LONGS, _SHORT, _TWO_SHORTS = Struct("<I"), Struct("<II"), Struct("<H"), Struct("<HH")
_MOST_SHEETS = 1_000


def xlsb_sheets(archive: zipfile.ZipFile, main: str) -> list[tuple[str, BinarySheet]]:
    """Return the sheets of a workbook by its main part. Raises UnreadableFileError."""
    with guarded():
        return _sheets(archive, main)


def _sheets(archive: zipfile.ZipFile, main: str) -> list[tuple[str, BinarySheet]]:
    parts = relations(archive, main)
    texts, formats = _shared(archive, {kind: name for kind, name in parts.values()})
    since_1904 = False
    sheets: list[tuple[str, BinarySheet]] = []
    for number, data in records_of(archive, main):
        if number == _WORKBOOK_PROPERTIES:
            since_1904 = bool(_LONG.unpack_from(data)[0] & _SINCE_1904)
        elif number == _SHEET:
            state, _ = _TWO_LONGS.unpack_from(data)
            reference, at = wide_text(data, _TWO_LONGS.size)
            title, _ = wide_text(data, at)
            kind, part = parts.get(reference, ("", ""))
            if kind == "worksheet" and part in archive.NameToInfo:
                sheet = BinarySheet(archive, part, texts, formats)
                sheet.hidden = state != 0
                sheet.since_1904 = since_1904
                sheets.append((title, sheet))
    if not sheets or len(sheets) > _MOST_SHEETS:
        raise broken(ValueError(f"it has {len(sheets)} sheets"))
    return sheets


def _shared(archive: zipfile.ZipFile, parts: dict[str, str]) -> tuple[SharedTexts, list[int]]:
    """Return the texts and the Format of each style, from the parts of their kinds."""
    texts = SharedTexts()
    if (part := parts.get("sharedStrings", "")) in archive.NameToInfo:
        for number, data in records_of(archive, part):
            if number == _SHARED_TEXT:
                texts.append(wide_text(data, 1)[0])  # behind a byte of flags
    part = parts.get("styles", "")
    return texts, _formats(archive, part) if part in archive.NameToInfo else []


def _formats(archive: zipfile.ZipFile, part: str) -> list[int]:
    """Return the Format of each style."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    within = False
    for number, data in records_of(archive, part):
        if number == _NUMBER_FORMAT:
            codes[_SHORT.unpack_from(data)[0]] = wide_text(data, _SHORT.size)[0]
        elif number in {_STYLES_BEGIN, _STYLES_END}:
            within = number == _STYLES_BEGIN
        elif number == _STYLE and within:
            _, format_number = _TWO_SHORTS.unpack_from(data)
            formats.append(format_of(format_number, codes.get(format_number)))
    return formats
