"""Any file that a department sends, told apart by what is in it and not by its extension."""

from .file_rows import Choice, FileReading, UnreadableFileError
from .json_files import read_json
from .text_files import decode_text, read_delimited
from .workbook_files import SIGNATURES, read_workbook


def read_file(data: bytes, choice: Choice) -> FileReading:
    """Return the file's rows. Raises UnreadableFileError with what to do."""
    if not data.strip():
        raise UnreadableFileError("the file is empty")
    if data.startswith(SIGNATURES):
        return read_workbook(data, choice)
    text = decode_text(data)
    if text.lstrip()[:1] in {"[", "{"}:
        return read_json(text, choice)
    return read_delimited(text, choice)
