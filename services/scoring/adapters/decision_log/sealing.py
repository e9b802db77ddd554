"""Sealing: a day's grade changes join the tree, and it is signed, once the day is over everywhere.

Of the days before only the last seal is needed: it has the tree's right edge.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from schemas.decision_entry import Seal
from schemas.decision_log import leaf_entry, signed, to_sign
from schemas.messages import DayBegan, DecisionsSealed, Fact, StandingAssessed, first_fact
from schemas.topics import SCORING
from services.chassis.clock import start_of
from services.chassis.processing.identity import derived_id
from services.chassis.signing.keys import SigningKey
from services.chassis.signing.signed_note import read_note
from services.chassis.transparency.checkpoint import Checkpoint, checkpoint_of
from services.chassis.transparency.merkle_tree import CompactRange, leaf_hash

CITY = "city"
ONE_DAY = timedelta(days=1)
Last = DecisionsSealed | Seal
Decisions = dict[tuple[str, int], str]  # hashes, by enterprise and number


class DayBook:
    """Gathers grade changes by day, from the channel that has them in one order with the days.

    A day is over when the next one began in every partition: then no change of it can come.
    """

    def __init__(self, origin: str, partitions: int, last: Last | None) -> None:
        self._origin = origin
        self._partitions = partitions
        self._last = last
        self._days: dict[int, date] = {}
        self._first: date | None = None
        self._decisions: dict[date, Decisions] = {}

    def add(self, partition: int, fact: Fact[Any]) -> None:
        """Take one message; what is of a sealed day is read again, from the beginning."""
        body = fact.body
        if isinstance(body, DayBegan):
            current_day = self._days.get(partition)
            self._days[partition] = body.day if current_day is None else max(current_day, body.day)
            self._since(body.day)
        elif isinstance(body, StandingAssessed) and body.decision is not None:
            if self._last is None or body.day > self._last.day:
                key = (fact.subject, body.decision.number)
                self._decisions.setdefault(body.day, {})[key] = body.decision.hash
            self._since(body.day)

    def seals(self, key_on: Callable[[date], SigningKey]) -> Iterator[Fact[DecisionsSealed]]:
        """Yield the seals of the days that are over and not sealed yet, each by the day's key."""
        if len(self._days) < self._partitions or self._first is None:
            return
        over = min(self._days.values())
        day = self._first if self._last is None else self._last.day + ONE_DAY
        while day < over:
            decisions = self._decisions.pop(day, {})
            seal = sealed(self._origin, day, decisions, self._last, key_on(day))
            self._last = seal.body
            yield seal
            day += ONE_DAY

    def _since(self, day: date) -> None:
        self._first = day if self._first is None else min(self._first, day)


def sealed(
    origin: str,
    day: date,
    decisions: Mapping[tuple[str, int], str],
    last: Last | None,
    key: SigningKey,
) -> Fact[DecisionsSealed]:
    """Return the seal of a day, known when the day was over."""
    hashes = [decisions[decision] for decision in sorted(decisions)]
    tree = tree_of(last).extended(leaf_hash(leaf_entry(each)) for each in hashes)
    checkpoint = Checkpoint(origin, tree.size, tree.root, day)
    body = DecisionsSealed(
        day=day,
        number=1 if last is None else last.number + 1,
        previous=None if last is None else last.hash,
        count=len(hashes),
        frontier=tuple(each.hex() for each in tree.peaks),
        checkpoint=str(checkpoint.signed(key)),
        key_id=key.public.id,
        signature="",
        hash="",
    )
    known_at = start_of(day + ONE_DAY)
    identity = derived_id(body.SUBJECT_ACTION, day, body.previous, checkpoint.text, body.key_id)
    source = f"/safety-credit/{SCORING}"
    fact = first_fact(body, identity=identity, source=source, subject=CITY, known_at=known_at)
    return signed(fact, key.sign(to_sign(fact)))


def tree_of(seal: Last | None) -> CompactRange:
    """Return the tree as a seal has it (None: without a leaf).

    Raises ValueError where its parts don't fit each other.
    """
    if seal is None:
        return CompactRange()
    checkpoint = checkpoint_of(read_note(seal.checkpoint))
    tree = CompactRange(checkpoint.size, tuple(map(bytes.fromhex, seal.frontier)))
    if tree.root != checkpoint.root:
        raise ValueError("its checkpoint has another root than its frontier")
    return tree
