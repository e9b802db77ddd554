"""The records that are public on a day, and why the others are not."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec

from schemas.on_record.disputes import Disputes, MinimumMonths, disputes_in, record_key, repaired_on
from schemas.on_record.doubles import joined
from schemas.on_record.entry import LedgerEntry
from schemas.on_record.later_reports import with_later_reports
from schemas.records import Accident, BlacklistDecision, Commitment, HiddenDanger, Penalty, Reply
from schemas.records.penalty import Severity
from schemas.vocabulary.disclosed_record import DisclosedRecord, DisclosureEnd
from schemas.vocabulary.periods import day_after, day_before
from schemas.vocabulary.rule_value import in_force
from services.chassis.state.rows import Rows
from services.disclosure.domain.rules.edition import DisclosureRules

from .kept_records import (
    CURRENT,
    PAST,
    SUBJECTS,
    KeptRecord,
    acts_about,
    find,
)
from .publicity import (
    ListedDays,
    Promise,
    Publicity,
    accident_publicity,
    changing_days,
    commitment_publicity,
    danger_publicity,
    listing_publicity,
    penalty_publicity,
    reply_publicity,
)

# They are few, and other records bear on when their publicity is over.
_NEVER_PAST = (Accident, BlacklistDecision, Commitment, Reply)


class PublicRecords(NamedTuple):
    """The records that are public on a day by their ids, why the others are not, what is next.

    `changes_next_on` is the next day on which any becomes public, changes or ends by itself;
    `over` are those whose publicity is over by the rules, whatever is decided about them.
    """

    records: Mapping[str, DisclosedRecord]
    ended: Mapping[str, DisclosureEnd]
    over: frozenset[str]
    changes_next_on: date | None


class Questions(msgspec.Struct, frozen=True):
    """What the publicity of an enterprise's records is asked by: the rules, the day, its lists."""

    editions: tuple[DisclosureRules, ...]
    rules: DisclosureRules
    on: date
    listings: Mapping[str, ListedDays]


def public_records(
    kept: Mapping[str, KeptRecord], rows: Rows[Any], asked: Questions
) -> PublicRecords:
    """Return what is public of these records, by all that is kept about them."""
    entries, doubles = joined(_on_record(kept, rows))
    disputes = disputes_in(entries)
    entries = with_later_reports(entries)
    latest = _latest_of(entries)
    records: dict[str, DisclosedRecord] = {}
    ended: dict[str, DisclosureEnd] = {
        record_id: "withdrawn" for record_id, each in kept.items() if each.entry.withdrawn
    }
    double_ids = (double.entry.record_id for double in doubles)
    ended |= {each: "counted_as_another" for each in double_ids if each in kept}
    over = set(ended)
    days: list[date] = []
    for entry in entries:
        record_id = entry.record_id
        if record_id not in kept or not isinstance(entry.content, SUBJECTS):
            continue
        publicity = _publicity(kept[record_id], entry, asked, latest=record_id in latest)
        if publicity is None or _is_over(publicity, asked.on):
            over.add(record_id)
        state = _state_of(entry, publicity, disputes, asked)
        if isinstance(state, DisclosedRecord):
            if state.first_day <= asked.on:
                records[record_id] = state
            days += (state.first_day, *_after(state.last_day))
        else:
            ended[record_id] = state
        if isinstance(entry.content, Commitment):
            days += changing_days(entry.content, asked.rules)
    past = (each for each in over if not isinstance(kept[each].entry.content, _NEVER_PAST))
    later = min((day for day in days if day > asked.on), default=None)
    return PublicRecords(records, ended, frozenset(past), later)


def retired(rows: Rows[Any], kept: Mapping[str, KeptRecord], over: Iterable[str]) -> Rows[Any]:
    """Return the rows: records whose publicity is over among the past, the others current."""
    gone = frozenset(over)
    for record_id, record in kept.items():
        goes, comes = (CURRENT, PAST) if record_id in gone else (PAST, CURRENT)
        if rows.get(goes + record_id) is not None:
            rows = rows.with_row(goes + record_id, None).with_row(comes + record_id, record)
    return rows


def _on_record(kept: Mapping[str, KeptRecord], rows: Rows[Any]) -> list[LedgerEntry]:
    """Return the last revisions that stand: of the records, what they are the same as, and acts."""
    entries: dict[str, LedgerEntry] = {}
    waiting = [each.entry for each in kept.values()]
    while waiting:
        entry = waiting.pop()
        if entry.record_id in entries:
            continue
        entries[entry.record_id] = entry
        waiting += (act.entry for act in acts_about(rows, entry))
        if entry.same_as and (root := find(rows, entry.same_as)) is not None:
            waiting.append(root[1].entry)
    standing = (each for each in entries.values() if not each.withdrawn)
    return sorted(standing, key=lambda each: (each.record_id, each.revision))


def _latest_of(entries: Iterable[LedgerEntry]) -> frozenset[str]:
    """Return the latest promise that was made, and the latest reply that was accepted."""
    promises: list[tuple[date, str]] = []
    replies: list[tuple[date, str]] = []
    for entry in entries:
        content = entry.content
        if isinstance(content, Commitment) and content.made:
            promises.append((content.made_on or entry.occurred_on, entry.record_id))
        elif isinstance(content, Reply) and content.accepted:
            replies.append((content.decided_on, entry.record_id))
    return frozenset(max(each)[1] for each in (promises, replies) if each)


def _publicity(
    kept: KeptRecord, entry: LedgerEntry, asked: Questions, *, latest: bool
) -> Publicity | None:
    content, known_on, rules = entry.content, kept.first_known_on, asked.rules
    publicity: Publicity | None = None
    match content:
        case Penalty():
            publicity = penalty_publicity(content, known_on, rules)
        case Accident():
            publicity = accident_publicity(content, known_on, rules)
        case HiddenDanger():
            publicity = danger_publicity(content, known_on, rules)
        case BlacklistDecision():
            listed = asked.listings.get(entry.record_id)
            publicity = listing_publicity(content, known_on, listed, rules)
        case Commitment():
            promise = Promise(content, content.made_on or entry.occurred_on, known_on, latest)
            publicity = commitment_publicity(promise, rules, asked.on)
        case Reply():
            publicity = reply_publicity(content, known_on, rules, latest=latest)
    return publicity


def _is_over(publicity: Publicity, on: date) -> bool:
    return publicity.last_day is not None and publicity.last_day < on


def _state_of(
    entry: LedgerEntry, publicity: Publicity | None, disputes: Disputes, asked: Questions
) -> DisclosedRecord | DisclosureEnd:
    """Return a record as it is public, now or from a later day on, or why it is not."""
    key = record_key(entry)
    if key in disputes.upheld:
        return "upheld"
    if publicity is None:  # its standing says of whom the lists are
        return "removed" if isinstance(entry.content, BlacklistDecision) else "not_public"
    last_day, until = publicity.last_day, publicity.until
    granted_on = disputes.repaired.get(key, ())
    repaired = repaired_on(entry, granted_on, _minimum_by(asked.editions))
    if repaired is not None:
        if repaired <= max(asked.on, publicity.first_day):
            return "repaired"
        last_day = min(last_day or date.max, day_before(repaired))
    if last_day is not None and (last_day < asked.on or last_day < publicity.first_day):
        return publicity.over
    objected_since = disputes.disputed.get(key)
    return DisclosedRecord(
        record_id=entry.record_id,
        document_number=entry.document_number,
        department=entry.department,
        content=publicity.content,
        first_day=publicity.first_day,
        last_day=last_day,
        because=publicity.because,
        until=until,
        due_on=publicity.due_on,
        objected_since=objected_since,
    )


def _minimum_by(editions: tuple[DisclosureRules, ...]) -> MinimumMonths:
    def minimum(severity: Severity, decided_on: date) -> int:
        rules = in_force(editions, decided_on)
        return rules.penalties[severity].minimum.value if rules else 0

    return minimum


def _after(last_day: date | None) -> tuple[date, ...]:
    return () if last_day is None else (day_after(last_day),)
