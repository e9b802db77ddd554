"""The terms of an order's steps: when the agency is reminded, and when an alarm is raised.

A defence that lapses is no such term: it ends by itself.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from schemas.vocabulary.measure_status import MeasureStatus
from schemas.vocabulary.working_days import working_days_before
from services.sanctions.domain.rules.procedure_rules import Procedure
from services.sanctions.domain.terms.measure import Order, Term

_DAY = timedelta(days=1)
# In these statuses the agency has to do something until the deadline.
_AWAITED: frozenset[MeasureStatus] = frozenset(
    {"proposed", "noticed", "defended", "decided", "in_force", "suspended"}
)


def term_to_announce(order: Order, rules: Procedure, today: date) -> Term | None:
    """Return the term to announce on a day: about to end, or passed; each once."""
    deadline = _awaited_until(order, rules)
    if deadline is None:
        return None
    if today > deadline:
        announced = order.alarmed == deadline
        return None if announced else _term(order, deadline, passed=True)
    if today >= _reminded_on(deadline, rules) and order.reminded != deadline:
        return _term(order, deadline, passed=False)
    return None


def upcoming_days(order: Order, rules: Procedure) -> Iterator[date]:
    """Yield the days on which an open order changes, or a term of it is announced, by itself."""
    last = order.last
    if last.deadline is not None and last.status == "noticed" and rules.undefended == "system":
        yield last.deadline + _DAY
    deadline = _awaited_until(order, rules)
    if deadline is not None and order.alarmed != deadline:
        yield deadline + _DAY
        if order.reminded != deadline:
            yield _reminded_on(deadline, rules)
    if order.terms.until is not None:
        yield order.terms.until + _DAY


def _term(order: Order, deadline: date, *, passed: bool) -> Term:
    assumes = order.last.deadline_assumes
    return Term(order=order, deadline=deadline, passed=passed, assumes=assumes)


def _awaited_until(order: Order, rules: Procedure) -> date | None:
    last = order.last
    if last.status not in _AWAITED or (last.status == "noticed" and rules.undefended == "system"):
        return None
    return last.deadline


def _reminded_on(deadline: date, rules: Procedure) -> date:
    return working_days_before(deadline, rules.remind_before.value)
