"""The dossier: all that sanctions knows of an enterprise, and the orders as they stand.

A filing, an order and an act on the work list is a row each: what a review does not ask for is not
read, and what it leaves as it was is not written.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import msgspec

from schemas.records import InterviewHeld
from schemas.vocabulary.canonical_text import canonical_phrase
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_totals import MeasureTotal
from services.chassis.state.rows import Rows
from services.sanctions.domain.terms.measure import Order

from .dossier_rows import (
    AGENDA,
    FILINGS,
    LIVE,
    ORDER,
    PAST,
    UNMATCHED,
    E,
    Filing,
    UnmatchedAct,
    filing_row,
    order_row,
    unmatched_row,
)
from .standing_summary import StandingSummary


class DossierHead(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is always read of a dossier."""

    standing: StandingSummary | None = None
    edition: str | None = None
    rules_begun: int = 0
    reviewed_on: date | None = None
    totals: tuple[MeasureTotal, ...] = ()


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """The state of one enterprise.

    `edition` names the rules under which it was last reviewed, on the day `reviewed_on`, when so
    many editions and calendars had begun. `totals` are those of the open orders.
    """

    standing: StandingSummary | None = None
    edition: str | None = None
    rules_begun: int = 0
    reviewed_on: date | None = None
    totals: tuple[MeasureTotal, ...] = ()
    rows: Rows[Any] = msgspec.field(default_factory=Rows)

    def filing(self, record_id: str, kinds: Iterable[type[Any]] = FILINGS) -> Filing | None:
        """Return a record in its last revision, where it is of some of the kinds."""
        for kind in kinds if record_id else ():
            filing: Filing | None = self.rows.get(f"{FILINGS[kind]}{record_id}")
            if filing is not None:
                return filing
        return None

    def with_filing(self, filing: Filing) -> "Dossier":
        """Return the dossier with a revision of a record; itself where it has that or a later."""
        before = self.filing(filing.record_id)
        if before is not None and before.revision >= filing.revision:
            return self
        changes = {} if before is None else {filing_row(before): None}
        return self.with_rows({**changes, filing_row(filing): filing})

    def with_rows(self, changes: Mapping[str, Any]) -> "Dossier":
        """Return the dossier with other rows of these ids (None: without them)."""
        rows = self.rows.with_changes({**self.rows.changes, **changes})
        return msgspec.structs.replace(self, rows=rows)

    def filings(self, kinds: Iterable[type[Any]] = FILINGS) -> Iterator[Filing]:
        """Yield the records of some kinds, the withdrawn too; those of a kind by their ids."""
        for kind in kinds:
            for _, filing in self.rows.items(FILINGS[kind]):
                yield filing

    def records(self, kind: type[E], of: str | None = None) -> list[tuple[str, E]]:
        """Return the records of a kind that stand, with their ids, in the order of these.

        `of` is the department whose records alone count (None: whoever's).
        """
        return [
            (filing.record_id, filing.content)  # type: ignore[misc]  # rows of a sign are of a kind
            for filing in self.filings((kind,))
            if not filing.withdrawn and (of is None or of in filing.departments)
        ]

    def interviewed_on(self, agency: str, since: date) -> date | None:
        """Return the day of the agency's first interview on a day or later, if there was one."""
        days = [act.held_on for _, act in self.records(InterviewHeld, agency)]
        return min((day for day in days if day >= since), default=None)

    @property
    def orders(self) -> tuple[Order, ...]:
        """Return all orders, as they were opened."""
        orders = (order for _, order in self.rows.items(ORDER))
        return tuple(sorted(orders, key=lambda each: (each.opened_on, each.count, each.number)))

    def order(self, number: str) -> Order | None:
        """Return the order of a number, however it is written."""
        order: Order | None = self.rows.get(ORDER + canonical_phrase(number))
        return order

    def orders_of_kind(self, kind: MeasureKind) -> list[Order]:
        """Return all orders of a measure."""
        return [order for _, order in self.rows.items(f"{ORDER}{kind.value}-")]

    def live_orders(self, instance: str) -> list[Order]:
        """Return the orders about a record (empty: the enterprise) that may still change."""
        return self._referred(f"{LIVE}{instance}\0")

    def past_orders(self, instance: str, kind: MeasureKind) -> list[Order]:
        """Return the orders of a measure about a record that nothing but an act of then changes."""
        return self._referred(f"{PAST}{instance}\0{kind.value}\0")

    def past_count(self, instance: str, kind: MeasureKind, day: date) -> int:
        """Return how many past orders of a thing were opened on a day."""
        prefix = f"{PAST}{instance}\0{kind.value}\0{day}"
        return sum(1 for _ in self.rows.items(prefix))

    def due_instances(self, today: date) -> set[str]:
        """Return what the orders bear on that change by themselves by a day."""
        due = set()
        for row_id, reference in self.rows.items(AGENDA):
            if date.fromisoformat(row_id[1:11]) > today:
                break
            due.add(reference.instance)
        return due

    @property
    def looks_on(self) -> date | None:
        """The next day on which an order changes by itself (None: never)."""
        first = next(self.rows.items(AGENDA), None)
        return None if first is None else date.fromisoformat(first[0][1:11])

    @property
    def refused(self) -> tuple[UnmatchedAct, ...]:
        """Return all acts that fit no order, with the reason."""
        acts = (act for _, act in self.rows.items(UNMATCHED))
        return tuple(sorted(acts, key=lambda act: act.record_id))

    def refused_acts(self, kind: MeasureKind, order: str = "") -> list[UnmatchedAct]:
        """Return the acts about a measure that fit no order: that name an order, or name none."""
        prefix = f"{UNMATCHED}{kind.value}\0{canonical_phrase(order)}\0"
        return [act for _, act in self.rows.items(prefix)]

    def refused_act(
        self, kind: MeasureKind, order: str | None, record_id: str
    ) -> UnmatchedAct | None:
        """Return an act about a measure as it stands on the work list (None: it does not)."""
        act: UnmatchedAct | None = self.rows.get(unmatched_row(kind, order or "", record_id))
        return act

    def _referred(self, prefix: str) -> list[Order]:
        references = (reference for _, reference in self.rows.items(prefix))
        return [self.rows.get(order_row(each.number)) for each in references]  # type: ignore[misc]  # each has its row
