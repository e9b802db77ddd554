"""The review of a dossier: required measures against its orders, and what is published of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import get_args

import msgspec

from schemas.vocabulary.act_refusal import ActRefusal
from schemas.vocabulary.periods import day_after
from schemas.vocabulary.retroactive_grade import RetroactiveGrade
from schemas.vocabulary.rule_value import in_force
from schemas.vocabulary.working_days import working_calendar
from services.sanctions.domain.measures import BY_KIND, due, interview, position
from services.sanctions.domain.measures.measure import Review
from services.sanctions.domain.orders.replays import Replays
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import (
    Ended,
    Order,
    OrderStep,
    Term,
    Terms,
)

from .acts import Act as ActOfOrder
from .acts import acts_in
from .dossier import Dossier
from .dossier_rows import Act, UnmatchedAct, filing_row, unmatched_row
from .order_rows import with_orders
from .published_steps import steps_of, terms_of, why_gone
from .reconciliation import Reconciling
from .scope import FilingChange, Scope, calls_for_the_same, scope_of


class Reviewed(msgspec.Struct, frozen=True, kw_only=True):
    """The dossier brought to a day, and what is published: steps, terms, the answers to acts.

    `answers` has the acts that are newly on the work list, and (None) those that left it.
    """

    dossier: Dossier
    steps: tuple[OrderStep, ...] = ()
    terms: tuple[Term, ...] = ()
    answers: tuple[tuple[str, ActRefusal | None], ...] = ()


class Reviewing(msgspec.Struct, frozen=True, kw_only=True):
    """What a review hangs on besides the dossier: the enterprise, the rules, the day, the past.

    `revised_grades` are the grades of the past by what is known now, where a record took some back.
    """

    code: str
    editions: Sequence[MeasuresEdition]
    today: date
    revised_grades: tuple[RetroactiveGrade, ...] = ()
    day_began: bool = False

    def review(
        self,
        dossier: Dossier,
        *,
        before: Dossier | None = None,
        change: FilingChange | None = None,
    ) -> Reviewed:
        """Return the dossier with its orders brought to the day.

        Ends are published before beginnings, so that an agency reads first what no longer holds.
        Before the first edition, or without a standing, nothing is required. Terms are announced
        when a day began, so that what else happened on that day makes no difference.
        What could change against the dossier as it was `before` (None: anything) is looked at.
        """
        scope = None
        if before is not None and not self._concerns_everything(before, dossier):
            scope = scope_of(dossier, change, self.today)
        while True:
            reviewed, changed = self._reviewed(dossier, scope)
            wider = scope.widened(dossier, changed) if scope is not None else None
            if wider is scope:
                return reviewed
            scope = wider

    def _concerns_everything(self, before: Dossier, dossier: Dossier) -> bool:
        """Say whether any order may change: another grade or other rules, or a revised past."""
        edition = in_force(self.editions, self.today)
        return bool(
            self.revised_grades
            or dossier.edition != (edition.edition if edition else None)
            or dossier.rules_begun != _rules_begun(self.editions, self.today)
            or not (
                dossier.standing is before.standing
                or calls_for_the_same(before.standing, dossier.standing)
            )
        )

    def _reviewed(self, dossier: Dossier, scope: Scope | None) -> tuple[Reviewed, list[Order]]:
        """Return the dossier after a review of a part of it (None: of all), and what changed."""
        known = list(dossier.orders) if scope is None else scope.orders(dossier)
        known.sort(key=position)
        listed = dossier.refused if scope is None else scope.refused(dossier, known)
        if scope is None:
            acts = acts_in(dossier.filings(get_args(Act)))
        else:
            acts = scope.acts(dossier, known, listed)
        edition, standing = in_force(self.editions, self.today), dossier.standing
        if edition is None or standing is None:
            refused = [(act, ActRefusal.NO_ORDER) for act in acts]
            refused.sort(key=lambda each: each[0].record_id)
            after = self._marked(_with_refused(dossier, listed, refused))
            return Reviewed(dossier=after, answers=_answers(listed, refused)), []
        replays = Replays(acts, self.editions, self.today)
        orders = self._brought_to_day(dossier, known, edition, replays, scope)
        orders, steps = steps_of(orders, known, standing, edition)
        terms: tuple[Term, ...] = ()
        if self.day_began:
            orders, terms = terms_of(orders, self.editions, self.today)
        after = _with_refused(_bound(dossier, replays.taken), listed, replays.refused)
        after = self._marked(with_orders(after, orders, self.editions))
        reviewed = Reviewed(
            dossier=after, steps=steps, terms=terms, answers=_answers(listed, replays.refused)
        )
        was = {order.number: order for order in known}
        return reviewed, [order for order in orders if order != was.get(order.number)]

    def _brought_to_day(
        self,
        dossier: Dossier,
        known: Sequence[Order],
        edition: MeasuresEdition,
        replays: Replays,
        scope: Scope | None,
    ) -> list[Order]:
        orders = [_expired(order, self.today) for order in replays.of(known)]
        required: list[Terms] = []
        if dossier.standing is not None and why_gone(dossier.standing, edition) is None:
            instances = None if scope is None else scope.instances
            required = due(dossier, edition, self.today, orders, instances)
        reconciling = Reconciling(self.code, dossier, edition, self.today, self.revised_grades)
        before, orders = orders, replays.of(reconciling.orders(orders, required))
        if orders != before:  # one that takes effect today ends the one that it was to replace
            orders = reconciling.orders(orders, required)
        if self.revised_grades:
            orders = [
                _refunded(order, dossier, edition, self.revised_grades, self.today)
                for order in orders
            ]
        return sorted(replays.of(orders), key=position)

    def _marked(self, dossier: Dossier) -> Dossier:
        """Return the dossier with what it was reviewed under."""
        edition = in_force(self.editions, self.today)
        return msgspec.structs.replace(
            dossier,
            edition=edition.edition if edition else None,
            rules_begun=_rules_begun(self.editions, self.today),
            reviewed_on=self.today,
        )


def next_look(dossier: Dossier, editions: Sequence[MeasuresEdition], today: date) -> date | None:
    """Return the next day on which something of the orders changes by itself (None: never)."""
    days = [] if dossier.looks_on is None else [dossier.looks_on]
    edition, standing = in_force(editions, today), dossier.standing
    if edition is not None and standing is not None and why_gone(standing, edition) is None:
        rule = edition.rule(interview.MEASURE)
        term = None if rule is None else interview.interview_term(standing, rule, today)
        if term is not None:
            days.append(day_after(term.last_day))
    return min(days, default=None)


def _rules_begun(editions: Sequence[MeasuresEdition], today: date) -> int:
    """Return how many editions and calendars of working days have begun."""
    days = (*(edition.effective_from for edition in editions), *working_calendar().begins)
    return sum(day <= today for day in days)


def _bound(dossier: Dossier, taken: Mapping[str, str]) -> Dossier:
    """Return the dossier with each act that was taken bound to the order that took it."""
    changes = {}
    for record_id, number in taken.items():
        filing = dossier.filing(record_id)
        if filing is not None and filing.order != number:
            changes[filing_row(filing)] = msgspec.structs.replace(filing, order=number)
    return dossier.with_rows(changes) if changes else dossier


def _with_refused(
    dossier: Dossier,
    listed: Iterable[UnmatchedAct],
    refused: Iterable[tuple[ActOfOrder, ActRefusal]],
) -> Dossier:
    """Return the dossier with other acts on its work list instead of those that were listed."""
    name = dossier.standing.name if dossier.standing else None
    acts = (act.unmatched(reason, name) for act, reason in refused)
    before = {unmatched_row(act.measure, act.order, act.record_id): act for act in listed}
    after = {unmatched_row(act.measure, act.order, act.record_id): act for act in acts}
    changes: dict[str, UnmatchedAct | None] = dict.fromkeys(before.keys() - after.keys())
    changes |= {row: act for row, act in after.items() if before.get(row) != act}
    return dossier.with_rows(changes) if changes else dossier


def _refunded(
    order: Order,
    dossier: Dossier,
    edition: MeasuresEdition,
    revised_grades: tuple[RetroactiveGrade, ...],
    today: date,
) -> Order:
    """Return an order with what was paid without cause, by what is known now."""
    paid = BY_KIND[order.terms.kind].paid_without_cause
    refund = paid(order, Review(dossier, edition, revised_grades, today))
    return msgspec.structs.replace(order, refund=refund) if refund > order.refund else order


def _expired(order: Order, today: date) -> Order:
    until = order.terms.until
    if until is None or until >= today or order.ended is not None or not order.is_open:
        return order
    return msgspec.structs.replace(order, ended=Ended(by="own term ends", day=today))


def _answers(
    listed: Iterable[UnmatchedAct], refused: Iterable[tuple[ActOfOrder, ActRefusal]]
) -> tuple[tuple[str, ActRefusal | None], ...]:
    """Return the acts that came onto the work list, or stand there for another reason, or left."""
    was = {each.record_id: each.reason for each in sorted(listed, key=lambda each: each.record_id)}
    now = {act.record_id: reason for act, reason in refused}
    return (
        *((record_id, reason) for record_id, reason in now.items() if was.get(record_id) != reason),
        *((record_id, None) for record_id in was if record_id not in now),
    )
