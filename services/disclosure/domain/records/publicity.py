"""From which day to which a record may be public by the rules, before objections and repair."""

from datetime import date
from typing import NamedTuple

import msgspec

from schemas.records import Accident, BlacklistDecision, Commitment, HiddenDanger, Penalty, Reply
from schemas.vocabulary.city_day import city_day
from schemas.vocabulary.disclosed_record import (
    DisclosedAccident,
    DisclosedCommitment,
    DisclosedContent,
    DisclosedDanger,
    DisclosedListing,
    DisclosedPenalty,
    DisclosedReply,
    DisclosureEnd,
)
from schemas.vocabulary.legal_basis import Basis
from schemas.vocabulary.periods import day_after, day_before, period_end
from schemas.vocabulary.working_days import deadline_after
from services.disclosure.domain.rules.edition import DisclosureRules, basis_of


class ListedDays(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The days of an enterprise on a list by one decision, as its standing has them."""

    record_id: str
    first_day: date
    last_day: date | None
    may_leave_on: date | None
    article: str


class Publicity(NamedTuple):
    """What is public of a record, between which days, and by which articles.

    `last_day` None: until something ends it. `over` says how it ends by itself.
    """

    content: DisclosedContent
    first_day: date
    last_day: date | None
    because: Basis
    until: Basis
    due_on: date | None = None
    over: DisclosureEnd = "term_over"


def penalty_publicity(penalty: Penalty, known_on: date, rules: DisclosureRules) -> Publicity | None:
    """Return a penalty's publicity: from when it is known to the end of the longest term.

    It ends sooner on the day that its department states (公示截止期).
    """
    of_severity = rules.penalties[penalty.severity]
    if not of_severity.public.value:
        return None
    last_day = period_end(penalty.decided_on, months=of_severity.maximum.value)
    if penalty.public_until is not None:
        last_day = min(last_day, penalty.public_until)
    due_on = deadline_after(
        penalty.decided_on, rules.publish_within.value, assumed="latest", known_on=known_on
    ).day
    content = DisclosedPenalty(
        severity=penalty.severity,
        fine=penalty.fine,
        decided_on=penalty.decided_on,
        authority=penalty.authority,
        violation=penalty.violation,
        legal_ground=penalty.legal_ground,
        types=penalty.types,
    )
    return Publicity(
        content,
        max(penalty.decided_on, known_on),
        last_day,
        basis_of(rules.publish_within),
        basis_of(of_severity.maximum),
        due_on,
    )


def accident_publicity(
    accident: Accident, known_on: date, rules: DisclosureRules
) -> Publicity | None:
    """Return an accident's publicity, where it was determined who is responsible.

    `known_on` is the day on which that became known here.
    """
    if accident.responsibility not in rules.accidents.responsibility.value:
        return None
    happened_on = city_day(accident.happened_at)
    since = max(happened_on, accident.determined_on or happened_on)
    deaths, injured = _toll(accident)
    content = DisclosedAccident(
        happened_on=happened_on,
        deaths=deaths,
        serious_injuries=injured,
        loss=accident.loss,
        nature=accident.nature,
        concealed=accident.concealed,
        determined_on=accident.determined_on,
    )
    return Publicity(
        content,
        max(since, known_on),
        period_end(since, months=rules.accidents.term.value),
        basis_of(rules.accidents.responsibility),
        basis_of(rules.accidents.term),
    )


def _toll(accident: Accident) -> tuple[int, int]:
    """Return the dead and the seriously injured as reported last."""
    deaths, injured = 0, 0
    for toll in sorted(accident.tolls, key=lambda each: each.reported_on):
        deaths = toll.deaths
        injured = injured if toll.serious_injuries is None else toll.serious_injuries
    return deaths, injured


def danger_publicity(
    danger: HiddenDanger, known_on: date, rules: DisclosureRules
) -> Publicity | None:
    """Return the publicity of a danger that is listed: until the day before it is removed."""
    if danger.listed_by is None or not rules.listed_danger.value:
        return None
    listed_on = danger.listed_on or danger.found_on
    content = DisclosedDanger(
        level=danger.level,
        listed_by=danger.listed_by,
        listed_on=listed_on,
        due_on=danger.due_on,
        description=danger.description,
    )
    last_day = None if danger.removed_on is None else day_before(danger.removed_on)
    basis = basis_of(rules.listed_danger)
    first_day = max(listed_on, known_on)
    return Publicity(content, first_day, last_day, basis, basis, over="removed")


def listing_publicity(
    decision: BlacklistDecision, known_on: date, listed: ListedDays | None, rules: DisclosureRules
) -> Publicity | None:
    """Return the publicity of a list: while the enterprise is on it, as its standing says."""
    if listed is None or decision.list_name not in rules.lists.value:
        return None
    content = DisclosedListing(
        list_name=decision.list_name,
        tier=decision.tier,
        ground=decision.ground,
        decided_on=decision.decided_on,
        may_leave_on=listed.may_leave_on,
    )
    because = basis_of(rules.lists)
    return Publicity(
        content,
        max(listed.first_day, known_on),
        listed.last_day,
        because,
        Basis(article=listed.article, mark=because.mark),
        over="removed",
    )


def reply_publicity(
    reply: Reply, known_on: date, rules: DisclosureRules, *, latest: bool
) -> Publicity | None:
    """Return the publicity of a reply that was accepted: of the latest one, for a time."""
    if not reply.accepted or not latest or not rules.replies.public.value:
        return None
    last_day = period_end(reply.decided_on, months=rules.replies.term.value)
    if reply.until is not None:
        last_day = min(last_day, reply.until)
    return Publicity(
        DisclosedReply(text=reply.text, made_on=reply.made_on),
        max(reply.decided_on, known_on),
        last_day,
        basis_of(rules.replies.public),
        basis_of(rules.replies.term),
    )


class Promise(NamedTuple):
    """A commitment, the days on which it was made and known, whether it is the latest one."""

    commitment: Commitment
    made_on: date
    known_on: date
    latest: bool


def commitment_publicity(promise: Promise, rules: DisclosureRules, on: date) -> Publicity | None:
    """Return the publicity of a promise: of the latest one, and of one that was broken for a time.

    That one was broken is public from its day, not before.
    """
    commitment = promise.commitment
    if not commitment.made or not rules.commitments.public.value:
        return None
    broken_on, term = commitment.broken_on, rules.commitments.broken_for
    broken_until = None if broken_on is None else period_end(broken_on, months=term.value)
    is_broken = (
        broken_on is not None and broken_until is not None and (broken_on <= on <= broken_until)
    )
    content = DisclosedCommitment(
        made_on=promise.made_on,
        published_at=commitment.published_at,
        published=commitment.published,
        broken_on=broken_on if is_broken else None,
    )
    if promise.latest:
        last_day = None
    elif is_broken:
        last_day = broken_until
    else:
        return None
    basis = basis_of(rules.commitments.public)
    until = basis_of(term) if is_broken else basis
    return Publicity(content, max(promise.made_on, promise.known_on), last_day, basis, until)


def changing_days(commitment: Commitment, rules: DisclosureRules) -> tuple[date, ...]:
    """Return the days on which what is public of a promise changes by itself."""
    if commitment.broken_on is None:
        return ()
    term = rules.commitments.broken_for.value
    return commitment.broken_on, day_after(period_end(commitment.broken_on, months=term))
