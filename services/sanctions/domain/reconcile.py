"""What is wanted against what there is: which orders begin, change and end.

Terms that get heavier while an order is under way are noticed anew: a new order goes through the
whole process, and the one before it holds as long as the new one has not taken effect.
"""

from collections.abc import Iterable
from datetime import date

import msgspec

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_status import ENDED, MeasureStatus

from .burden import burden
from .dossier import Standing
from .edition import MeasuresEdition
from .measure import ON_LISTS, Change, Ended, Order, Terms, Version
from .order_number import order_number
from .procedure import AFTER_EFFECT

# An order that is done once it is carried out: there is nothing left to lift.
_DONE_WHEN_CARRIED_OUT = frozenset({MeasureKind.INTERVIEW})


class Reconciling(msgspec.Struct, frozen=True):
    """What the orders depend on besides themselves: the enterprise, the rules, the day.

    `then` are the grades of the past by what is known now, where a record took some back.
    """

    code: str
    standing: Standing
    edition: MeasuresEdition
    today: date
    then: tuple[Change, ...] = ()

    def orders(self, known: Iterable[Order], wanted: Iterable[Terms]) -> list[Order]:
        """Return the orders after all that the day's wishes change of them, measure by measure."""
        by_key: dict[tuple[MeasureKind, str], list[Order]] = {}
        for order in known:
            by_key.setdefault(order.terms.key, []).append(order)
        wishes = {terms.key: terms for terms in wanted}
        found = []
        for key in dict.fromkeys((*by_key, *wishes)):
            before = by_key.get(key, [])
            places = {order.number: place for place, order in enumerate(before)}
            after = self._of_one(before, wishes.get(key))
            found += sorted(after, key=lambda each: places.get(each.number, len(places)))
        return found

    def _of_one(self, orders: list[Order], wanted: Terms | None) -> list[Order]:
        live = [order for order in orders if order.is_open and not _is_done(order)]
        rest = [self._looked_at_again(order) for order in orders if order not in live]
        if wanted is None:
            closed = [self._closed(order) for order in rest]
            return [*closed, *(self._ended(order) for order in live)]
        if not live:
            return rest if self._settled(rest, wanted) else [*rest, self._opened(wanted, orders)]
        *earlier, latest = live
        if (wanted.occasion, wanted.agency) != (latest.terms.occasion, latest.terms.agency):
            replaced = [self._replaced(order) for order in live]
            return [*rest, *replaced, self._opened(wanted, orders)]
        return [*rest, *self._adapted(earlier, latest, wanted, orders)]

    def _adapted(
        self, earlier: list[Order], latest: Order, wanted: Terms, orders: list[Order]
    ) -> list[Order]:
        """Take over terms that changed."""
        if wanted.same_substance(latest.terms) or not wanted.after_defence:
            return [*earlier, self._amended(latest, wanted)]
        in_effect = latest if latest.status in AFTER_EFFECT else None
        if in_effect is None and earlier:
            in_effect = earlier[-1]
        if self._heavier(wanted, latest.terms):
            if self._settled([o for o in orders if not o.is_open], wanted):
                return [*earlier, latest]
            opened = self._opened(wanted, orders)
            if latest is not in_effect:
                kept = [_followed(order, opened) for order in earlier]
                return [*kept, self._replaced(latest), opened]
            return [*earlier, _followed(latest, opened), opened]
        if in_effect is None or latest is in_effect or self._heavier(wanted, in_effect.terms):
            return [*earlier, self._amended(latest, wanted)]
        dropped = self._ended(latest)
        return [*earlier[:-1], self._amended(in_effect, wanted), dropped]

    def _settled(self, closed: list[Order], wanted: Terms) -> bool:
        """Say whether what is wanted was done, or was ended by an act or by its own term.

        It comes again where the grade fell anew, or where more is wanted than was.
        """
        return any(
            (_is_done(order) and order.terms.occasion == wanted.occasion)
            or (
                (order.ended is None or order.ended.status == "expired")
                and order.status in ENDED
                and not self._fell_after(order)
                and not self._heavier(wanted, order.terms)
            )
            for order in closed
        )

    def _fell_after(self, order: Order) -> bool:
        return self.standing.fell_on is not None and self.standing.fell_on > order.opened_on

    def _opened(self, terms: Terms, orders: list[Order]) -> Order:
        return Order(
            number=order_number(self.code, terms, self.today, len(orders)),
            grade=terms.grade,
            opened_on=self.today,
            versions=(Version(self.today, terms),),
            caused_on=self.standing.caused_on,
        )

    def _amended(self, order: Order, terms: Terms) -> Order:
        *earlier, last = order.versions
        if terms.same_substance(last.terms):  # only what is behind it changed
            versions = (*earlier, Version(last.since, terms))
        elif last.since == self.today and earlier:
            versions = (*earlier, Version(self.today, terms))
        else:
            versions = (*order.versions, Version(self.today, terms))
        return msgspec.structs.replace(order, versions=versions)

    def _replaced(self, order: Order) -> Order:
        return msgspec.structs.replace(order, ended=Ended(status="replaced", day=self.today))

    def _ended(self, order: Order) -> Order:
        status: MeasureStatus = "reversed" if self._had_no_cause(order, self.today) else "lifted"
        if order.status not in AFTER_EFFECT:
            status = "dropped"
        ended = Ended(status=status, day=self.today, then=self.then)
        return msgspec.structs.replace(order, ended=ended)

    def _closed(self, order: Order) -> Order:
        """Return an order that an act ended, with the end of its cause: a correction meets that."""
        if order.ended is not None or _is_done(order):
            return order
        return msgspec.structs.replace(order, ended=Ended(status="lifted", day=self.today))

    def _looked_at_again(self, order: Order) -> Order:
        """Return an order that was lifted, reversed where it turned out to have had no cause."""
        ended = order.ended
        if not self.then or ended is None or ended.status != "lifted":
            return order
        status = "reversed" if self._had_no_cause(order, ended.day) else ended.status
        again = msgspec.structs.replace(ended, status=status, then=self.then)
        return msgspec.structs.replace(order, ended=again)

    def _had_no_cause(self, order: Order, until: date) -> bool:
        """Say whether, by what is known now, the grade was better all the time of the order."""
        if not self.then or ON_LISTS in order.terms.parameters:
            return False
        rank = self.edition.rank
        spans = zip(self.then, (*self.then[1:], None), strict=True)
        held = [
            change.grade
            for change, following in spans
            if change.first_day <= until
            and (following is None or following.first_day > order.opened_on)
        ]
        return bool(held) and all(rank(grade) < rank(order.grade) for grade in held)

    def _heavier(self, terms: Terms, than: Terms) -> bool:
        """Say whether terms need a notice of their own: more is taken, or a list is the cause."""
        newly_listed = ON_LISTS in terms.parameters and ON_LISTS not in than.parameters
        return burden(terms) > burden(than) or (newly_listed and burden(terms) >= burden(than))


def _followed(order: Order, by: Order) -> Order:
    return msgspec.structs.replace(order, successor=by.number)


def _is_done(order: Order) -> bool:
    return order.status == "carried_out" and order.terms.kind in _DONE_WHEN_CARRIED_OUT
