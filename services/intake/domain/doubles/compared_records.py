"""What is known of records that may be one."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

import msgspec

from services.chassis.state.rows import RowMap, Rows

Status = Literal["suspected", "differing", "one", "two", "ended"]


class ComparedRecord(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A record as it is compared with others: by the `keys` of the rules that it fits.

    `known_at` is the instant at which it was first known, `keyed_at` that from which on it has
    these keys. `stands`: it is not withdrawn. The `departments` are left out where no key is of a
    rule that asks for them.
    """

    record_id: str
    kind: str
    known_at: datetime
    keys: tuple[str, ...]
    keyed_at: datetime
    stands: bool = True
    departments: tuple[str, ...] = ()


class PairDecision(msgspec.Struct, frozen=True, array_like=True):
    """A person's decision about a pair, as its report stated it; `origin` is packed."""

    known_at: datetime
    one: bool
    holds: str | None
    reason: str | None
    decided_by: str
    origin: bytes
    reported_on: date
    identity: str


class ProposalStatus(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How often something was published of a pair, and what last."""

    revision: int
    status: Status


# The first signs of rows. Of the last three the ids say all, so that none is a list that grows.
COMPARED, PROPOSAL, DECISION, COUNTED_AS = "c", "p", "y", "n"
MEMBER, OPEN_PAIR, DECIDED_PAIR = "g", "o", "a"
_LETTERS = 8  # of a record (name.py)
_FIRST = datetime(1, 1, 1, tzinfo=UTC)
_DIGITS = 18  # of the microseconds since then


class Doubles:
    """An enterprise's records as they are compared, and what was asked and decided of them.

    By the letters of records (name.py): what is `compared`; as which other one a record counts. By
    the letters of pairs: the `proposals` that were published, and the `decisions`.
    """

    __slots__ = ("rows",)

    def __init__(self, rows: Rows[Any] | None = None) -> None:
        self.rows: Rows[Any] = Rows() if rows is None else rows

    @property
    def compared(self) -> RowMap[ComparedRecord]:
        """The records, by their letters."""
        return RowMap(COMPARED, self.rows)

    @property
    def proposals(self) -> RowMap[ProposalStatus]:
        """What was published, by the letters of pairs."""
        return RowMap(PROPOSAL, self.rows)

    @property
    def decisions(self) -> RowMap[PairDecision]:
        """What was decided, by the letters of pairs."""
        return RowMap(DECISION, self.rows)

    @property
    def counted_as(self) -> RowMap[str]:
        """The letters of the record as which another one counts, by the letters of that one."""
        return RowMap(COUNTED_AS, self.rows)

    def members_of(self, key: str) -> Iterator[str]:
        """Yield the records that have a key, the first known first.

        Those that count as another one are not among them.
        """
        return (row_id[-_LETTERS:] for row_id, _ in self.rows.items(MEMBER + key))

    def open_pairs_of(self, letters: str) -> list[str]:
        """Return the pairs with a record about which a question is open."""
        start = len(OPEN_PAIR) + len(letters)
        return [row_id[start:] for row_id, _ in self.rows.items(OPEN_PAIR + letters)]

    def decided_with(self, letters: str) -> list[str]:
        """Return the records of which a person decided whether they are one with a record."""
        return [row_id[-_LETTERS:] for row_id, _ in self.rows.items(DECIDED_PAIR + letters)]

    def same_as(self, letters: str) -> str | None:
        """Return the id of the record as which another one counts; None: it counts as itself."""
        root = self.counted_as.get(letters)
        return None if root is None else self.compared[root].record_id

    def with_compared(self, letters: str, record: ComparedRecord) -> "Doubles":
        """Return what is known with a record as it is compared now."""
        return self._with(COMPARED + letters, record)

    def with_membership(self, letters: str, *, listed: bool) -> "Doubles":
        """Return what is known with a record listed at its keys, or not."""
        record, after = self.compared[letters], self
        age = (record.known_at - _FIRST) // timedelta(microseconds=1)
        for key in record.keys:
            row_id = f"{MEMBER}{key}{age:0{_DIGITS}}{letters}"
            after = after._with(row_id, True if listed else None)
        return after

    def with_decision(self, pair: tuple[str, str], decision: PairDecision) -> "Doubles":
        """Return what is known with a decision about two records."""
        one, other = pair
        after = self._with(f"{DECISION}{one}-{other}", decision)
        return after._with(DECIDED_PAIR + one + other, True)._with(DECIDED_PAIR + other + one, True)

    def with_counted_as(self, letters: str, root: str | None) -> "Doubles":
        """Return what is known with a record that counts as another one (None: as itself)."""
        return self._with(COUNTED_AS + letters, root)

    def with_status(
        self, pair: tuple[str, str], status: ProposalStatus, *, is_open: bool
    ) -> "Doubles":
        """Return what is known with what was published of two records."""
        one, other = pair
        name = f"{one}-{other}"
        after = self._with(PROPOSAL + name, status)
        for member in pair:
            after = after._with(OPEN_PAIR + member + name, True if is_open else None)
        return after

    def _with(self, row_id: str, row: object) -> "Doubles":
        if row is None and self.rows.get(row_id) is None:
            return self
        return Doubles(self.rows.with_row(row_id, row))
