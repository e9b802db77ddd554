"""Any file that a department sends, recognised by its content and not by its extension."""

from dataclasses import replace

from services.intake.adapters.workbooks.archives import SIGNATURES, read_workbook
from services.intake.adapters.workbooks.spreadsheet_xml_files import (
    is_spreadsheet_xml,
    read_spreadsheet_xml,
)
from services.intake.adapters.workbooks.xls_files import SIGNATURE, read_old_workbook

from .content import Content, content_of
from .foreign_kinds import other_kind, other_markup
from .rows import Choice, FileReading
from .source import Source
from .text_files import read_text
from .unreadable import UnreadableFileError


def read_file(source: Source, choice: Choice) -> FileReading:
    """Read a file to its end, and return its rows. Raises UnreadableFileError with what to do."""
    content = content_of(source)
    return replace(_read(content, choice), digest=content.digest)


def _read(content: Content, choice: Choice) -> FileReading:
    if not content.head:
        raise UnreadableFileError("文件为空", "the file is empty")
    if content.head.startswith(SIGNATURES):
        return read_workbook(content, choice)
    if content.head.startswith(SIGNATURE):
        return read_old_workbook(content, choice)
    if is_spreadsheet_xml(content.head):
        return read_spreadsheet_xml(content, choice)
    other = other_kind(content.head, content.source.size) or other_markup(content.head)
    if other is not None:
        raise other
    return read_text(content, choice)
