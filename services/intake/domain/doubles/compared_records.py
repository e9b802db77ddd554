"""What is known of records that may be one."""

from datetime import date, datetime
from typing import Literal

import msgspec

from services.chassis.state.rows import RowMap

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
    """A person's decision about a pair, as its report stated it; `origin` is packed.

    `replaced` are decisions of the same instant that came before it: the last to come holds.
    """

    known_at: datetime
    one: bool
    holds: str | None
    reason: str | None
    decided_by: str
    origin: bytes
    reported_on: date
    identity: str
    replaced: tuple[str, ...] = ()


class ProposalStatus(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """How often something was published of a pair, and what last."""

    revision: int
    status: Status


class LetterGroup(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The records that have a key, or the pairs that have a record, by their letters."""

    members: tuple[str, ...]


class PairDecisions(msgspec.Struct, frozen=True, array_like=True):
    """What was decided of pairs, and the records that count as another one."""

    decisions: dict[str, PairDecision] = msgspec.field(default_factory=dict)
    counted_as: dict[str, str] = msgspec.field(default_factory=dict)


COMPARED, GROUP, PROPOSAL, OPEN_PAIRS = "c", "g", "p", "o"  # the first signs of rows


class Doubles(msgspec.Struct, frozen=True):
    """By the letters of records (double_name): what is compared; by keys: who has one.

    By the letters of pairs: the decisions, and what was published; `open_pairs` are those about
    which a question is open, by the letters of each of their records. `counted_as`: the records
    that count as another one, by their letters.
    """

    compared: RowMap[ComparedRecord] = msgspec.field(default_factory=lambda: RowMap(COMPARED))
    groups: RowMap[LetterGroup] = msgspec.field(default_factory=lambda: RowMap(GROUP))
    proposals: RowMap[ProposalStatus] = msgspec.field(default_factory=lambda: RowMap(PROPOSAL))
    open_pairs: RowMap[LetterGroup] = msgspec.field(default_factory=lambda: RowMap(OPEN_PAIRS))
    decisions: dict[str, PairDecision] = msgspec.field(default_factory=dict)
    counted_as: dict[str, str] = msgspec.field(default_factory=dict)

    def same(self) -> dict[str, str]:
        """Return the records that count as another one, by their ids, with that one's."""
        ids = self.compared
        return {ids[one].record_id: ids[root].record_id for one, root in self.counted_as.items()}

    @property
    def decided(self) -> PairDecisions:
        """What was decided."""
        return PairDecisions(self.decisions, self.counted_as)

    def open_pairs_of(self, letters: str) -> tuple[str, ...]:
        """Return the pairs with a record about which a question is open."""
        group = self.open_pairs.get(letters)
        return () if group is None else group.members

    def members_of(self, key: str) -> tuple[str, ...]:
        """Return the records that have a key."""
        group = self.groups.get(key)
        return () if group is None else group.members
