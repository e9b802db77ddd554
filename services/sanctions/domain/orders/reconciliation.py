"""The required terms against the orders on file: which orders begin, change and end.

Terms that get heavier while an order is under way are noticed anew: a new order goes through the
whole process, and the one before it holds as long as the new one has not taken effect.
"""

from collections.abc import Iterable
from datetime import date

import msgspec

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_status import ENDED
from schemas.vocabulary.retroactive_grade import RetroactiveGrade, grade_on
from services.sanctions.domain.measures import BY_KIND
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import (
    Ended,
    Ending,
    Order,
    Terms,
    Version,
)

from .dossier import Dossier
from .number import order_number
from .procedure import AFTER_EFFECT


class Reconciling(msgspec.Struct, frozen=True):
    """What the orders depend on besides themselves: the enterprise, the rules, the day.

    The `dossier` is one with a standing. `revised_grades` are the grades of the past by what is
    known now, where a record took some back.
    """

    code: str
    dossier: Dossier
    edition: MeasuresEdition
    today: date
    revised_grades: tuple[RetroactiveGrade, ...] = ()

    def orders(self, known: Iterable[Order], required: Iterable[Terms]) -> list[Order]:
        """Return the orders as the required terms of the day change them, measure by measure."""
        by_key: dict[tuple[MeasureKind, str], list[Order]] = {}
        for order in known:
            by_key.setdefault(order.terms.key, []).append(order)
        required_by_key = {terms.key: terms for terms in required}
        orders = []
        for key in dict.fromkeys((*by_key, *required_by_key)):
            before = by_key.get(key, [])
            indexes = {order.number: index for index, order in enumerate(before)}
            after = self._of_one(before, required_by_key.get(key))
            orders += sorted(after, key=lambda each: indexes.get(each.number, len(indexes)))
        return orders

    def _of_one(self, orders: list[Order], required: Terms | None) -> list[Order]:
        live = [order for order in orders if order.is_open and not _is_done(order)]
        rest = [self._reassessed(order) for order in orders if order not in live]
        if required is None:
            closed = [self._closed(order) for order in rest]
            return [*closed, *(self._ended(order) for order in live)]
        if not live:
            return (
                rest
                if self._is_done_or_ended(rest, required)
                else [*rest, self._opened(required, orders)]
            )
        *earlier, latest = live
        if (required.occasion, required.agency) != (latest.terms.occasion, latest.terms.agency):
            replaced = [self._replaced(order) for order in live]
            return [*rest, *replaced, self._opened(required, orders)]
        return [*rest, *self._adapted(earlier, latest, required, orders)]

    def _adapted(
        self, earlier: list[Order], latest: Order, required: Terms, orders: list[Order]
    ) -> list[Order]:
        """Take over terms that changed."""
        if required.same_substance(latest.terms) or not required.after_defence:
            return [*earlier, self._amended(latest, required)]
        in_effect = latest if latest.status in AFTER_EFFECT else None
        if in_effect is None and earlier:
            in_effect = earlier[-1]
        if self._heavier(required, latest.terms):
            if self._is_done_or_ended([o for o in orders if not o.is_open], required):
                return [*earlier, latest]
            opened = self._opened(required, orders)
            if latest is not in_effect:
                superseded = [_with_successor(order, opened) for order in earlier]
                return [*superseded, self._replaced(latest), opened]
            return [*earlier, _with_successor(latest, opened), opened]
        if in_effect is None or latest is in_effect or self._heavier(required, in_effect.terms):
            return [*earlier, self._amended(latest, required)]
        dropped = self._ended(latest)
        return [*earlier[:-1], self._amended(in_effect, required), dropped]

    def _is_done_or_ended(self, closed: list[Order], required: Terms) -> bool:
        """Say whether the required measure was done, or was ended by an act or by its own term.

        It comes again where the grade fell anew, or where more is required than was.
        """
        return any(
            (_is_done(order) and order.terms.occasion == required.occasion)
            or (
                (order.ended is None or order.ended.by == "own term ends")
                and order.status in ENDED
                and not self._fell_after(order)
                and not self._heavier(required, order.terms)
            )
            for order in closed
        )

    def _fell_after(self, order: Order) -> bool:
        standing = self.dossier.standing
        fell_on = standing.fell_on if standing else None
        return fell_on is not None and fell_on > order.opened_on

    def _opened(self, terms: Terms, orders: list[Order]) -> Order:
        of_today = [order.count + 1 for order in orders if order.opened_on == self.today]
        past = self.dossier.past_count(terms.instance, terms.kind, self.today)
        count = max((*of_today, past))
        standing = self.dossier.standing
        return Order(
            number=order_number(self.code, terms, self.today, count),
            grade=terms.grade,
            opened_on=self.today,
            versions=(Version(self.today, terms),),
            caused_on=standing.caused_on if standing else None,
            count=count,
        )

    def _amended(self, order: Order, terms: Terms) -> Order:
        *earlier, last = order.versions
        if terms == last.terms:
            return order
        if terms.same_substance(last.terms):  # only what is behind it changed
            versions = (*earlier, Version(last.since, terms))
        elif last.since == self.today and earlier:
            versions = (*earlier, Version(self.today, terms))
        else:
            versions = (*order.versions, Version(self.today, terms))
        return msgspec.structs.replace(order, versions=versions)

    def _replaced(self, order: Order) -> Order:
        return msgspec.structs.replace(order, ended=Ended(by="replaced", day=self.today))

    def _ended(self, order: Order) -> Order:
        by = self._why(order, self.today)
        return msgspec.structs.replace(order, ended=self._end(order, by, self.today))

    def _closed(self, order: Order) -> Order:
        """Return an order that an act ended, with the end of its cause: a correction meets that."""
        if order.ended is not None or _is_done(order):
            return order
        return msgspec.structs.replace(order, ended=Ended(by="cause ends", day=self.today))

    def _reassessed(self, order: Order) -> Order:
        """Return an order that was lifted, reversed where it turned out to have had no cause."""
        ended = order.ended
        if not self.revised_grades or ended is None or ended.by != "cause ends":
            return order
        revised = self._end(order, self._why(order, ended.day), ended.day)
        return msgspec.structs.replace(order, ended=revised)

    def _end(self, order: Order, by: Ending, day: date) -> Ended:
        begins = order.terms.parameters.period_begins
        if not self.revised_grades or begins is None:
            return Ended(by=by, day=day)
        grade = grade_on(self.revised_grades, begins)
        return Ended(by=by, day=day, is_revised=True, revised_grade=grade)

    def _why(self, order: Order, until: date) -> Ending:
        return "cause had never been" if self._had_no_cause(order, until) else "cause ends"

    def _had_no_cause(self, order: Order, until: date) -> bool:
        """Say whether, by what is known now, the grade was better all the time of the order."""
        if not self.revised_grades or order.terms.parameters.on_lists:
            return False
        rank = self.edition.rank
        spans = zip(self.revised_grades, (*self.revised_grades[1:], None), strict=True)
        grades = [
            change.grade
            for change, following in spans
            if change.first_day <= until
            and (following is None or following.first_day > order.opened_on)
        ]
        return bool(grades) and all(rank(grade) < rank(order.grade) for grade in grades)

    def _heavier(self, terms: Terms, than: Terms) -> bool:
        """Say whether terms need a notice of their own: more is taken, or a list is the cause."""
        newly_listed = bool(terms.parameters.on_lists and not than.parameters.on_lists)
        burden = BY_KIND[terms.kind].burden
        return burden(terms) > burden(than) or (newly_listed and burden(terms) >= burden(than))


def _with_successor(order: Order, by: Order) -> Order:
    return msgspec.structs.replace(order, successor=by.number)


def _is_done(order: Order) -> bool:
    return order.status == "carried_out" and BY_KIND[order.terms.kind].done_when_carried_out
