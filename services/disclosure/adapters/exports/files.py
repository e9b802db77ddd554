"""Rows as files: CSV for spreadsheets, JSON lines, Parquet."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from services.chassis.text.spreadsheet_text import MARK, as_text

from .tables import ExportColumn, ExportRow, ExportTable, Value

ROW_GROUP = 20_000  # rows that a Parquet file is written by
_TYPES: Mapping[str, pa.DataType] = {
    "string": pa.string(),
    "date": pa.date32(),
    "integer": pa.int64(),
    "number": pa.decimal128(20, 2),
    "boolean": pa.bool_(),
}
_CENT = Decimal("0.01")


class TableFiles:
    """One table in all three forms at once; use as a context manager."""

    def __init__(self, folder: Path, table: ExportTable) -> None:
        self.table = table
        self.rows = 0
        self.paths = {
            "csv": folder / f"{table.name}.csv",
            "jsonl": folder / f"{table.name}.jsonl",
            "parquet": folder / f"{table.name}.parquet",
        }
        self._stack = ExitStack()
        self._waiting: list[ExportRow] = []

    def __enter__(self) -> Self:
        """Open the files, and write what stands at their heads."""
        open_ = self._stack.enter_context
        self._csv = open_(self.paths["csv"].open("w", encoding="utf-8", newline=""))
        self._lines = open_(self.paths["jsonl"].open("w", encoding="utf-8", newline="\n"))
        schema = pa.schema([(name, _TYPES[each.type]) for name, each in self.table.columns.items()])
        self._parquet = open_(pq.ParquetWriter(self.paths["parquet"], schema, compression="zstd"))
        self._schema = schema
        self._csv.write(MARK)
        self._writer = csv.writer(self._csv)
        self._writer.writerow(self.table.columns)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Write what waits, and close the files."""
        try:
            if error is None:
                self._flush()
        finally:
            self._stack.close()

    def write(self, row: ExportRow) -> None:
        """Write a row."""
        self._writer.writerow([_cell(row[name]) for name in self.table.columns])
        self._lines.write(json_line(row, self.table.columns) + "\n")
        self._waiting.append(row)
        self.rows += 1
        if len(self._waiting) >= ROW_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            columns = {
                name: [_stored(row[name]) for row in self._waiting] for name in self.table.columns
            }
            self._parquet.write_table(pa.table(columns, schema=self._schema))
            self._waiting = []


def json_line(row: ExportRow, columns: Mapping[str, ExportColumn]) -> str:
    """Return a row as a line of JSON: days as text, amounts as text with their places."""
    values = {name: _json_value(row[name]) for name in columns}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def write_sheet(
    path: Path, encoding: str, columns: Iterable[str], rows: Iterable[Mapping[str, str]]
) -> int:
    """Write rows of texts as a CSV for spreadsheets, and return how many."""
    names, count = list(columns), 0
    with path.open("w", encoding=encoding, newline="") as file:
        if encoding == "utf-8":
            file.write(MARK)
        writer = csv.writer(file)
        writer.writerow(names)
        for row in rows:
            writer.writerow([as_text(row[name]) for name in names])
            count += 1
    return count


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file of JSON lines."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            row: dict[str, Any] = json.loads(line)
            yield row


def _cell(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, str):
        return as_text(value)
    return "" if value is None else str(value)


def _json_value(value: Value) -> object:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def _stored(value: Value) -> Value:
    return value.quantize(_CENT) if isinstance(value, Decimal) else value
