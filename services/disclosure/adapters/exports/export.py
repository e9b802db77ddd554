"""A day of open data: a folder with all that is public, and what changed since the day before."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from schemas.messages import DecisionsSealed
from services.chassis.durable_files import sync_folder
from services.chassis.rules.rulebook import load_document

from .changes import changes
from .data_package import ExportTexts, data_package, described
from .double_publicity import COLUMNS, double_publicity_row
from .files import TableFiles, read_lines, write_sheet
from .tables import (
    ENTERPRISES,
    TABLE_OF,
    PublicFacts,
    enterprise_row,
    record_row,
    tables,
)

DESCRIPTION, CHANGES = "datapackage.json", "changes.jsonl"
SHEETS = {"double-publicity.csv": "utf-8", "double-publicity.gb18030.csv": "gb18030"}
_TEXTS = Path(__file__).parent / "texts.yaml"


class DayExportedError(ValueError):
    """A day that was exported already: what was given out does not change."""


def export_day(
    folder: Path, day: date, facts: PublicFacts, positions: str, seal: DecisionsSealed | None
) -> Path:
    """Write a day's folder below `folder` and return it; it is whole, or it is not there.

    `changes.jsonl` is against the latest day before it that stands there. Raises DayExportedError.
    """
    target, before = folder / str(day), latest_before(folder, day)
    if target.exists():
        raise DayExportedError(f"{target} is there already: what was given out does not change")
    texts = load_document(_TEXTS, ExportTexts)
    unfinished = folder / f".{day}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    reasons = _write_tables(unfinished, facts)
    penalties = unfinished / "penalties.jsonl"
    for name, encoding in SHEETS.items():
        rows = (double_publicity_row(row) for row in read_lines(penalties))
        write_sheet(unfinished / name, encoding, COLUMNS, rows)
    _write_changes(unfinished, before, reasons)
    resources = list(_resources(unfinished, texts))
    package = data_package(day, positions, seal, texts, resources)
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (unfinished / DESCRIPTION).write_text(text, "utf-8")
    unfinished.rename(target)
    sync_folder(folder)
    return target


def latest_before(folder: Path, day: date) -> Path | None:
    """Return the folder of the latest day before another one; None: there is none."""
    days = [each for each in exported_days(folder) if each < day]
    return folder / str(days[-1]) if days else None


def exported_days(folder: Path) -> list[date]:
    """Return the days that stand below a folder, in their order."""
    names = (each.name for each in folder.iterdir()) if folder.is_dir() else ()
    return sorted(date.fromisoformat(name) for name in names if not name.startswith("."))


def _write_tables(folder: Path, facts: PublicFacts) -> Mapping[str, str]:
    """Write all tables, and return by the record why it is public no longer."""
    reasons: dict[str, str] = {}
    with ExitStack() as stack:
        files = {
            name: stack.enter_context(TableFiles(folder, table)) for name, table in tables().items()
        }
        for code, body in facts.entries():
            files[ENTERPRISES].write(enterprise_row(code, body))
        for disclosed in facts.records():
            if disclosed.record is None:
                reasons[disclosed.record_id] = str(disclosed.ended)
            else:
                name = TABLE_OF[type(disclosed.record.content)]
                files[name].write(record_row(disclosed, disclosed.record))
    return reasons


def _write_changes(folder: Path, before: Path | None, reasons: Mapping[str, str]) -> None:
    encode = msgspec.json.Encoder().encode
    with (folder / CHANGES).open("wb") as file:
        if before is None:
            return
        for name, table in tables().items():
            lines = f"{name}.jsonl"
            for change in changes(table, before / lines, folder / lines, reasons):
                file.write(encode(change) + b"\n")


def _resources(folder: Path, texts: ExportTexts) -> Iterator[dict[str, Any]]:
    for name, table in tables().items():
        for form in ("csv", "jsonl", "parquet"):
            encoding = None if form == "parquet" else "utf-8"
            yield described(folder / f"{name}.{form}", encoding, table, texts.tables[name])
    for name, encoding in SHEETS.items():
        yield described(folder / name, encoding, title=texts.tables["double-publicity"])
    yield described(folder / CHANGES, "utf-8", title=texts.tables["changes"])
