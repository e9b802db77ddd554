"""What disclosure does with each message: keep what bears on the public, say what changed of it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from schemas.messages import (
    Body,
    DayBegan,
    DeadlineAnnounced,
    DoubleSuspected,
    EnterpriseDisclosed,
    Fact,
    MeasureChanged,
    RecordAdmitted,
    RecordDisclosed,
    RecordEnded,
    StandingAssessed,
)
from schemas.on_record.admitted import entry_of
from schemas.topics import DISCLOSED_RECORDS, DISCLOSURES
from schemas.vocabulary.city_day import city_day
from schemas.vocabulary.disclosed_entry import DisclosedIdentity
from schemas.vocabulary.disclosed_record import DisclosureEnd
from schemas.vocabulary.rule_value import in_force
from services.chassis.processing.outcome import Outcome, Publication
from services.chassis.processing.stage import Handler, Wake
from services.chassis.state.rows import Rows
from services.disclosure.domain.disclosure_state import (
    MEASURE,
    PUBLISHED,
    DisclosureState,
    PublishedRecord,
)
from services.disclosure.domain.entry.public_entry import public_entry
from services.disclosure.domain.entry.public_standing import grades_with
from services.disclosure.domain.records.kept_records import (
    is_kept,
    subjects,
    with_revision,
    without,
)
from services.disclosure.domain.records.public_records import (
    PublicRecords,
    Questions,
    public_records,
    retired,
)
from services.disclosure.domain.rules.edition import DisclosureRules

from .translation import digest_of, measure_of, revised_grades, standing_of

Editions = tuple[DisclosureRules, ...]
DisclosureOutcome = Outcome[DisclosureState]


def build(editions: Editions) -> Mapping[type[Body], Handler[DisclosureState]]:
    """Return the handlers under these editions."""

    def admit(state: DisclosureState, fact: Fact[Any], today: date) -> DisclosureOutcome:
        body: RecordAdmitted = fact.body
        if not is_kept(body.content):
            return _unchanged(state)
        rows = with_revision(state.rows, entry_of(fact), city_day(fact.known_at))
        after = msgspec.structs.replace(state, rows=rows)
        return disclosure_outcome(editions, after, fact.subject, today)

    def end(state: DisclosureState, fact: Fact[Any], today: date) -> DisclosureOutcome:
        body: RecordEnded = fact.body
        rows = without(state.rows, body.record_id)
        after = msgspec.structs.replace(state, rows=rows)
        return disclosure_outcome(editions, after, fact.subject, today)

    def stand(state: DisclosureState, fact: Fact[Any], today: date) -> DisclosureOutcome:
        body: StandingAssessed = fact.body
        known = state.head.standing
        if known is not None and known.number >= body.number:
            return _unchanged(state)
        grades = grades_with(state.head.grades, revised_grades(body), body.day, body.grade)
        head = msgspec.structs.replace(state.head, standing=standing_of(body), grades=grades)
        after = msgspec.structs.replace(state, head=head)
        return disclosure_outcome(editions, after, fact.subject, max(today, body.day))

    def measure(state: DisclosureState, fact: Fact[Any], today: date) -> DisclosureOutcome:
        body: MeasureChanged = fact.body
        row_id = MEASURE + body.order
        stated, before = measure_of(body), state.rows.get(row_id)
        if stated is not None and before is not None:
            stated = msgspec.structs.replace(stated, since=before.since)
        if stated == before:
            return _unchanged(state)
        after = msgspec.structs.replace(state, rows=state.rows.with_row(row_id, stated))
        return disclosure_outcome(editions, after, fact.subject, max(today, body.day))

    def ignore(state: DisclosureState, _fact: Fact[Any], _today: date) -> DisclosureOutcome:
        return _unchanged(state)

    return {
        RecordAdmitted: admit,
        RecordEnded: end,
        StandingAssessed: stand,
        MeasureChanged: measure,
        DoubleSuspected: ignore,  # a question, until a person decides
        DeadlineAnnounced: ignore,  # of who has the term, and of nobody else
    }


def build_wake(editions: Editions) -> Wake[DisclosureState]:
    """Return what is done on a day on which what is public changes, or an edition begins."""
    beginnings = frozenset(edition.effective_from for edition in editions)

    def wake(state: DisclosureState, subject: str, began: Fact[DayBegan]) -> DisclosureOutcome:
        day = began.body.day
        return disclosure_outcome(editions, state, subject, day, again=day in beginnings)

    return wake


def disclosure_outcome(
    editions: Editions, state: DisclosureState, code: str, today: date, *, again: bool = False
) -> DisclosureOutcome:
    """Return what is published of a state, and the state after it.

    `again`: what was over by the rules before is looked at by those that begin.
    """
    head = state.head
    on = today if head.day is None else max(today, head.day)
    rules = in_force(editions, on)
    if rules is None:
        return Outcome(state=state, wake_on=editions[0].effective_from)
    kept = subjects(state.rows, past=again)
    standing = head.standing
    listings = standing.listings_by_record if standing else {}
    public = public_records(kept, state.rows, Questions(editions, rules, on, listings))
    rows = retired(state.rows, kept, public.over)
    head = msgspec.structs.replace(head, day=on, changes_next_on=public.changes_next_on)
    if standing is None:  # each record that may be public makes the enterprise rated
        return Outcome(state=DisclosureState(head, rows), wake_on=head.changes_next_on)
    publish: list[Publication] = []
    for body, row in _changed(rows, public, code, standing.identity, on):
        rows = rows.with_row(PUBLISHED + body.record_id, row)
        key = f"{code}:{body.record_id}"
        publish.append(Publication(topic=DISCLOSED_RECORDS, subject=key, body=body))
    measures = [each for _, each in rows.items(MEASURE)]
    entry = public_entry(standing, head.grades, public.records, measures, rules)
    digest = digest_of(entry)
    if digest != head.digest:
        head = msgspec.structs.replace(head, entries=head.entries + 1, digest=digest)
        disclosed = EnterpriseDisclosed(number=head.entries, day=on, entry=entry)
        publish.append(Publication(topic=DISCLOSURES, subject=code, body=disclosed))
    after = DisclosureState(head, rows)
    return Outcome(state=after, publish=tuple(publish), wake_on=head.changes_next_on)


def _changed(
    rows: Rows[Any], public: PublicRecords, code: str, identity: DisclosedIdentity, on: date
) -> Iterator[tuple[RecordDisclosed, PublishedRecord | None]]:
    """Yield what is to be published of records, public anew, otherwise or no longer, by their ids.

    What is on record under a code that was succeeded is public under its successor.
    """
    records = public.records if identity.succeeded_by is None else {}
    published: dict[str, PublishedRecord] = {
        row_id.removeprefix(PUBLISHED): row for row_id, row in rows.items(PUBLISHED)
    }
    for record_id in sorted(records.keys() | published.keys()):
        body = RecordDisclosed(
            code=code,
            name=identity.name,
            day=on,
            record_id=record_id,
            record=records.get(record_id),
            ended=None if record_id in records else _why_ended(record_id, public),
        )
        if body.record is None:
            yield body, None
            continue
        before = published.get(record_id)
        digest = digest_of(msgspec.structs.replace(body, day=date.min))
        if before is None or before.digest != digest:
            yield body, PublishedRecord(digest)


def _why_ended(record_id: str, public: PublicRecords) -> DisclosureEnd:
    if record_id in public.records:
        return "counted_as_another"
    return public.ended.get(record_id, "kept_no_longer")


def _unchanged(state: DisclosureState) -> DisclosureOutcome:
    return Outcome(state=state, wake_on=state.head.changes_next_on)
