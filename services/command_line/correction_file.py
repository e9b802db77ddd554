"""The rows of a file that were not accepted, as their sender wrote them, to mend and send again.

Each has its former number, the reason and what to do before the sender's own columns; intake does
not read these when the mended file is sent. The file stays on its sender's machine, so that all is
there that stood in the other one, personal data too.
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from services.chassis.durable_files import written, written_bytes
from services.chassis.text.spreadsheet_text import as_text
from services.intake.adapters.files.json_members import members_of
from services.intake.adapters.files.rows import OriginalFile
from services.intake.domain.layouts.cell import Cell, printable
from services.intake.domain.layouts.recognition import AS_SENT, CORRECTION_COLUMNS
from services.intake.read_model import Receipt

from .small_workbook import write_workbook

ENDINGS = {"text": ".csv", "workbook": ".xlsx", "json": ".json"}
NOT_HELD = "无法附上原内容，请按行号查看原文件 not held: look it up in your file by its number"
_OURS = frozenset((*CORRECTION_COLUMNS, AS_SENT))
_NUMBER = re.compile(r"[-+]?[0-9.,]+%?")
_BROKEN = "#VALUE!"  # an error of a spreadsheet: sent as it is, it is refused again


def write_corrections(path: Path, file: OriginalFile, faults: Sequence[Receipt]) -> None:
    """Write the rows that have a fault, in the file's own form, whole or not at all.

    A text keeps its delimiter and encoding; where that can't hold what is added it becomes UTF-8.
    """
    faults_by_row = {fault.row: fault for fault in faults}
    if file.form == "workbook":
        with written_bytes(path) as out:
            write_workbook(out, _rows(file, faults_by_row))
    elif file.form == "json":
        with written_bytes(path) as out:
            out.write(b"[\n")
            out.writelines(_objects(file, faults_by_row))
            out.write(b"\n]\n")
    else:
        try:
            _write_text(path, file, faults_by_row, file.encoding)
        except UnicodeEncodeError:
            _write_text(path, file, faults_by_row, "utf-8-sig")


def _write_text(
    path: Path, file: OriginalFile, faults_by_row: Mapping[int, Receipt], encoding: str
) -> None:
    encoding = "utf-8-sig" if encoding.startswith("utf-8") else encoding
    with written(path, encoding) as out:
        rows = csv.writer(out, delimiter=file.delimiter)
        rows.writerows([*map(_text, cells)] for cells in _rows(file, faults_by_row))


def _rows(file: OriginalFile, faults_by_row: Mapping[int, Receipt]) -> Iterator[list[Cell]]:
    yield [*CORRECTION_COLUMNS, *file.header]
    for number, cells in file.rows():
        if (fault := faults_by_row.get(number)) is not None:
            yield [*_remarks(fault), *cells]


def _objects(file: OriginalFile, faults_by_row: Mapping[int, Receipt]) -> Iterator[bytes]:
    """Yield the objects with each member as its sender wrote it, be it one that can't be read."""
    between = b""
    for number, element in file.rows():
        if (fault := faults_by_row.get(number)) is None:
            continue
        remarks: dict[str, Cell] = dict(zip(CORRECTION_COLUMNS, _remarks(fault), strict=True))
        own = [f"{name}:{value}" for name, value in _members(element, remarks)]
        begin = msgspec.json.encode(remarks).decode().removesuffix("}")
        yield between + (",".join((begin, *own)) + "}").encode(errors="replace")
        between = b",\n"


def _members(element: str, remarks: dict[str, Cell]) -> list[tuple[str, str]]:
    """Return names and values of an object but our own, as they are written.

    What is no object stands as a text beside the remarks; of what is not held they say where it is.
    """
    try:
        members = members_of(element)
    except ValueError:
        remarks[AS_SENT] = printable(element) or NOT_HELD
        return []
    return [(name, value) for name, value in members if json.loads(name) not in _OURS]


def _remarks(fault: Receipt) -> tuple[int, str, str]:
    reason = " ".join(filter(None, (fault.outcome, fault.reason, fault.field)))
    return fault.row, reason, f"{fault.chinese or ''} {fault.english or ''}".strip()


def _text(cell: Cell) -> str:
    if isinstance(cell, ValueError):
        return _BROKEN
    text = "" if cell is None else str(cell)
    return text if _NUMBER.fullmatch(text) else as_text(text)
