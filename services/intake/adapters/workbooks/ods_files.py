"""Workbooks of OpenDocument (ODS), as LibreOffice and WPS write them."""

import zipfile
from collections.abc import Iterator

from services.intake.adapters.files.limits import CHUNK
from services.intake.adapters.files.tables import Record
from services.intake.adapters.files.unreadable import UnreadableFileError

from .merged_cells import MergedCells
from .ods_sheets import Reader
from .xml_parts import broken, guarded, local, parsed

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_MOST_SHEETS = 200  # each is looked for from the beginning
_EPOCH = "1899-12-30"


class OpenSheet:
    """A sheet by its place among the tables of a document."""

    def __init__(self, archive: zipfile.ZipFile, sheet_index: int) -> None:
        self._archive = archive
        self._sheet_index = sheet_index
        self.merged = MergedCells()  # as far as the rows were read: it stands after them
        self.since_1904 = False
        self.hidden = False

    def records(self) -> Iterator[Record]:
        """Yield the rows that hold something. Raises UnreadableFileError."""
        reader = Reader(self._sheet_index)
        for _ in parsed(self._archive, _CONTENT, reader.start, reader.end, reader.text):
            read, reader.records = reader.records, []
            for rows in read:
                yield from rows
            if reader.ended:
                break
        self.merged = reader.merged


def is_encrypted(archive: zipfile.ZipFile) -> bool:
    """Say whether the parts of a document are under a password, as its manifest tells."""
    part = archive.NameToInfo.get(_MANIFEST)
    if part is None:
        return False
    with guarded(), archive.open(part) as file:
        return b"encryption-data" in file.read(CHUNK)


def ods_sheets(archive: zipfile.ZipFile) -> list[tuple[str, OpenSheet]]:
    """Return the sheets of a document. Raises UnreadableFileError."""
    listing = _Listing()
    for _ in parsed(archive, _CONTENT, listing.start, listing.end):
        if len(listing.tables) > _MOST_SHEETS:
            raise UnreadableFileError(
                f"工作表超过{_MOST_SHEETS}个，请拆分后报送",
                f"there are more than {_MOST_SHEETS} sheets: send them in parts",
            )
    if not listing.tables:
        raise broken(ValueError("it has no sheet"))
    sheets: list[tuple[str, OpenSheet]] = []
    for sheet_index, (name, style) in enumerate(listing.tables):
        sheet = OpenSheet(archive, sheet_index)
        sheet.hidden = style in listing.hidden
        sheet.since_1904 = listing.null_date != _EPOCH
        sheets.append((name, sheet))
    return sheets


class _Listing:
    """The tables of a document, which of their styles hide them, and how it counts days."""

    def __init__(self) -> None:
        self.tables: list[tuple[str, str]] = []
        self.hidden: set[str] = set()
        self.null_date = _EPOCH
        self._style = ""
        self._deep = 0

    def start(self, tag: str, values: dict[str, str]) -> None:
        match local(tag):
            case "style":
                self._style = values.get("style:name", "")
            case "table-properties" if values.get("table:display") == "false":
                self.hidden.add(self._style)
            case "null-date":
                self.null_date = values.get("table:date-value", _EPOCH)[: len(_EPOCH)]
            case "table":
                self._deep += 1
                if self._deep == 1:
                    name = values.get("table:name", "")
                    self.tables.append((name, values.get("table:style-name", "")))

    def end(self, tag: str) -> None:
        self._deep -= local(tag) == "table"
