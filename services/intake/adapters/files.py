"""Any file that a department sends, told apart by what is in it and not by its extension."""

from dataclasses import replace

from .content import Content, content_of
from .file_rows import Choice, FileReading
from .old_workbooks import SIGNATURE, read_old_workbook
from .source import Source
from .text_files import read_text
from .unreadable import UnreadableFileError
from .workbook_files import SIGNATURES, read_workbook

_OTHERS = ((b"%PDF", "PDF"), (b"Rar!", "RAR"), (b"7z\xbc\xaf", "7z"), (b"{\\rtf", "RTF"))


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
    for signature, name in _OTHERS:
        if content.head.startswith(signature):
            raise UnreadableFileError(
                f"{name}文件不含表格数据，请以XLSX、CSV或JSON报送",
                f"a {name} is no table: send XLSX, CSV or JSON",
            )
    return read_text(content, choice)
