"""The views of sanctions: an enterprise's measures, and the orders that wait for an agency."""

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
from schemas.vocabulary.measure_status import ENDED, MeasureStatus, Reached
from schemas.vocabulary.sentences import Both
from services.chassis.processing.outcome import ViewWrite
from services.chassis.views.store import Views
from services.sanctions.domain.figures.effect import EffectLine, OrderFacts, effect, facts_of
from services.sanctions.domain.orders.dossier import Act, Dossier, Filing
from services.sanctions.domain.terms.measure import Order

from .domain.lots import Admission, Limit, admission

OPEN_ORDERS = "sanctions:open-orders"
WORK_LIST = "sanctions:work-list"
ORDER_FACTS = "sanctions:order-facts"
# In these statuses an agency still has to do something.
WAITING: frozenset[MeasureStatus] = frozenset(
    {"proposed", "noticed", "defended", "decided", "served", "in_force", "suspended"}
)


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
    return f"sanctions:measures:{code}"


def view_of_state(code: str, dossier: Dossier) -> Iterable[ViewWrite]:
    """Project a dossier: all its orders, ended ones with their end, those that wait, the work list.

    An enterprise's orders stand at one key as the API answers them: they are looked up the most.
    """
    name = dossier.standing.name if dossier.standing else None
    stored: list[bytes] = []
    for order in sorted(dossier.orders, key=lambda each: each.number):
        value = as_answered(_view_of(code, name, order))
        stored.append(value)
        if order.terms.kind not in CONTINUING:
            facts = to_json(facts_of(order))
            yield ViewWrite(key=ORDER_FACTS, field=f"{code}:{order.number}", value=facts)
            waits = order.status in WAITING
            yield ViewWrite(
                key=OPEN_ORDERS, field=f"{code}:{order.number}", value=value if waits else None
            )
    if stored:
        yield ViewWrite(key=measures_key(code), value=b"[" + b",".join(stored) + b"]")
    refused = {each.record_id: each.reason for each in dossier.refused}
    for entry in dossier.entries:
        if isinstance(entry.content, Act):
            reason = refused.get(entry.record_id)
            item = None if reason is None else to_json(_work_item(code, name, entry, reason))
            yield ViewWrite(key=WORK_LIST, field=f"{code}:{entry.record_id}", value=item)


def stored_measures(views: Views, code: str) -> bytes | None:
    """Return an enterprise's orders in the order of their numbers, as the JSON that is stored.

    None: there never was one.
    """
    return views.get(measures_key(code))


def measures(views: Views, code: str, on: date | None = None) -> list[MeasureView]:
    """Return an enterprise's orders in the order of their numbers.

    With a day: those that were under way or in effect at its end, each as it stood then by what is
    known now; without one all, also those that ended.
    """
    views_of_orders = _all.decode(stored_measures(views, code) or b"[]")
    if on is None:
        return views_of_orders
    views_of_day = (_on(view, on) for view in views_of_orders)
    return [view for view in views_of_day if view is not None and view.status not in ENDED]


def orders(views: Views, agency: str | None = None) -> list[MeasureView]:
    """Return the orders that wait for an agency, by deadline."""
    waiting = [_decoder.decode(value) for value in views.fields(OPEN_ORDERS).values()]
    mine = [order for order in waiting if agency in (None, order.agency)]
    return sorted(mine, key=lambda order: (order.deadline or date.max, order.code, order.order))


def work_list(views: Views, department: str | None = None) -> list[WorkItem]:
    """Return the acts that fit no order, of one department or of all."""
    items = [_items.decode(value) for value in views.fields(WORK_LIST).values()]
    mine = [item for item in items if department is None or department in item.departments]
    return sorted(mine, key=lambda item: (item.code, item.record_id))


def lot_admission(views: Views, code: str, value: Decimal, on: date) -> Admission:
    """Return whether an enterprise may bid, on a day, for a lot worth so many yuan."""
    of_day = measures(views, code, on)
    limits = [Limit(m.order, m.measure, m.status, m.parameters) for m in of_day]
    return admission(limits, value)


def effect_lines(views: Views, today: date, first: date, last: date) -> list[EffectLine]:
    """Return what the orders that were opened in a span of days came to, both days included."""
    facts = (_facts.decode(value) for value in views.fields(ORDER_FACTS).values())
    return effect((each for each in facts if first <= each.opened_on <= last), today)


_facts = msgspec.json.Decoder(OrderFacts)
_decoder = msgspec.json.Decoder(MeasureView)
_exact = msgspec.json.Encoder(order="deterministic", decimal_format="string")
_all = msgspec.json.Decoder(list[MeasureView])
_items = msgspec.json.Decoder(WorkItem)


def _on(view: MeasureView, day: date) -> MeasureView | None:
    reached = [each for each in view.history if each.since <= day]
    if not reached:
        return None
    last = reached[-1]
    version = [each for each in view.versions if each.since <= day][-1]
    amount, parameters = version.amount, version.parameters
    return msgspec.structs.replace(
        view,
        grade=version.grade,
        amount=amount,
        details=measure_details(view.measure, parameters, amount, view.settlement).figures,
        parameters=parameters,
        status=last.status,
        since=last.since,
        deadline=last.deadline,
        deadline_assumes=last.deadline_assumes,
        history=tuple(reached),
    )


def _view_of(code: str, name: str | None, order: Order) -> MeasureView:
    terms, last = order.published.terms if order.published else order.terms, order.last
    details = measure_details(terms.kind, terms.parameters, terms.amount, terms.settlement)
    return MeasureView(
        code=code,
        name=name,
        order=order.number,
        measure=terms.kind,
        instance=terms.instance or None,
        status=order.status,
        since=last.since,
        deadline=last.deadline,
        deadline_assumes=last.deadline_assumes,
        agency=terms.agency,
        grade=terms.grade,
        cause=terms.cause,
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


def _work_item(code: str, name: str | None, entry: Filing, reason: ActRefusal) -> WorkItem:
    chinese, english = REFUSALS[reason]
    return WorkItem(
        code=code,
        name=name,
        record_id=entry.record_id,
        document_number=entry.document_number,
        departments=entry.departments,
        reason=reason,
        chinese=chinese,
        english=english,
    )
