"""An enterprise's doubles: the records compared, the open questions, the decisions.

A pure function of the records and the decisions: in whatever order they come, the same is asked and
the same counts.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from .compared_records import (
    ComparedRecord,
    Doubles,
    LetterGroup,
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
    old = set(before.keys) if before else set[str]()
    if before is not None:
        same = before.keys == record.keys
        record = msgspec.structs.replace(
            record,
            known_at=min(before.known_at, record.known_at),
            keyed_at=min(before.keyed_at, record.keyed_at) if same else record.keyed_at,
        )
    groups = doubles.groups
    for key in sorted(old - set(record.keys)):
        others = tuple(each for each in doubles.members_of(key) if each != letters)
        groups = groups.with_row(key, LetterGroup(others) if others else None)
    for key in sorted(set(record.keys) - old):
        groups = groups.with_row(key, LetterGroup((*doubles.members_of(key), letters)))
    compared = doubles.compared.with_row(letters, record)
    after = msgspec.structs.replace(doubles, compared=compared, groups=groups)
    return after, old | set(record.keys)


def roots_of(doubles: Doubles) -> dict[str, str]:
    """Return, of each record that counts as another one, the one that it counts as (by letters).

    Each decision that two are one says which of them counts: the one that it holds, or else the one
    that was known first. Of all that are one that counts of which no decision says otherwise.
    """
    partners: dict[str, set[str]] = {}
    others: set[str] = set()
    for letters, decision in doubles.decisions.items():
        pair = pair_of_key(letters)
        known = [doubles.compared.get(each) for each in pair]
        if not decision.one or not all(each is not None and each.stands for each in known):
            continue
        for one, other in (pair, pair[::-1]):
            partners.setdefault(one, set()).add(other)
        others.add(_other_than_counts(doubles, pair, decision.holds))
    roots: dict[str, str] = {}
    grouped: set[str] = set()
    for start in sorted(partners):
        if start in grouped:
            continue
        members, waiting = {start}, [start]
        while waiting:
            further = partners[waiting.pop()] - members
            members |= further
            waiting += further
        grouped |= members
        root = min(members - others or members, key=lambda each: _by_age(doubles, each))
        roots.update((member, root) for member in members if member != root)
    return roots


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
    proposals, open_pairs = doubles.proposals, doubles.open_pairs
    for letters, status in statuses.items():
        proposals = proposals.with_row(letters, status)
        for member in pair_of_key(letters):
            known = open_pairs.get(member)
            others = [each for each in (known.members if known else ()) if each != letters]
            pairs = (*others, letters) if status.status in OPEN else tuple(others)
            open_pairs = open_pairs.with_row(member, LetterGroup(pairs) if pairs else None)
    return msgspec.structs.replace(doubles, proposals=proposals, open_pairs=open_pairs)


def statuses_of(
    doubles: Doubles,
    limits: tuple[int, int],
    touched: Iterable[str],
    changed: Iterable[str],
    roots: Mapping[str, str],
) -> dict[str, Status]:
    """Return where the question stands of each pair that may have changed.

    `touched` are the keys of what changed, `changed` the letters of those records. `limits` say how
    many others are proposed of a record, and how many of one key are compared.
    """
    statuses: dict[str, Status] = {}
    keys = set(touched)
    members = {each for key in keys for each in doubles.members_of(key)}
    keys |= {key for each in members for key in doubles.compared[each].keys}
    for key in sorted(keys):
        for pair in _proposed(doubles, key, limits, roots):
            statuses[pair_key(pair)] = "suspected"
    members |= {*changed, *(each for key in keys for each in doubles.members_of(key))}
    for letters in sorted({pair for each in members for pair in doubles.open_pairs_of(each)}):
        if doubles.proposals[letters].status == "suspected" and letters not in statuses:
            one, other = (doubles.compared[each] for each in pair_of_key(letters))
            shared = set(one.keys) & set(other.keys)
            if not shared or shared & keys:
                statuses[letters] = "ended"
    for letters, decision in doubles.decisions.items():
        status = _of_decided(doubles, pair_of_key(letters), decision)
        if status is not None:
            statuses[letters] = status
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


def _proposed(
    doubles: Doubles,
    key: str,
    limits: tuple[int, int],
    roots: Mapping[str, str],
) -> Iterator[Pair]:
    """Yield the pairs of one key that a person is to decide: each record with the nearest few."""
    most, compared = limits
    across = key.startswith(ACROSS)
    similar = [each for each in doubles.members_of(key) if each not in roots]
    similar = sorted(similar, key=lambda each: _by_age(doubles, each))[:compared]
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
