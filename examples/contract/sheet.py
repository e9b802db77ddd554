"""Keeps the sheets of enterprises by what `sheet-changes` says, and tells where one is not whole.

    python sheet.py < sheet-changes.jsonl

Reads one message a line, in the order of the topic, and prints the sheet of each enterprise: its
digest and how many lines it has. Exits with 1 where a message is missing. It needs Python 3.11
alone; read it as a description of how a sheet is put together.
"""

import json
import sys
from collections.abc import Iterable

PARTS = ("base", "points", "overrides", "statuses", "budgets")
DIGITS = 32  # of an id that count: what follows tells two equal lines apart
Sheet = dict[str, object]  # lines by id


class MissingError(ValueError):
    """A page is missing, or was applied twice."""


def apply(sheet: Sheet, change: dict) -> None:
    """Bring a sheet up to date with one page. Raises MissingError where it does not fit."""
    if change.get("restated"):
        sheet.clear()
    for ended in change.get("ended", ()):
        if sheet.pop(ended["id"], None) is None:
            raise MissingError(f"the line {ended['id']} ended and was not on the sheet")
    for part in PARTS:
        for put in change.get(part, ()):
            sheet[put["id"]] = put["line"]
    if change["page"] == change["pages"] and digest(sheet) != change["digest"]:
        raise MissingError(f"the digest is {digest(sheet)}, it should be {change['digest']}")


def digest(sheet: Iterable[str]) -> str:
    """Return the digest of a sheet: the sum of its ids."""
    total = sum(int(identity[:DIGITS], 16) for identity in sheet)
    return f"{total % 16**DIGITS:0{DIGITS}x}"


def main() -> int:
    """Apply all messages; return the exit code."""
    sheets: dict[str, Sheet] = {}
    for number, line in enumerate(sys.stdin, 1):
        message = json.loads(line, parse_float=str)
        try:
            apply(sheets.setdefault(message["subject"], {}), message["data"])
        except MissingError as error:
            print(f"line {number}, {message['subject']}: {error}", file=sys.stderr)
            return 1
    for code, sheet in sheets.items():
        print(code, digest(sheet), len(sheet))
    return 0


if __name__ == "__main__":
    sys.exit(main())
