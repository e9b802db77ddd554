"""An enterprise's doubles: the records compared, the open questions, the decisions.

A pure function of the records and the decisions: in whatever order they come, the same is asked and
the same counts.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import datetime
from itertools import islice

import msgspec

from .compared_records import (
    ComparedRecord,
    Doubles,
    PairDecision,
    ProposalStatus,
    Status,
)
from .name import Pair, letters_of, pair_of
from .rules import ACROSS

OPEN = frozenset({"suspected", "differing"})  # the statuses about which a person is to decide


def pair_key(pair: Pair) -> str:
    """Return the letters of a pair as one text."""
    return "-".join(pair)


def pair_of_key(letters: str) -> Pair:
    """Return the letters of a pair."""
    one, _, other = letters.partition("-")
    return one, other


def with_compared(
    doubles: Doubles, letters: str, record: ComparedRecord
) -> tuple[Doubles, set[str]]:
    """Return what is known with a record as it is now, and the keys that this touches."""
    before = doubles.compared.get(letters)
    if before is None:
        return doubles.with_compared(letters, record).with_membership(letters, listed=True), set(
            record.keys
        )
    same = before.keys == record.keys
    record = msgspec.structs.replace(
        record,
        known_at=min(before.known_at, record.known_at),
        keyed_at=min(before.keyed_at, record.keyed_at) if same else record.keyed_at,
    )
    if record == before:
        return doubles, set(record.keys)
    after = doubles.with_membership(letters, listed=False).with_compared(letters, record)
    if letters not in doubles.counted_as:
        after = after.with_membership(letters, listed=True)
    return after, {*before.keys, *record.keys}


def with_roots(doubles: Doubles, changed: Iterable[str]) -> tuple[Doubles, set[str]]:
    """Return what is known with what counts after some records, or decisions on them, changed.

    With the records that count as another one than before.
    """
    roots, moved = roots_near(doubles, changed), set[str]()
    for letters, root in roots.items():
        if root != doubles.counted_as.get(letters):
            moved.add(letters)
    for letters in sorted(moved):
        root = roots[letters]
        doubles = doubles.with_counted_as(letters, root)
        doubles = doubles.with_membership(letters, listed=root is None)
    return doubles, moved


def roots_near(doubles: Doubles, changed: Iterable[str]) -> dict[str, str | None]:
    """Return, of each record near the changed ones, the one that it counts as (None: itself).

    Each decision that two are one says which of them counts: the one that it holds, or else the one
    that was known first. Of all that are one that counts of which no decision says otherwise.
    """
    near = {each for one in changed for each in (one, *doubles.decided_with(one))}
    roots: dict[str, str | None] = {}
    for start in sorted(near):
        if start in roots or start not in doubles.compared:
            continue
        members, others = _one_with(doubles, start)
        root = min(members - others or members, key=lambda each: _by_age(doubles, each))
        roots.update((member, root if member != root else None) for member in members)
    return roots


def counted_with(doubles: Doubles, letters: str) -> list[str]:
    """Return a record and those that count as the same, first the one that counts."""
    root = doubles.counted_as.get(letters) or letters
    if not doubles.decided_with(root):
        return [root]
    members, _ = _one_with(doubles, root)
    return [root, *sorted(members - {root})]


def _one_with(doubles: Doubles, start: str) -> tuple[set[str], set[str]]:
    """Return all that are one with a record, and those of them that some decision does not hold."""
    members, others, waiting = {start}, set[str](), [start]
    while waiting:
        one = waiting.pop()
        for other in doubles.decided_with(one):
            pair = pair_of(one, other)
            decision = doubles.decisions[pair_key(pair)]
            known = [doubles.compared.get(each) for each in pair]
            if not decision.one or not all(each is not None and each.stands for each in known):
                continue
            others.add(_other_than_counts(doubles, pair, decision.holds))
            if other not in members:
                members.add(other)
                waiting.append(other)
    return members, others


def pair_member(doubles: Doubles, pair: Pair, holds: str) -> str | None:
    """Return which of two records is meant by a number or a kind; None: neither, or both."""
    matching = [
        each
        for each in pair
        if (known := doubles.compared.get(each))
        and (holds == known.kind or letters_of(known.kind, holds) == each)
    ]
    return matching[0] if len(matching) == 1 else None


def _other_than_counts(doubles: Doubles, pair: Pair, holds: str | None) -> str:
    member = None if holds is None else pair_member(doubles, pair, holds)
    counts = member or min(pair, key=lambda each: _by_age(doubles, each))
    return pair[1] if counts == pair[0] else pair[0]


def with_statuses(doubles: Doubles, statuses: Mapping[str, ProposalStatus]) -> Doubles:
    """Return what is known with what was published of pairs, by their letters."""
    for letters, status in statuses.items():
        doubles = doubles.with_status(pair_of_key(letters), status, is_open=status.status in OPEN)
    return doubles


def statuses_of(
    doubles: Doubles, limits: tuple[int, int], touched: Iterable[str], changed: Set[str]
) -> dict[str, Status]:
    """Return where the question stands of each pair that may have changed.

    `touched` are the keys of what changed, `changed` the letters of those records. `limits` say how
    many others are proposed of a record, and how many of one key are compared.
    """
    statuses: dict[str, Status] = {}
    keys, most = set(touched), limits[1] + len(changed)
    members = {each for key in keys for each in islice(doubles.members_of(key), most)}
    keys |= {key for each in members for key in doubles.compared[each].keys}
    for key in sorted(keys):
        for pair in _proposed(doubles, key, limits):
            statuses[pair_key(pair)] = "suspected"
    members |= {each for key in keys for each in islice(doubles.members_of(key), most)}
    members |= changed
    for letters in sorted({pair for each in members for pair in doubles.open_pairs_of(each)}):
        if doubles.proposals[letters].status == "suspected" and letters not in statuses:
            one, other = (doubles.compared[each] for each in pair_of_key(letters))
            shared = set(one.keys) & set(other.keys)
            if not shared or shared & keys:
                statuses[letters] = "ended"
    decided = {pair_of(one, other) for one in changed for other in doubles.decided_with(one)}
    for pair in sorted(decided):
        status = _of_decided(doubles, pair, doubles.decisions[pair_key(pair)])
        if status is not None:
            statuses[pair_key(pair)] = status
    return statuses


def _of_decided(doubles: Doubles, pair: Pair, decision: PairDecision) -> Status | None:
    """Return where the question stands of a decided pair; None where one is not known yet."""
    one, other = (doubles.compared.get(each) for each in pair)
    if one is None or other is None:
        return None
    if not (one.stands and other.stands):
        return "ended"
    if not decision.one:
        return "two"
    similar = bool(set(one.keys) & set(other.keys))
    changed = max(one.keyed_at, other.keyed_at) > decision.known_at
    return "differing" if changed and not similar else "one"


def _proposed(doubles: Doubles, key: str, limits: tuple[int, int]) -> Iterator[Pair]:
    """Yield the pairs of one key that a person is to decide: each record with the nearest few."""
    most, compared = limits
    across = key.startswith(ACROSS)
    similar = list(islice(doubles.members_of(key), compared))
    for index, one in enumerate(similar):
        proposed = 0
        for other in similar[index + 1 :]:
            pair = pair_of(one, other)
            if pair_key(pair) in doubles.decisions or (across and _share(doubles, pair)):
                continue
            yield pair
            proposed += 1
            if proposed == most:
                break


def _share(doubles: Doubles, pair: Pair) -> bool:
    one, other = (doubles.compared[each].departments for each in pair)
    return not set(one).isdisjoint(other)


def _by_age(doubles: Doubles, letters: str) -> tuple[datetime, str]:
    return doubles.compared[letters].known_at, letters
