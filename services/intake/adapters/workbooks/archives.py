"""Workbooks in an archive: Excel's of today (XLSX), its binary ones (XLSB), OpenDocument (ODS)."""

import zipfile

from services.intake.adapters.files.content import Content
from services.intake.adapters.files.foreign_kinds import other_archive, password
from services.intake.adapters.files.rows import Choice, FileReading

from .ods_files import is_encrypted, ods_sheets
from .sheets import read_sheets
from .xlsb_files import xlsb_sheets
from .xlsx_files import xlsx_sheets
from .xml_parts import open_archive, relations

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
_MIMETYPE = "mimetype"
_LONGEST_TYPE = 200  # bytes
_SPREADSHEET = "application/vnd.oasis.opendocument.spreadsheet"


def read_workbook(content: Content, choice: Choice) -> FileReading:
    """Return the rows of the one sheet that has a layout's header.

    Raises UnreadableFileError. Other sheets that hold something are named as ignored.
    """
    archive = open_archive(content.source.open())
    names = archive.NameToInfo
    mimetype = _mimetype(archive)
    if mimetype.startswith(_SPREADSHEET) and "content.xml" in names:
        if is_encrypted(archive):
            raise password()
        return read_sheets(ods_sheets(archive), choice)
    main = next(
        (name for kind, name in relations(archive, "").values() if kind == "officeDocument"),
        "xl/workbook.bin" if "xl/workbook.bin" in names else "xl/workbook.xml",
    )
    if main not in names or main.startswith(("word/", "ppt/", "visio/")):
        raise other_archive([*names], mimetype)
    sheets = xlsb_sheets(archive, main) if main.endswith(".bin") else xlsx_sheets(archive, main)
    return read_sheets(sheets, choice)


def _mimetype(archive: zipfile.ZipFile) -> str:
    """Return what kind an OpenDocument file says that it is, or nothing."""
    part = archive.NameToInfo.get(_MIMETYPE)
    if part is None or part.file_size > _LONGEST_TYPE:
        return ""
    try:
        return archive.read(part).decode("ascii", "replace").strip()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return ""
