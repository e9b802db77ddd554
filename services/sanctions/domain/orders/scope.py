"""What a review has to look at: all of a dossier, or what an event can change of it."""

from collections.abc import Iterable
from datetime import date

import msgspec

from schemas.records import ProjectApplication, WageArrears
from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.terms.measure import Order

from .acts import Act, act_of, acts_in
from .dossier import Dossier
from .dossier_rows import Filing, UnmatchedAct
from .standing_summary import StandingSummary


class FilingChange(msgspec.Struct, frozen=True):
    """A record before and after it was reported anew (None: it was not on record)."""

    before: Filing | None
    after: Filing

    @property
    def revisions(self) -> tuple[Filing, ...]:
        """Return both."""
        return (self.after,) if self.before is None else (self.before, self.after)


class Scope(msgspec.Struct, frozen=True):
    """The part of a dossier that a review looks at.

    Of what the `instances` name (empty: the enterprise) all orders that may still change; of the
    things in `past` the past orders too. The acts that these took, or that name them and fit none;
    of the measures in `kinds` also those on the work list that name no order. `opened` are the
    orders that the review opens.
    """

    change: FilingChange | None
    instances: frozenset[str]
    past: frozenset[tuple[str, MeasureKind]] = frozenset()
    kinds: frozenset[MeasureKind] = frozenset()
    opened: frozenset[tuple[MeasureKind, str]] = frozenset()

    def orders(self, dossier: Dossier) -> list[Order]:
        """Return the orders that it looks at."""
        live = (order for each in sorted(self.instances) for order in dossier.live_orders(each))
        past = (order for each in sorted(self.past) for order in dossier.past_orders(*each))
        return [*live, *past]

    def refused(self, dossier: Dossier, orders: Iterable[Order]) -> list[UnmatchedAct]:
        """Return the acts on the work list that it looks at."""
        named = {(order.terms.kind, order.number) for order in orders} | self.opened
        acts = [act for each in named for act in dossier.refused_acts(*each)]
        acts += [act for kind in self.kinds for act in dossier.refused_acts(kind)]
        for filing in self.change.revisions if self.change else ():
            act = act_of(filing)
            listed = (
                None if act is None else dossier.refused_act(act.measure, act.order, act.record_id)
            )
            if listed is not None:
                acts.append(listed)
        return list({act.record_id: act for act in acts}.values())

    def acts(
        self, dossier: Dossier, orders: Iterable[Order], refused: Iterable[UnmatchedAct]
    ) -> list[Act]:
        """Return the acts that it looks at, in the order in which they are taken."""
        records = {step.act for order in orders for step in order.history if step.act}
        records |= {act.record_id for act in refused}
        if self.change is not None:
            records.add(self.change.after.record_id)
        filings = (dossier.filing(record_id) for record_id in records)
        return acts_in(filing for filing in filings if filing is not None)

    def widened(self, dossier: Dossier, changed: Iterable[Order]) -> "Scope":
        """Return it with the acts that may fit one of the orders that a review changed.

        Itself where there are none. An act that names no order may be about any of its measure.
        """
        kinds = {order.terms.kind for order in changed} - self.kinds
        kinds = {kind for kind in kinds if dossier.refused_acts(kind)}
        numbers = {(order.terms.kind, order.number) for order in changed} - self.opened
        numbers = {each for each in numbers if _is_new(dossier, *each)}
        if not kinds and not numbers:
            return self
        orders = [order for kind in kinds for order in dossier.orders_of_kind(kind)]
        return msgspec.structs.replace(
            self,
            instances=self.instances | {order.terms.instance for order in orders},
            past=self.past | {_thing(order) for order in orders},
            kinds=self.kinds | kinds,
            opened=self.opened | numbers,
        )


def scope_of(dossier: Dossier, change: FilingChange | None, today: date) -> Scope:
    """Return what a day, a record and a standing that calls for no other measures can change."""
    instances, past = {"", *dossier.due_instances(today)}, set()
    for filing in change.revisions if change else ():
        instances.add(filing.record_id)
        act = act_of(filing)
        if act is not None:
            for order in _orders_of(act, dossier):
                instances.add(order.terms.instance)
                past.add(_thing(order))
    if change is not None:
        instances |= _later_projects(dossier, change)
    return Scope(change, frozenset(instances), frozenset(past))


def calls_for_the_same(standing: StandingSummary | None, other: StandingSummary | None) -> bool:
    """Say whether two standings differ in nothing that a measure about a single record hangs on.

    They may in the rules behind the grade, and in what only the message of a step says.
    """
    return standing is not None and other is not None and _bare(standing) == _bare(other)


def _bare(standing: StandingSummary) -> StandingSummary:
    return msgspec.structs.replace(
        standing,
        day=date.min,
        number=0,
        reasons=(),
        reason_lines=(),
        caused_on=None,
        district=None,
    )


def _is_new(dossier: Dossier, kind: MeasureKind, number: str) -> bool:
    """Say whether an order is one that a review opens, and that an act names already."""
    return dossier.order(number) is None and bool(dossier.refused_acts(kind, number))


def _orders_of(act: Act, dossier: Dossier) -> list[Order]:
    """Return the orders that an act may be about."""
    if act.order is None:
        return dossier.orders_of_kind(act.measure)
    order = dossier.order(act.order)
    return [] if order is None else [order]


def _thing(order: Order) -> tuple[str, MeasureKind]:
    return order.terms.instance, order.terms.kind


def _later_projects(dossier: Dossier, change: FilingChange) -> set[str]:
    """Return the projects whose wage guarantee hangs on a project or on arrears: the later ones."""
    firsts = []
    for filing in change.revisions:
        if isinstance(filing.content, ProjectApplication):
            firsts.append((filing.content.applied_on, filing.record_id))
        elif isinstance(filing.content, WageArrears):
            firsts.append((filing.content.found_on, ""))
    if not firsts:
        return set()
    first = min(firsts)
    projects = dossier.records(ProjectApplication)
    return {each for each, project in projects if (project.applied_on, each) >= first}
