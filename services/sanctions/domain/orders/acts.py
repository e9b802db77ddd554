"""Which order each act of an agency is about, and why some are about none."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import get_args

import msgspec

from schemas.records import InterviewHeld, MeasureAct
from schemas.records.act import ActKind, Outcome
from schemas.vocabulary.act_refusal import ActRefusal
from schemas.vocabulary.canonical_text import canonical_phrase
from schemas.vocabulary.department import lead
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_status import ENDED
from services.sanctions.domain.terms.measure import Order

from .dossier_rows import Filing, UnmatchedAct
from .procedure import RESUMED_BY, after

# The order in which acts of one day are taken.
_SEQUENCE: tuple[ActKind, ...] = get_args(ActKind)
_WITH_OUTCOME = frozenset({"decided", "objection_decided"})
# Whoever leads may tell what a court or a reviewing authority said, about anybody's order.
_OF_ANY_AGENCY = frozenset({"objected", "suspended", "resumed", "objection_decided"})


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """An act as the history of an order records it."""

    record_id: str
    revision: int
    departments: tuple[str, ...]
    measure: MeasureKind
    kind: ActKind
    day: date
    document: str | None = None
    order: str | None = None
    outcome: Outcome | None = None
    office: str | None = None
    officer: str | None = None

    @property
    def by(self) -> str:
        """Return the step that it takes, with its outcome."""
        return f"{self.kind}: {self.outcome}" if self.kind in _WITH_OUTCOME else self.kind

    def unmatched(self, reason: ActRefusal, name: str | None) -> UnmatchedAct:
        """Return it as one of an enterprise that fits no order."""
        return UnmatchedAct(
            record_id=self.record_id,
            revision=self.revision,
            reason=reason,
            measure=self.measure,
            order=self.order or "",
            name=name,
        )

    @property
    def sort_key(self) -> tuple[date, int, str]:
        """Return the key by which acts are sorted."""
        return self.day, _SEQUENCE.index(self.kind), self.record_id


class Matched(msgspec.Struct, frozen=True):
    """The acts by order number, and the reason of each that is about none."""

    by_order: Mapping[str, Sequence[Act]]
    refused: Mapping[str, ActRefusal]


def acts_in(entries: Iterable[Filing]) -> list[Act]:
    """Return the acts that stand, in the order in which they are taken."""
    acts = (act_of(entry) for entry in entries if not entry.withdrawn)
    return sorted((act for act in acts if act is not None), key=lambda act: act.sort_key)


def act_of(entry: Filing) -> Act | None:
    """Return what a filing says that an agency did about an order; None where it says nothing."""
    content = entry.content
    if isinstance(content, MeasureAct):
        return Act(
            record_id=entry.record_id,
            revision=entry.revision,
            departments=entry.departments,
            measure=content.measure,
            kind=content.act,
            day=content.acted_on,
            document=entry.document_number or None,
            order=content.order or entry.order,
            outcome=content.outcome,
            office=content.office,
            officer=content.officer,
        )
    if isinstance(content, InterviewHeld):
        return Act(
            record_id=entry.record_id,
            revision=entry.revision,
            departments=entry.departments,
            measure=MeasureKind.INTERVIEW,
            kind="carried_out",
            day=content.held_on,
            document=entry.document_number or None,
            order=entry.order,
        )
    return None


def match(acts: Collection[Act], orders: Sequence[Order]) -> Matched:
    """Return which act is about which order.

    An act that names no order is about the agency's order of that measure in which it is possible
    on its day; of several about the same thing, the last one opened. Once it was taken it stays
    with its order.
    """
    by_order: dict[str, list[Act]] = {}
    refused: dict[str, ActRefusal] = {}
    if not acts:  # as mostly
        return Matched(by_order, refused)
    by_name = {canonical_phrase(each.number): each for each in orders}
    by_kind: dict[MeasureKind, list[Order]] = {}
    for each in orders:
        by_kind.setdefault(each.terms.kind, []).append(each)
    for act in acts:
        if act.kind in _WITH_OUTCOME and (act.outcome is None or act.officer is None):
            refused[act.record_id] = ActRefusal.OUTCOME_MISSING
            continue
        order_or_refusal = (
            _named(act, by_name) if act.order else _meant(act, by_kind.get(act.measure, ()))
        )
        if isinstance(order_or_refusal, ActRefusal):
            refused[act.record_id] = order_or_refusal
        else:
            by_order.setdefault(order_or_refusal.number, []).append(act)
    return Matched(by_order, refused)


def _named(act: Act, by_name: Mapping[str, Order]) -> Order | ActRefusal:
    order = by_name.get(canonical_phrase(act.order or ""))
    if order is None or order.terms.kind is not act.measure:
        return ActRefusal.ORDER_UNKNOWN
    if not _may_act(act, order):
        return ActRefusal.NOT_ITS_AGENCY
    return order if act.day >= order.opened_on else ActRefusal.BEFORE_THE_ORDER


def _meant(act: Act, of_kind: Sequence[Order]) -> Order | ActRefusal:
    own = [each for each in of_kind if _may_act(act, each)]
    if not own:
        return ActRefusal.NOT_ITS_AGENCY if of_kind else ActRefusal.NO_ORDER
    opened = [each for each in own if each.opened_on <= act.day]
    if not opened:
        return ActRefusal.BEFORE_THE_ORDER
    possible = [each for each in opened if _is_possible(act, each)]
    open_on_day = [each for each in opened if each.status_on(act.day) not in ENDED]
    candidates = possible or open_on_day or opened
    if len({each.terms.instance for each in candidates}) > 1:
        return ActRefusal.ORDER_AMBIGUOUS
    return max(candidates, key=lambda each: (each.opened_on, each.number))


def _is_possible(act: Act, order: Order) -> bool:
    status = order.status_on(act.day)
    if status is None:
        return False
    if status == "suspended" and act.by in RESUMED_BY:
        return True
    return after(status, act.by, "in_force") is not None


def _may_act(act: Act, order: Order) -> bool:
    if act.kind in _OF_ANY_AGENCY and lead().code in act.departments:
        return True
    return order.terms.agency in act.departments
