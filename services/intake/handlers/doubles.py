"""Records that may be one: the questions to a person, and what counts after a decision."""

from collections.abc import Iterable, Mapping, Set
from datetime import datetime

import msgspec

from schemas.messages import RecordNamed
from schemas.records import Accident, Content
from schemas.topics import SAFETY_RECORDS
from services.chassis.processing.outcome import Publication
from services.intake.domain.doubles.compared_records import ProposalStatus, Status
from services.intake.domain.doubles.doubles import (
    pair_of_key,
    statuses_of,
    with_compared,
    with_roots,
    with_statuses,
)
from services.intake.domain.doubles.name import letters_of
from services.intake.domain.doubles.rules import DoubleRules
from services.intake.domain.layouts.layout import Rulebook
from services.intake.domain.records.kinds import kind_of
from services.intake.domain.state import IntakeState
from services.intake.translation.doubles import (
    DECIDED_ONE,
    compared_of,
    double_suspected,
    named_record,
)
from services.intake.translation.records import admitted, content_of

from .authorization import reordered

Publications = tuple[Publication, ...]


class DoublesUpdate(msgspec.Struct, frozen=True):
    """The state afterwards, and what is published of pairs and records.

    `first` is published before the record that caused it, `last` after it. New questions and
    records that no longer count go first, answered questions and records that count again last: so
    one event never counts twice, or not at all, in between, and a sheet is made once.
    """

    state: IntakeState
    first: Publications = ()
    last: Publications = ()


def update_after_record(  # noqa: PLR0913 - a record, where it is, and since when
    rulebook: Rulebook,
    code: str,
    state: IntakeState,
    record_id: str,
    known_at: datetime,
    *,
    already_published: bool,
) -> DoublesUpdate:
    """Return the doubles after a record changed.

    `already_published`: the record itself is published by the caller.
    """
    rules, doubles = rulebook.doubles, state.doubles
    compared = compared_of(rules, record_id, state.records[record_id], known_at)
    if compared is None:
        return DoublesUpdate(state)
    letters, record = compared
    if not record.keys and letters not in doubles.compared:  # a fleet has thousands of points
        return DoublesUpdate(state)
    after, touched = with_compared(doubles, letters, record)
    if after is doubles:
        return DoublesUpdate(state)
    published = frozenset({record_id}) if already_published else frozenset[str]()
    return update_doubles(rules, code, state.over(after), touched, {letters}, published)


def close_doubles(rulebook: Rulebook, code: str, state: IntakeState) -> DoublesUpdate:
    """Return the doubles of a code that was succeeded: every open question ends."""
    statuses: dict[str, Status] = dict.fromkeys(state.doubles.proposals, "ended")
    return _publish_statuses(rulebook.doubles, code, state, statuses)


def reopen_doubles(rulebook: Rulebook, code: str, state: IntakeState) -> DoublesUpdate:
    """Return the doubles of a code whose succession ended: every question is open again."""
    compared = state.doubles.compared
    touched = {key for record in compared.values() for key in record.keys}
    return update_doubles(rulebook.doubles, code, state, touched, set(compared))


def possible_double(
    state: IntakeState, content: Content, number: str
) -> tuple[str, RecordNamed] | None:
    """Return the other record that one may be (or is decided to be), with the receipt's reason."""
    doubles = state.doubles
    mine = letters_of(kind_of(content), number)
    if mine not in doubles.compared:
        return None
    best: tuple[str, RecordNamed] | None = None
    for letters in doubles.open_pairs_of(mine):
        proposal, pair = doubles.proposals[letters], pair_of_key(letters)
        other = pair[1] if pair[0] == mine else pair[0]
        if proposal.status == "differing":
            return "double_differs", named_record(doubles, other, state.records)
        if proposal.status == "suspected":
            best = best or ("possible_double", named_record(doubles, other, state.records))
    root = doubles.counted_as.get(mine)
    return (
        best if root is None else ("counted_as_double", named_record(doubles, root, state.records))
    )


def update_doubles(  # noqa: PLR0913, PLR0917 - what changed, and where
    rules: DoubleRules,
    code: str,
    state: IntakeState,
    touched: Iterable[str],
    changed: Set[str],
    published: frozenset[str] = frozenset(),
) -> DoublesUpdate:
    """Return the doubles after records or decisions changed, which are in the state already.

    `touched` are the keys of the `changed` records (by their letters). Records in `published` are
    published by the caller.
    """
    doubles, moved = with_roots(state.doubles, changed)
    keys = {*touched, *(key for each in moved for key in doubles.compared[each].keys)}
    limits = rules.most_proposals.value, rules.most_compared.value
    statuses = statuses_of(doubles, limits, keys, changed | moved)
    result = _publish_statuses(rules, code, state.over(doubles), statuses, moved)
    return _publish_recounted(code, result, moved, published)


def _publish_statuses(
    rules: DoubleRules,
    code: str,
    state: IntakeState,
    statuses: Mapping[str, Status],
    moved: Set[str] = frozenset(),
) -> DoublesUpdate:
    """Publish the pairs whose status differs from the published one.

    A decided pair is published also where another record counts now: one of it is in `moved`.
    """
    doubles = state.doubles
    changed: dict[str, ProposalStatus] = {}
    for letters, status in sorted(statuses.items()):
        before = doubles.proposals.get(letters)
        counts_otherwise = status in DECIDED_ONE and not moved.isdisjoint(pair_of_key(letters))
        if before is not None and before.status == status and not counts_otherwise:
            continue
        if before is None and status == "ended":
            continue
        changed[letters] = ProposalStatus(before.revision + 1 if before else 1, status)
    doubles = with_statuses(doubles, changed)
    opened, closed = list[Publication](), list[Publication]()
    for letters in changed:
        body = double_suspected(rules, code, doubles, letters, state.records)
        side = opened if body.status == "suspected" else closed
        side.append(Publication(topic=SAFETY_RECORDS, subject=code, body=body))
    return DoublesUpdate(state.over(doubles), tuple(opened), tuple(closed))


def _publish_recounted(
    code: str, result: DoublesUpdate, moved: Set[str], published: frozenset[str]
) -> DoublesUpdate:
    """Publish the records (by their letters) that count otherwise, with their next revision."""
    if not moved:
        return result
    state, doubles = result.state, result.state.doubles
    ids = {doubles.compared[each].record_id: each for each in moved}
    records, first, last = state.records, list(result.first), list[Publication]()
    for record_id, letters in sorted(ids.items()):
        if record_id not in published:
            known = records[record_id]
            known = msgspec.structs.replace(known, revision=known.revision + 1)
            records = records.with_row(record_id, known)
            same_as = doubles.same_as(letters)
            body = admitted(record_id, known, same_as=same_as)
            side = last if same_as is None else first
            side.append(Publication(topic=SAFETY_RECORDS, subject=code, body=body))
    accidents = [
        letters
        for record_id, letters in ids.items()
        if isinstance(content_of(records[record_id]), Accident)
    ]
    # Their sources are more now, or fewer.
    state, reordered_publications = reordered(code, state.over(records), accidents)
    return DoublesUpdate(state, tuple(first), (*last, *reordered_publications, *result.last))
