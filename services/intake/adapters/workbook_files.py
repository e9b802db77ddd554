"""Workbooks: Excel's files of today (XLSX), read as they come."""

import zipfile
from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from services.intake.domain.cell import Cell

from .cell_values import SharedTexts
from .content import Content
from .file_rows import Choice, FileReading
from .merged_cells import MergedCells
from .number_formats import format_of
from .sheets import Sheet
from .tables import Header, Record, find_header, read_table
from .unreadable import NoLayoutError, UnreadableFileError
from .xml_parts import broken, elements, local, open_archive, parsed, relations

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_FORMAT_DIGITS = 6  # of the number of a number format, with room
_UNFORMATTED = ValueError(
    "a number in place of a day, in a workbook that counts days from 1904: format it as a day"
)
_OTHERS = ("xl/workbook.bin", "content.xml")  # Excel's binary workbooks, and OpenDocument


class HasRecords(Protocol):
    """A sheet, of whatever kind of workbook.

    A `hidden` one is nothing that its sender sees. `since_1904` is how it counts days. Which of its
    cells are `merged` is known once its rows were read to the end.
    """

    @property
    def hidden(self) -> bool:
        """Whether it is hidden."""

    @property
    def since_1904(self) -> bool:
        """Whether its days are counted from 1904, not 1900."""

    @property
    def merged(self) -> MergedCells:
        """Which cells are merged."""

    def records(self) -> Iterator[Record]:
        """Yield the rows that hold something, from the first."""


def read_workbook(content: Content, choice: Choice) -> FileReading:
    """Return the rows of the one sheet that has a layout's header.

    Raises UnreadableFileError. Other sheets that hold something are named as ignored.
    """
    archive = open_archive(content.source.open())
    return read_sheets(_sheets(archive), choice)


def read_sheets(named: Sequence[tuple[str, HasRecords]], choice: Choice) -> FileReading:
    """Return the rows of the one of the sheets, by name, that has a layout's header.

    Raises UnreadableFileError. A hidden sheet is not read; rows that a filter hides are.
    """
    sheets = dict(named)
    if len(sheets) < len(named):  # which of them is meant, no name tells
        raise broken(ValueError("two sheets have one name"))
    found: dict[str, Header] = {}
    others: list[str] = []
    for name, sheet in sheets.items():
        header = None if sheet.hidden else find_header(sheet.records(), choice)
        if header is not None:
            found[name] = header
        elif _holds_something(sheet.records()):
            others.append(f"[{name}]")
    if len(found) > 1:
        raise UnreadableFileError(
            f"多个工作表（{'、'.join(found)}）均有表头，请每个文件只保留一个后分别报送",
            f"the sheets {', '.join(found)} all have a header: send each in a file of its own",
        )
    if not found:
        raise NoLayoutError(
            f"各工作表（{'、'.join(sheets)}）均无本部门可用格式（{choice.names}）的表头；"
            "隐藏的工作表不读取",
            f"no sheet of {', '.join(sheets)} has the header of a layout that your department may "
            f"use ({choice.names}); hidden sheets are not read",
        )
    ((name, header),) = found.items()
    reading = _reading_of(sheets[name], header, choice)
    return replace(reading, ignored=(*reading.ignored, *others))


def _reading_of(sheet: HasRecords, header: Header, choice: Choice) -> FileReading:
    names = header.recognized.names
    columns = [place for place, name in enumerate(names) if name]
    days = choice.days_of(header.recognized.layout) if sheet.since_1904 else ()

    def records() -> Iterator[Record]:
        told = sheet.merged.told_in(sheet.records(), columns)
        return _dated(told, header, days) if days else told

    return read_table(records, header)


def _dated(records: Iterator[Record], header: Header, days: Container[str]) -> Iterator[Record]:
    """Yield the rows, with an error for each bare number in one of the columns that hold `days`."""
    places = [place for place, name in enumerate(header.recognized.names) if name in days]
    for number, cells in records:
        yield (
            number,
            [
                _UNFORMATTED if place in places and _is_serial(cell) else cell
                for place, cell in enumerate(cells)
            ],
        )


def _is_serial(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _holds_something(records: Iterator[Record]) -> bool:
    return next(records, None) is not None


def _sheets(archive: zipfile.ZipFile) -> list[tuple[str, Sheet]]:
    main = next(
        (name for kind, name in relations(archive, "").values() if kind == "officeDocument"),
        "xl/workbook.xml",
    )
    if main not in archive.NameToInfo or main in _OTHERS:
        raise _no_workbook(archive)
    parts = relations(archive, main)
    texts = SharedTexts()
    formats: list[int] = []
    for kind, name in parts.values():
        if kind == "sharedStrings" and name in archive.NameToInfo:
            _read_texts(archive, name, texts)
        elif kind == "styles" and name in archive.NameToInfo:
            formats = _formats(archive, name)
    since_1904 = False
    sheets: list[tuple[str, Sheet]] = []
    for tag, values in elements(archive, main):
        if tag == "workbookPr":
            since_1904 = values.get("date1904", "0") in {"1", "true"}
        elif tag == "sheet":
            reference = next((v for k, v in values.items() if local(k) == "id" and ":" in k), "")
            kind, part = parts.get(reference, ("", ""))
            if kind == "worksheet" and part in archive.NameToInfo:
                sheet = Sheet(archive, part, texts, formats)
                sheet.since_1904 = since_1904
                sheet.hidden = values.get("state", "visible") != "visible"
                sheets.append((values.get("name", part), sheet))
    if not sheets:
        raise broken(ValueError("it has no sheet"))
    return sheets


def _no_workbook(archive: zipfile.ZipFile) -> UnreadableFileError:
    if any(name in archive.NameToInfo for name in _OTHERS):
        return UnreadableFileError(
            "不支持此种工作簿（XLSB、ODS），请另存为XLSX后报送",
            "XLSB and ODS can't be opened: save it as XLSX and send that",
        )
    return UnreadableFileError(
        "这是压缩包而非工作簿，请解压后逐个报送其中的文件",
        "an archive that is no workbook can't be opened: unpack it and send each file",
    )


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
