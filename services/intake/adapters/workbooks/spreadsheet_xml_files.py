"""Workbooks in one XML document (SpreadsheetML 2003), which many systems export as .xls."""

import re
from collections.abc import Iterator

from services.intake.adapters.files.content import Content
from services.intake.adapters.files.rows import Choice, FileReading
from services.intake.adapters.files.tables import Record

from .merged_cells import MergedCells
from .number_formats import format_of
from .sheets import read_sheets
from .spreadsheet_xml_sheets import RowReader
from .xml_parts import broken, local, parsed_stream

_NAME = "the document"
_BEGINNING = 4096  # bytes in which the root element stands
_ROOT = re.compile(rb"<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet")
_DECLARED = re.compile(rb"<\?xml[^>]*encoding=[\"'](gb2312|gbk|gb18030|big5)[\"']", re.IGNORECASE)
_ENCODINGS = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "cp950"}
_MOST_SHEETS = 200  # each is looked for from the beginning
_CUSTOM = 200  # the number of a format that is not built in
# Formats by their names; the others are codes.
_NAMED = {
    **dict.fromkeys(("General Number", "General"), "General"),
    **dict.fromkeys(("General Date", "Long Date", "Medium Date", "Short Date"), "yyyy/m/d"),
    **dict.fromkeys(("Long Time", "Medium Time", "Short Time"), "h:mm:ss"),
    **dict.fromkeys(("Yes/No", "True/False", "On/Off"), '"1"0'),
    "Currency": "¥#,##0.00",
    "Euro Currency": "[$€-2]0.00",
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
}


class XmlSheet:
    """A sheet by its place in the document; `formats` has the Format of each style by its name."""

    def __init__(self, content: Content, sheet_index: int, formats: dict[str, int]) -> None:
        self._content = content
        self._sheet_index = sheet_index
        self._formats = formats
        self.merged = MergedCells()  # as far as the rows were read: it stands after them
        self.since_1904 = False
        self.hidden = False

    def records(self) -> Iterator[Record]:
        """Yield the rows that hold something. Raises UnreadableFileError."""
        reader = RowReader(self._sheet_index, self._formats, self.since_1904)
        for _ in parsed_stream(
            self._content.source.open,
            _NAME,
            reader.start,
            reader.end,
            reader.text,
            _encoding(self._content),
        ):
            records, reader.records = reader.records, []
            yield from records
            if reader.ended:
                break
        self.merged = reader.merged


def is_spreadsheet_xml(head: bytes) -> bool:
    """Say whether a file is such a workbook, by its beginning."""
    return _ROOT.search(head[:_BEGINNING].replace(b"\x00", b"")) is not None


def read_spreadsheet_xml(content: Content, choice: Choice) -> FileReading:
    """Return the rows of the one sheet that has a layout's header. Raises UnreadableFileError."""
    listing = _Listing()
    stream = parsed_stream(
        content.source.open, _NAME, listing.start, listing.end, listing.text, _encoding(content)
    )
    for _ in stream:
        if len(listing.names) > _MOST_SHEETS:
            raise broken(ValueError(f"it has more than {_MOST_SHEETS} sheets"))
    if not listing.names:
        raise broken(ValueError("it has no sheet"))
    sheets: list[tuple[str, XmlSheet]] = []
    for sheet_index, name in enumerate(listing.names):
        sheet = XmlSheet(content, sheet_index, listing.formats)
        sheet.hidden = sheet_index in listing.hidden
        sheet.since_1904 = listing.since_1904
        sheets.append((name, sheet))
    return read_sheets(sheets, choice)


def _encoding(content: Content) -> str | None:
    declared = _DECLARED.match(content.head.lstrip())
    return _ENCODINGS[declared[1].decode("ascii").lower()] if declared else None


class _Listing:
    """The sheets of a document, which of them are hidden, their formats, and how days count."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.hidden: set[int] = set()
        self.formats: dict[str, int] = {}
        self.since_1904 = False
        self._style = ""
        self._reads = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        values = {local(name): value for name, value in attributes.items()}
        match local(tag):
            case "Style":
                self._style = values.get("ID", "")
            case "NumberFormat":
                code = values.get("Format", "General")
                self.formats[self._style] = format_of(_CUSTOM, _NAMED.get(code, code))
            case "Worksheet":
                self.names.append(values.get("Name", ""))
            case "Date1904":
                self.since_1904 = True
            case "Visible":
                self._reads = True

    def text(self, data: str) -> None:
        if self._reads and data.strip() in {"SheetHidden", "SheetVeryHidden"}:
            self.hidden.add(len(self.names) - 1)

    def end(self, tag: str) -> None:
        self._reads &= local(tag) != "Visible"
