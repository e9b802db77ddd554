"""Excel's workbooks of today (XLSX): their sheets, with the texts and formats that they share."""

import zipfile

from .cell_values import SharedTexts
from .number_formats import format_of
from .xlsx_sheets import XlsxSheet
from .xml_parts import broken, elements, local, parsed, relations

_FORMAT_DIGITS = 6  # of the number of a number format, with room


def xlsx_sheets(archive: zipfile.ZipFile, main: str) -> list[tuple[str, XlsxSheet]]:
    """Return the sheets of a workbook by its main part. Raises UnreadableFileError."""
    parts = relations(archive, main)
    texts = SharedTexts()
    formats: list[int] = []
    for kind, name in parts.values():
        if kind == "sharedStrings" and name in archive.NameToInfo:
            _read_texts(archive, name, texts)
        elif kind == "styles" and name in archive.NameToInfo:
            formats = _formats(archive, name)
    since_1904 = False
    sheets: list[tuple[str, XlsxSheet]] = []
    for tag, values in elements(archive, main):
        if tag == "workbookPr":
            since_1904 = values.get("date1904", "0") in {"1", "true"}
        elif tag == "sheet":
            reference = next((v for k, v in values.items() if local(k) == "id" and ":" in k), "")
            kind, part = parts.get(reference, ("", ""))
            if kind == "worksheet" and part in archive.NameToInfo:
                sheet = XlsxSheet(archive, part, texts, formats)
                sheet.since_1904 = since_1904
                sheet.hidden = values.get("state", "visible") != "visible"
                sheets.append((values.get("name", part), sheet))
    if not sheets:
        raise broken(ValueError("it has no sheet"))
    return sheets


def _read_texts(archive: zipfile.ZipFile, part: str, texts: SharedTexts) -> None:
    pieces: list[str] = []
    state = {"t": False, "rPh": False}

    def start(tag: str, _values: dict[str, str]) -> None:
        name = local(tag)
        if name in state:
            state[name] = True

    def end(tag: str) -> None:
        name = local(tag)
        if name in state:
            state[name] = False
        elif name == "si":
            texts.append("".join(pieces))
            pieces.clear()

    def text(data: str) -> None:
        if state["t"] and not state["rPh"]:
            pieces.append(data)

    for _ in parsed(archive, part, start, end, text):
        continue


def _formats(archive: zipfile.ZipFile, part: str) -> list[int]:
    """Return the Format of each style."""
    codes: dict[str, str] = {}
    formats: list[int] = []
    within = False
    for tag, values in elements(archive, part):
        if tag == "numFmt":
            codes[values.get("numFmtId", "")] = values.get("formatCode", "")
        elif tag == "cellXfs":
            within = True
        elif tag in {"cellStyles", "dxfs"}:
            within = False
        elif tag == "xf" and within:
            number = values.get("numFmtId", "0")
            known = int(number) if number.isdecimal() and len(number) < _FORMAT_DIGITS else 0
            formats.append(format_of(known, codes.get(number)))
    return formats
