"""What is wanted against what there is: which orders begin, change and end.

Terms that get stricter while an order is under way are noticed anew: a new order goes through the
whole process, and the one before it holds until the new one takes effect.
"""

from collections.abc import Iterable
from datetime import date

import msgspec

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_status import MeasureStatus

from .dossier import Standing
from .edition import MeasuresEdition
from .measure import ON_LISTS, Ended, Order, Terms
from .measures import insurance_rate
from .order_number import order_number
from .procedure import AFTER_EFFECT

# An order that is done once it is carried out: there is nothing left to lift.
_DONE_WHEN_CARRIED_OUT = frozenset({MeasureKind.INTERVIEW})


class Reconciling(msgspec.Struct, frozen=True):
    """What the orders depend on besides themselves: the enterprise, the rules, the day."""

    code: str
    standing: Standing
    edition: MeasuresEdition
    today: date

    def orders(self, known: Iterable[Order], wanted: Iterable[Terms]) -> list[Order]:
        """Return the orders after all that the day's wishes change of them, measure by measure."""
        by_key: dict[tuple[MeasureKind, str], list[Order]] = {}
        for order in known:
            by_key.setdefault(order.terms.key, []).append(order)
        wishes = {terms.key: terms for terms in wanted}
        found = []
        for key in dict.fromkeys((*by_key, *wishes)):
            found += self._of_one(by_key.get(key, []), wishes.get(key))
        return found

    def _of_one(self, orders: list[Order], wanted: Terms | None) -> list[Order]:
        live = [order for order in orders if order.is_open and not _is_done(order)]
        rest = [order for order in orders if not order.is_open or _is_done(order)]
        if wanted is None:
            return [*rest, *(self._ended(order) for order in live)]
        if not live:
            return rest if self._settled(rest, wanted) else [*rest, self._opened(wanted, len(rest))]
        *earlier, latest = live
        if wanted.occasion != latest.terms.occasion:
            replaced = [self._replaced(order) for order in live]
            return [*rest, *replaced, self._opened(wanted, len(orders))]
        if latest.status in AFTER_EFFECT:  # what it was to replace is replaced
            rest += [self._replaced(order) for order in earlier]
            earlier = []
        return [*rest, *self._adapted(earlier, latest, wanted, len(orders))]

    def _adapted(
        self, earlier: list[Order], latest: Order, wanted: Terms, count: int
    ) -> list[Order]:
        """Take over terms that changed."""
        if wanted.same_substance(latest.terms):
            return [*earlier, latest]
        if not wanted.after_defence:
            return [*earlier, self._amended(latest, wanted)]
        in_effect = latest if latest.status in AFTER_EFFECT else None
        if in_effect is None and earlier:
            in_effect = earlier[-1]
        if self._stricter(wanted, latest.terms):
            kept = [*earlier, latest] if latest is in_effect else [*earlier, self._replaced(latest)]
            return [*kept, self._opened(wanted, count)]
        if in_effect is None or latest is in_effect or self._stricter(wanted, in_effect.terms):
            return [*earlier, self._amended(latest, wanted)]
        dropped = self._ended(latest)
        if wanted.same_substance(in_effect.terms):
            return [*earlier, dropped]
        return [*earlier[:-1], self._amended(in_effect, wanted), dropped]

    def _settled(self, ended: list[Order], wanted: Terms) -> bool:
        """Say whether what is wanted was done, or was ended by an act or its own term."""
        return any(
            (_is_done(order) and order.terms.occasion == wanted.occasion)
            or (
                order.cause_since == self.standing.grade_since
                and order.terms.same_substance(wanted)
                and (order.ended is None or order.ended.status == "expired")
            )
            for order in ended
        )

    def _opened(self, terms: Terms, count: int) -> Order:
        return Order(
            number=order_number(self.code, terms, self.today, count),
            terms=terms,
            opened_on=self.today,
            cause_since=self.standing.grade_since,
            caused_on=self.standing.caused_on,
        )

    def _amended(self, order: Order, terms: Terms) -> Order:
        if terms.kind is MeasureKind.INSURANCE_RATE and self._had_no_cause(order):
            since = order.amended_on or order.opened_on
            terms = insurance_rate.with_refund(terms, order.terms.amount, since, self.today)
        return msgspec.structs.replace(order, terms=terms, amended_on=self.today)

    def _replaced(self, order: Order) -> Order:
        ended = Ended(status="replaced", day=self.today)
        return msgspec.structs.replace(order, ended=ended)

    def _ended(self, order: Order) -> Order:
        status: MeasureStatus = "reversed" if self._had_no_cause(order) else "lifted"
        if order.status not in AFTER_EFFECT:
            status = "dropped"
        return msgspec.structs.replace(order, ended=Ended(status=status, day=self.today))

    def _had_no_cause(self, order: Order) -> bool:
        """Say whether, by what is known now, the enterprise never had the grade of the order."""
        then = self.standing.grade_then
        return then is not None and self.edition.rank(then) < self.edition.rank(order.terms.grade)

    def _stricter(self, terms: Terms, than: Terms) -> bool:
        """Say whether terms need a notice of their own: a worse grade, a list, or other rules."""
        rank = self.edition.rank
        newly_listed = ON_LISTS in terms.parameters and ON_LISTS not in than.parameters
        return rank(terms.grade) > rank(than.grade) or newly_listed or terms.edition != than.edition


def _is_done(order: Order) -> bool:
    return order.status == "carried_out" and order.terms.kind in _DONE_WHEN_CARRIED_OUT
