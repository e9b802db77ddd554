"""What changed between two days of open data: what was added, changed, and taken back."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from .files import read_lines
from .tables import ExportTable

ChangeKind = Literal["added", "changed", "removed"]


class ExportChange(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A row that was added or changed (as it is now), or removed (its key, and why).

    What was removed is public no longer: whoever has it takes it away.
    """

    table: str
    change: ChangeKind
    key: str
    reason: str | None = None
    row: Mapping[str, Any] | None = None


def changes(
    table: ExportTable, before: Path, after: Path, reasons: Mapping[str, str]
) -> Iterator[ExportChange]:
    """Yield the changes of a table between two files of JSON lines in the order of the key.

    `reasons` say by the key why a record is public no longer.
    """
    old, new = _rows(table, before), _rows(table, after)
    was, now = next(old, None), next(new, None)
    while was is not None or now is not None:
        if now is None or (was is not None and was[0] < now[0]):
            assert was is not None
            reason = reasons.get(was[0])
            yield ExportChange(table=table.name, change="removed", key=was[0], reason=reason)
            was = next(old, None)
        elif was is None or now[0] < was[0]:
            yield ExportChange(table=table.name, change="added", key=now[0], row=now[1])
            now = next(new, None)
        else:
            if was[1] != now[1]:
                yield ExportChange(table=table.name, change="changed", key=now[0], row=now[1])
            was, now = next(old, None), next(new, None)


def _rows(table: ExportTable, path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    if path.exists():
        for row in read_lines(path):
            yield str(row[table.key]), row
