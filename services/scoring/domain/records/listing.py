"""Lists of the dishonest (严重失信主体名单, 黑名单): who is on which, from when to when.

An enterprise is on a list by a decision of the authority that penalized it. The rules say for how
long, from when on it may apply to leave, and what that does to its certificate.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import msgspec

from schemas.on_record.entry import LedgerEntry
from schemas.records import BlacklistDecision
from schemas.vocabulary.explanation import StatusLine
from schemas.vocabulary.note import Note
from schemas.vocabulary.periods import day_after, day_before, period_end
from services.scoring.domain.packs.parts import ListRules, joined

from .situation import Situation

Decided = tuple[LedgerEntry, BlacklistDecision]


class ListingPeriod(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A stretch of days on a list, by one decision. `last_day` None: it goes on."""

    entry: LedgerEntry
    list_name: str
    tier: str
    rules: ListRules
    first_day: date
    last_day: date | None
    may_leave_on: date | None
    note: Note | None

    @property
    def situation(self) -> Situation:
        """Return it as a situation that rules can speak of."""
        return Situation(
            name="listed",
            facts={"list": self.list_name, "tier": self.tier},
            first_day=self.first_day,
            since=self.first_day,
            ended_on=None if self.last_day is None else day_after(self.last_day),
            ends_when="removed_from_list",
        )

    def line(self) -> StatusLine:
        """Return it as a line of the standing."""
        term = self.rules.term
        return StatusLine(
            kind="listed",
            name=self.list_name,
            rule=self.list_name,
            chinese=self.rules.chinese,
            english=self.rules.english,
            article=_article(self.rules),
            mark=term.mark,
            record_ids=(self.entry.record_id,),
            document_numbers=(self.entry.document_number,),
            record_count=1,
            first_day=self.first_day,
            last_day=self.last_day,
            may_leave_on=self.may_leave_on,
            note=self.note,
        )


def awaiting_publication(
    decisions: Iterable[Decided], lists: dict[str, ListRules]
) -> Iterator[StatusLine]:
    """Yield the decisions that take effect only when they are published, and are not yet."""
    for entry, decision in sorted(decisions, key=_decided):
        rules = lists.get(decision.list_name)
        if rules is None or not _is_about(rules, decision) or _start(rules, decision) is not None:
            continue
        yield StatusLine(
            kind="proposed",
            name=decision.list_name,
            rule=decision.list_name,
            chinese=rules.chinese,
            english=rules.english,
            article=_article(rules),
            mark=rules.term.mark,
            record_ids=(entry.record_id,),
            document_numbers=(entry.document_number,),
            record_count=1,
            first_day=decision.decided_on,
            last_day=None,
            note=Note(kind="awaits_publication"),
        )


def _article(rules: ListRules) -> str:
    leave = rules.leave_after
    return rules.term.article if leave is None else joined(rules.term.article, leave.article)


def listed(
    decisions: Iterable[Decided],
    lists: dict[str, ListRules],
    overdue: Sequence[Situation],
) -> list[ListingPeriod]:
    """Return the stretches of days on the lists, whenever they are; `overdue` dangers extend some.

    A removal before the day from which one may leave does not count, and the line says so. One that
    was undone restores the listing from that day to the end of its term. Credit repair does not end
    a listing: who is listed leaves by removal or by the end of its term.
    """
    result: list[ListingPeriod] = []
    first_starts: dict[str, date] = {}
    for entry, decision in sorted(decisions, key=_decided):
        rules = lists.get(decision.list_name)
        if rules is None or not _is_about(rules, decision):
            continue
        start = _start(rules, decision)
        if start is None:
            continue
        earlier = first_starts.get(decision.list_name)
        repeated = earlier is not None and earlier < start
        first_starts.setdefault(decision.list_name, start)
        term = rules.listed_again if repeated and rules.listed_again is not None else rules.term
        end: date | None = period_end(start, months=term.value)
        if decision.listed_until is not None and end is not None:
            end = min(end, decision.listed_until)
        if rules.extended_while is not None and end is not None:
            end = _extended(end, overdue)
        leave = None
        if rules.leave_after is not None:  # once the minimum is over
            leave = day_after(period_end(start, months=rules.leave_after.value))
        for first_day, last_day, note in _stretches(decision, start, end, leave):
            result.append(
                ListingPeriod(
                    entry=entry,
                    list_name=decision.list_name,
                    tier=decision.tier,
                    rules=rules,
                    first_day=first_day,
                    last_day=last_day,
                    may_leave_on=leave,
                    note=note,
                )
            )
    return result


def _decided(pair: Decided) -> tuple[date, str]:
    entry, decision = pair
    return decision.published_on or decision.decided_on, entry.record_id


def _is_about(rules: ListRules, decision: BlacklistDecision) -> bool:
    """Say whether the rules of a list are about a decision of that day."""
    first, last = rules.decided_from, rules.decided_until
    if first is not None and decision.decided_on < first.value:
        return False
    return last is None or decision.decided_on <= last.value


def _start(rules: ListRules, decision: BlacklistDecision) -> date | None:
    """Return the first day on the list; None where it is not published, but has to be."""
    return decision.published_on if rules.runs_from == "publication" else decision.decided_on


def _extended(end: date, overdue: Sequence[Situation]) -> date | None:
    """Return the last day, put off while a danger is not removed."""
    for danger in sorted(overdue, key=lambda each: each.first_day):
        if danger.first_day <= end and (danger.ended_on is None or danger.ended_on > end):
            if danger.ended_on is None:
                return None
            end = day_before(danger.ended_on)
    return end


def _stretches(
    decision: BlacklistDecision, start: date, end: date | None, leave: date | None
) -> list[tuple[date, date | None, Note | None]]:
    removed, undone = decision.removed_on, decision.removal_revoked_on
    if removed is None or (end is not None and removed > end):
        return [(start, end, None)]
    if leave is None or removed < leave:
        return [(start, end, Note(kind="removal_too_early", day=removed))]
    periods: list[tuple[date, date | None, Note | None]] = [(start, day_before(removed), None)]
    if undone is not None and (end is None or undone <= end):
        periods.append((max(undone, removed), end, Note(kind="removal_undone", day=undone)))
    return periods
