"""The projection of dossiers: an order is a field, in the form in which the API answers it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import msgspec

from schemas.codec import to_json
from schemas.vocabulary.act_refusal import REFUSALS, ActRefusal
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.measure_cause import MeasureCause
from schemas.vocabulary.measure_details import measure_details
from schemas.vocabulary.measure_kind import CONTINUING, MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters, Settlement
from schemas.vocabulary.measure_status import MeasureStatus, Reached
from schemas.vocabulary.sentences import Both
from services.chassis.processing.outcome import ViewWrite
from services.chassis.views.stored_names import view_key
from services.sanctions.domain.figures.effect import facts_of
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.orders.dossier_rows import (
    ORDER,
    UNMATCHED,
    Filing,
    UnmatchedAct,
    record_of,
)
from services.sanctions.domain.terms.measure import Order

OPEN_ORDERS = "sanctions:open-orders"
WORK_LIST = "sanctions:work-list"
ORDER_FACTS = "sanctions:order-facts"
# In these statuses an agency still has to do something.
WAITING: frozenset[MeasureStatus] = frozenset(
    {"proposed", "noticed", "defended", "decided", "served", "in_force", "suspended"}
)


_exact = msgspec.json.Encoder(order="deterministic", decimal_format="string")


class VersionView(msgspec.Struct, frozen=True, kw_only=True):
    """The terms of an order from a day on. `amount` is in yuan."""

    since: date
    grade: str
    amount: Decimal | None
    parameters: MeasureParameters


class MeasureView(msgspec.Struct, frozen=True, kw_only=True):
    """An order as it is shown.

    `amount` is in yuan; `details` say in words what the figures are, and how they were computed;
    `history` has the statuses that it reached, `versions` its terms, each from
    its day on.
    """

    code: str
    name: str | None
    order: str
    measure: MeasureKind
    instance: str | None
    status: MeasureStatus
    since: date
    deadline: date | None
    deadline_assumes: int | None
    agency: str
    grade: str
    cause: MeasureCause
    caused_on: date | None
    article: str
    mark: Mark
    edition: str
    amount: Decimal | None
    details: Both
    parameters: MeasureParameters
    settlement: Settlement | None
    history: tuple[Reached, ...]
    versions: tuple[VersionView, ...]


class WorkItem(msgspec.Struct, frozen=True, kw_only=True):
    """An act of an agency that fits no order, with the reason in both languages."""

    code: str
    name: str | None
    record_id: str
    document_number: str
    departments: tuple[str, ...]
    reason: ActRefusal
    chinese: str
    english: str


def as_answered(view: MeasureView) -> bytes:
    """Return an order as JSON, as it is answered and stored: amounts are text, exact to the fen."""
    return _exact.encode(view)


def measures_key(code: str) -> str:
    """Return the key of an enterprise's measures."""
    return view_key("sanctions:measures:", code)


def view_of_state(code: str, dossier: Dossier) -> Iterable[ViewWrite]:
    """Project what changed of a dossier: orders, ended ones with their end, and the work list.

    An order is a field, in the form in which the API answers it: orders are looked up the most.
    """
    for row_id, row in dossier.rows.changes.items():
        if row_id.startswith(ORDER) and row is not None:
            yield from _order_writes(code, row)
        elif row_id.startswith(UNMATCHED):
            yield _work_list_write(code, row_id, row, dossier)


def _order_writes(code: str, order: Order) -> Iterable[ViewWrite]:
    value = as_answered(_view_of(code, order))
    yield ViewWrite(key=measures_key(code), field=order.number, value=value, paged=True)
    if order.terms.kind not in CONTINUING:
        field = f"{code}:{order.number}"
        yield ViewWrite(key=ORDER_FACTS, field=field, value=to_json(facts_of(order)))
        waits = order.status in WAITING
        yield ViewWrite(key=OPEN_ORDERS, field=field, value=value if waits else None)


def _work_list_write(
    code: str, row_id: str, act: UnmatchedAct | None, dossier: Dossier
) -> ViewWrite:
    record_id = record_of(row_id)
    filing = dossier.filing(record_id)
    item = to_json(_work_item(code, filing, act)) if filing and act else None
    return ViewWrite(key=WORK_LIST, field=f"{code}:{row_id[1:]}", value=item)


def _view_of(code: str, order: Order) -> MeasureView:
    if order.published is None:
        raise ValueError(f"{order.number}: no step of it was published")
    terms, last = order.published.terms, order.last
    details = measure_details(terms.kind, terms.parameters, terms.amount, terms.settlement)
    return MeasureView(
        code=code,
        name=order.name,
        order=order.number,
        measure=terms.kind,
        instance=terms.instance or None,
        status=order.status,
        since=last.since,
        deadline=last.deadline,
        deadline_assumes=last.deadline_assumes,
        agency=terms.agency,
        grade=terms.grade,
        cause=order.published.cause,
        caused_on=order.caused_on,
        article=terms.article,
        mark=terms.mark,
        edition=terms.edition,
        amount=terms.amount,
        details=details.figures,
        parameters=terms.parameters,
        settlement=terms.settlement,
        history=order.history,
        versions=tuple(
            VersionView(
                since=version.since,
                grade=version.terms.grade,
                amount=version.terms.amount,
                parameters=version.terms.parameters,
            )
            for version in order.versions
        ),
    )


def _work_item(code: str, entry: Filing, act: UnmatchedAct) -> WorkItem:
    chinese, english = REFUSALS[act.reason]
    return WorkItem(
        code=code,
        name=act.name,
        record_id=entry.record_id,
        document_number=entry.document_number,
        departments=entry.departments,
        reason=act.reason,
        chinese=chinese,
        english=english,
    )
