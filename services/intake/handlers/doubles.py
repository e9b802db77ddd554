"""Records that may be one: what is asked of a person, and what counts after the decision."""

from collections.abc import Iterable, Mapping, Set
from datetime import datetime

import msgspec

from schemas.messages import RecordNamed
from schemas.records import Accident, Content
from schemas.topics import SAFETY_RECORDS
from services.chassis.outcome import Publication
from services.intake.domain.double_name import letters_of
from services.intake.domain.double_rules import DoubleRules
from services.intake.domain.doubles import (
    Asked,
    Doubles,
    Status,
    parted,
    roots_of,
    statuses_of,
    with_compared,
)
from services.intake.domain.kinds import kind_of
from services.intake.domain.layout import Rulebook
from services.intake.domain.state import IntakeState
from services.intake.translation.doubles import DECIDED_ONE, compared_of, named, suspected
from services.intake.translation.records import admitted, content_of

from .hearing import reheard

Published = tuple[Publication, ...]


class Reconsidered(msgspec.Struct, frozen=True):
    """The state afterwards, and what is published of pairs and records.

    `first` goes before what is published of the record that brought it about, `last` after it. New
    questions and records that count no more go first, answered questions and records that count
    again last: so one matter never counts twice or not at all in between, and a sheet is made out
    once.
    """

    state: IntakeState
    first: Published = ()
    last: Published = ()


def reconsidered(  # noqa: PLR0913 - a record, where it is, and since when
    rulebook: Rulebook,
    code: str,
    state: IntakeState,
    record_id: str,
    known_at: datetime,
    *,
    already: bool,
) -> Reconsidered:
    """Return what follows from a record as it now is; `already`: it is published in any case."""
    rules, doubles = rulebook.doubles, state.doubles
    found = compared_of(rules, record_id, state.records[record_id], known_at)
    if found is None:
        return Reconsidered(state)
    letters, record = found
    if not record.keys and letters not in doubles.compared:  # a fleet has thousands of points
        return Reconsidered(state)
    doubles, touched = with_compared(doubles, letters, record)
    if doubles.compared[letters] == state.doubles.compared.get(letters):
        return Reconsidered(state)
    told = frozenset({record_id}) if already else frozenset[str]()
    return settled(rules, code, with_doubles(state, doubles), touched, told)


def moved_away(rulebook: Rulebook, code: str, state: IntakeState) -> Reconsidered:
    """Return what follows where a code is succeeded: nothing is asked under it any more."""
    statuses: dict[str, Status] = dict.fromkeys(state.doubles.asked, "ended")
    return _told(rulebook.doubles, code, state, statuses)


def moved_back(rulebook: Rulebook, code: str, state: IntakeState) -> Reconsidered:
    """Return what follows where a succession ended: all is asked again that was."""
    touched = set(state.doubles.groups)
    return settled(rulebook.doubles, code, state, touched)


def other_of(state: IntakeState, content: Content, number: str) -> tuple[str, RecordNamed] | None:
    """Return what the sender of a record is to know of another one that may be it, or is."""
    doubles = state.doubles
    mine = letters_of(kind_of(content), number)
    best: tuple[str, RecordNamed] | None = None
    for letters, asked in sorted(doubles.asked.items()):
        pair = parted(letters)
        if mine not in pair:
            continue
        other = pair[1] if pair[0] == mine else pair[0]
        if asked.status == "differing":
            return "double_differs", named(doubles, other, state.records)
        if asked.status == "suspected":
            best = best or ("possible_double", named(doubles, other, state.records))
    root = doubles.counted_as.get(mine)
    return best if root is None else ("counted_as_double", named(doubles, root, state.records))


def settled(
    rules: DoubleRules,
    code: str,
    state: IntakeState,
    touched: Iterable[str],
    told: frozenset[str] = frozenset(),
) -> Reconsidered:
    """Return what follows from other records or decisions, which the state holds already.

    Records that are `told` are published in any case.
    """
    doubles = state.doubles
    roots = roots_of(doubles)
    before = doubles.counted_as
    moved = {each for each in (*roots, *before) if roots.get(each) != before.get(each)}
    doubles = msgspec.structs.replace(doubles, counted_as=roots)
    keys = {*touched, *(key for each in moved for key in doubles.compared[each].keys)}
    limits = rules.most_proposals.value, rules.most_compared.value
    statuses = statuses_of(doubles, limits, keys, roots)
    result = _told(rules, code, with_doubles(state, doubles), statuses, moved)
    ids = [doubles.compared[each].record_id for each in moved]
    return _recounted(code, result, ids, told)


def _told(
    rules: DoubleRules,
    code: str,
    state: IntakeState,
    statuses: Mapping[str, Status],
    moved: Set[str] = frozenset(),
) -> Reconsidered:
    """Return what is published of the pairs of which something else is so than was published.

    Of a decided one that is also where another record counts now: one of it has `moved`.
    """
    doubles = state.doubles
    asked = dict(doubles.asked)
    changed = []
    for letters, status in sorted(statuses.items()):
        before = asked.get(letters)
        counts_otherwise = status in DECIDED_ONE and not moved.isdisjoint(parted(letters))
        if before is not None and before.status == status and not counts_otherwise:
            continue
        if before is None and status == "ended":
            continue
        asked[letters] = Asked(before.revision + 1 if before else 1, status)
        changed.append(letters)
    doubles = msgspec.structs.replace(doubles, asked=asked)
    opened, closed = list[Publication](), list[Publication]()
    for letters in changed:
        body = suspected(rules, code, doubles, letters, state.records)
        side = opened if body.status == "suspected" else closed
        side.append(Publication(topic=SAFETY_RECORDS, subject=code, body=body))
    return Reconsidered(with_doubles(state, doubles), tuple(opened), tuple(closed))


def with_doubles(state: IntakeState, doubles: Doubles) -> IntakeState:
    """Return a state with something else known of its doubles."""
    return msgspec.structs.replace(state, doubles=doubles)


def _recounted(
    code: str, result: Reconsidered, moved: Iterable[str], told: frozenset[str]
) -> Reconsidered:
    """Return the result with the records raised that count otherwise than before."""
    changed = sorted(moved)
    if not changed:
        return result
    records, same = dict(result.state.records), result.state.doubles.same()
    first, last = list(result.first), list[Publication]()
    for record_id in changed:
        if record_id not in told:
            known = records[record_id]
            records[record_id] = msgspec.structs.replace(known, revision=known.revision + 1)
            body = admitted(record_id, records[record_id], same_as=same.get(record_id))
            side = first if record_id in same else last
            side.append(Publication(topic=SAFETY_RECORDS, subject=code, body=body))
    for content in (content_of(records[each]) for each in changed):
        if isinstance(content, Accident):  # its sources are more now, or fewer
            records, anew = reheard(code, records, same, content)
            last.extend(anew)
            break
    after = msgspec.structs.replace(result.state, records=records)
    return Reconsidered(after, tuple(first), (*last, *result.last))
