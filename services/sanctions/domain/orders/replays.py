"""The histories of all orders of an enterprise, from its acts and the rules of their days."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from schemas.vocabulary.act_refusal import ActRefusal
from schemas.vocabulary.measure_status import MeasureStatus
from schemas.vocabulary.rule_value import in_force
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Order

from .acts import Act, match
from .replay import History, history_of

# A heavier order that is suspended, undone or not in effect leaves the milder one in its place.
_WITHOUT_EFFECT: frozenset[MeasureStatus] = frozenset(
    {"proposed", "noticed", "defended", "decided", "served", "suspended", "reversed", "dropped"}
)


class _Replay(msgspec.Struct, frozen=True):
    """A history, with what it followed from."""

    order: Order
    acts: tuple[Act, ...]
    replaced_on: date | None
    history: History


class Replays:
    """The histories of all orders of an enterprise, in one review.

    What a review leaves as it was is not replayed: of an order whose acts and whose successor are
    the same the history is remembered. What became of the acts is as of the last call of `of`.
    """

    def __init__(
        self, acts: Iterable[Act], editions: Sequence[MeasuresEdition], today: date
    ) -> None:
        self._acts = list(acts)
        self._editions = editions
        self._today = today
        self._replayed: dict[str, _Replay] = {}
        self._by_order: Mapping[str, Sequence[Act]] = {}
        self._refused: dict[str, ActRefusal] = {}
        self._taken: dict[str, str] = {}

    def of(self, orders: Sequence[Order]) -> list[Order]:
        """Return the orders, each with its history under the rules of its day.

        An act that names no order is about one in which it is possible: what others brought about
        may make it so. Once it was taken it stays with that order. Raises LookupError for an order
        from before all editions.
        """
        while True:
            after = self._once(orders)
            self._taken |= self._taken_at_last()
            unbound = [act for act in self._acts if act.order is None]
            newly = {act.record_id for act in unbound} & self._taken.keys()
            if not unbound or not (newly or after != list(orders)):
                return after
            self._acts = [
                msgspec.structs.replace(act, order=self._taken[act.record_id])
                if act.record_id in newly
                else act
                for act in self._acts
            ]
            orders = after

    def _once(self, orders: Sequence[Order]) -> list[Order]:
        matched = match(self._acts, orders)
        self._by_order, self._refused = matched.by_order, dict(matched.refused)
        in_effect_on: dict[str, date] = {}
        order_by_number: dict[str, Order] = {}
        # A successor is opened after the one that it follows: its history decides about that.
        for order in sorted(orders, key=lambda each: each.opened_on, reverse=True):
            acts = tuple(matched.by_order.get(order.number, ()))
            replayed = self._of_order(order, acts, in_effect_on.get(order.successor or ""))
            reached = replayed.history.reached
            self._refused.update(replayed.history.refused)
            took_effect = next((each.since for each in reached if each.status == "in_force"), None)
            if took_effect is not None and reached[-1].status not in _WITHOUT_EFFECT:
                in_effect_on[order.number] = took_effect
            order_by_number[order.number] = replayed.order
        return [order_by_number[order.number] for order in orders]

    @property
    def refused(self) -> list[tuple[Act, ActRefusal]]:
        """Return the acts that fit no order, with the reason, by their records."""
        acts = sorted(self._acts, key=lambda act: act.record_id)
        return [
            (act, self._refused[act.record_id]) for act in acts if act.record_id in self._refused
        ]

    @property
    def taken(self) -> dict[str, str]:
        """Return the number of the order that took an act, by the act's record.

        It may be that the order can't take it any more.
        """
        return self._taken

    def _taken_at_last(self) -> dict[str, str]:
        return {
            act.record_id: number
            for number, of_order in self._by_order.items()
            for act in of_order
            if act.record_id not in self._refused
        }

    def _of_order(self, order: Order, acts: tuple[Act, ...], replaced_on: date | None) -> _Replay:
        known = self._replayed.get(order.number)
        if (
            known is not None
            and known.order is order
            and (known.acts, known.replaced_on) == (acts, replaced_on)
        ):
            return known
        edition = in_force(self._editions, order.opened_on)
        if edition is None:
            raise LookupError(f"order {order.number}: no edition was in force on {order.opened_on}")
        history = history_of(order, acts, edition, self._today, replaced_on)
        after = msgspec.structs.replace(order, history=history.reached)
        self._replayed[order.number] = replayed = _Replay(after, acts, replaced_on, history)
        return replayed
