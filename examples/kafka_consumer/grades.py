"""What the city's messages say about grades, kept in a database with how far they were read.

Standard library only. `python grades.py < message.json` prints what one message says.
"""

import json
import sqlite3
import sys
from dataclasses import asdict, dataclass
from decimal import Decimal

KNOWN_MAJOR = 1
TABLES = """
CREATE TABLE IF NOT EXISTS positions (
    topic TEXT NOT NULL, partition INTEGER NOT NULL, next INTEGER NOT NULL,
    PRIMARY KEY (topic, partition)
);
CREATE TABLE IF NOT EXISTS grades (
    code TEXT PRIMARY KEY, name TEXT, grade TEXT NOT NULL, score TEXT NOT NULL, day TEXT NOT NULL,
    number INTEGER
);
CREATE TABLE IF NOT EXISTS changes (
    code TEXT NOT NULL, number INTEGER NOT NULL, grade TEXT NOT NULL, day TEXT NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (code, number)
);
"""


class UnreadableError(ValueError):
    """A message that this program does not understand. It stops, for guessing would be worse."""


class TwoProgramsError(RuntimeError):
    """Another program moved the positions of this database on."""


@dataclass(frozen=True)
class Grade:
    """The grade of an enterprise on a day; `number` counts its changes (None: not known)."""

    code: str
    name: str | None
    grade: str
    score: str
    day: str
    number: int | None
    event: str
    is_change: bool


def read(value: bytes) -> Grade | None:
    """Return what a message says about a grade (None: it is of a type that we do not need).

    Only the fields that we need are looked at: new ones, and new values of others, do not matter.
    A new major does, for the same names may mean something else. Raises UnreadableError.
    """
    try:
        event = json.loads(value, parse_float=Decimal)
        action, _, major = event["type"].removeprefix("safety-credit.").rpartition(".v")
        if action not in ("grade-changed", "standing-assessed"):
            return None
        if int(major) > KNOWN_MAJOR:
            raise UnreadableError(f"{event['type']}: this program knows major {KNOWN_MAJOR}")
        data, is_change = event["data"], action == "grade-changed"
        return Grade(
            code=event["subject"],
            name=data.get("name"),
            grade=data["to_grade"] if is_change else data["grade"],
            score=str(data["score"]),
            day=data["day"],
            number=data["number"] if is_change else (data.get("decision") or {}).get("number"),
            event=event["id"],
            is_change=is_change,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(f"{type(error).__name__}: {error}") from error


class Database:
    """Grades and positions; what is written inside one `with database.transaction` is one step."""

    def __init__(self, path: str) -> None:
        self.transaction = sqlite3.connect(path, timeout=30)
        self.transaction.executescript(TABLES)

    def positions(self) -> dict[tuple[str, int], int]:
        """Return the next offset of each topic and partition; none before the start."""
        rows = self.transaction.execute("SELECT topic, partition, next FROM positions")
        return {(topic, partition): following for topic, partition, following in rows}

    def begin(self, positions: dict[tuple[str, int], int]) -> None:
        """Keep the first positions."""
        self.transaction.executemany(
            "INSERT INTO positions VALUES (?, ?, ?)", [(*k, n) for k, n in positions.items()]
        )

    def move(self, place: tuple[str, int], before: int, following: int) -> None:
        """Keep how far a partition was read. Raises TwoProgramsError."""
        moved = self.transaction.execute(
            "UPDATE positions SET next = ? WHERE topic = ? AND partition = ? AND next = ?",
            (following, *place, before),
        )
        if moved.rowcount != 1:
            raise TwoProgramsError(f"{place} stands no longer at {before}: stop one of the two")

    def take(self, value: bytes | None) -> None:
        """Keep what a message says: a change of a number that we have is a repeat.

        A standing is the latest of its enterprise, and may be newer than changes that are read
        after it; these are kept in `changes`, and alter the grade only where they are not older.
        """
        grade = read(value) if value else None
        if grade is None:
            return
        if grade.is_change:
            self.transaction.execute(
                "INSERT OR IGNORE INTO changes VALUES (?, ?, ?, ?, ?)",
                (grade.code, grade.number, grade.grade, grade.day, grade.event),
            )
        known = self.transaction.execute(
            "SELECT number, day, grade FROM grades WHERE code = ?", (grade.code,)
        ).fetchone()
        number, day, held = known or (None, "", None)
        if number is None or (grade.number is not None and grade.number > number):
            number = grade.number
        elif grade.is_change:
            return
        # An enterprise's days never run back. A change of the standing's own day that gives the
        # grade which the standing has, led to it: the standing's score is the later one.
        if grade.is_change and (grade.day < day or (grade.day == day and grade.grade == held)):
            self.transaction.execute(
                "UPDATE grades SET number = ? WHERE code = ?", (number, grade.code)
            )
            return
        self.transaction.execute(
            "REPLACE INTO grades VALUES (?, ?, ?, ?, ?, ?)",
            (grade.code, grade.name, grade.grade, grade.score, grade.day, number),
        )


def main() -> int:
    """Print what the message on standard input says; return the exit code."""
    try:
        grade = read(sys.stdin.buffer.read())
    except UnreadableError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if grade is not None:
        print(json.dumps(asdict(grade), ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
