"""The views of sanctions: an enterprise's measures, and the orders that wait for an agency."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from schemas.vocabulary.measure_details import measure_details
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_status import ENDED
from services.chassis.views.store import Views
from services.sanctions.domain.figures.effect import EffectLine, OrderFacts, effect
from services.sanctions.domain.lots import Admission, Limit, admission

from .projection import (
    OPEN_ORDERS,
    ORDER_FACTS,
    WORK_LIST,
    MeasureView,
    VersionView,
    WorkItem,
    as_answered,
    measures_key,
    view_of_state,
)

ORDERS_OF_PAGE = 100
__all__ = ["MeasureView", "VersionView", "WorkItem", "as_answered", "view_of_state"]


class NoOrdersPageError(LookupError):
    """An enterprise's orders are on fewer pages."""


_facts = msgspec.json.Decoder(OrderFacts)
_decoder = msgspec.json.Decoder(MeasureView)
_items = msgspec.json.Decoder(WorkItem)


def numbers(views: Views, code: str) -> list[str]:
    """Return the numbers of all orders about an enterprise, in their order."""
    return views.names(measures_key(code))


def page_of_measures(views: Views, code: str, page: int) -> tuple[bytes, int]:
    """Return a page of an enterprise's orders as JSON, as they are stored, and the count of pages.

    No page of none: there is no order. Raises NoOrdersPageError.
    """
    few = views.few_fields(measures_key(code), ORDERS_OF_PAGE) if page == 1 else None
    if few is not None:
        return b"[" + b",".join(few[number] for number in sorted(few)) + b"]", min(len(few), 1)
    known = numbers(views, code)
    pages = -(-len(known) // ORDERS_OF_PAGE)
    if page > max(pages, 1):
        raise NoOrdersPageError(f"page {page}: the orders are on {pages} pages")
    of_page = known[(page - 1) * ORDERS_OF_PAGE : page * ORDERS_OF_PAGE]
    stored = views.several(measures_key(code), of_page)
    return b"[" + b",".join(value for value in stored if value is not None) + b"]", pages


def measures(views: Views, code: str, on: date | None = None) -> list[MeasureView]:
    """Return an enterprise's orders in the order of their numbers.

    With a day: those that were under way or in effect at its end, each as it stood then by what is
    known now; without one all, also those that ended.
    """
    stored = sorted(views.fields(measures_key(code)).items())
    views_of_orders = [_decoder.decode(value) for _, value in stored]
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


def lot_admission(
    views: Views, code: str, known: Sequence[str], value: Decimal, on: date
) -> Admission:
    """Return whether an enterprise may bid, on a day, for a lot worth so many yuan.

    `known` are the numbers of all its orders.
    """
    prefix = f"{MeasureKind.BIDDING_LIMIT.value.upper()}-"
    wanted = [number for number in known if number.startswith(prefix)]
    stored = views.several(measures_key(code), wanted)
    views_of_day = (_on(_decoder.decode(value), on) for value in stored if value is not None)
    return admission(
        (
            Limit(each.order, each.measure, each.status, each.parameters)
            for each in views_of_day
            if each is not None and each.status not in ENDED
        ),
        value,
    )


def name_of(views: Views, code: str, known: Sequence[str]) -> str | None:
    """Return what an enterprise is called, by the latest of its orders with these numbers."""
    stored = views.several(measures_key(code), known[-1:])
    return next((_decoder.decode(value).name for value in stored if value is not None), None)


def effect_lines(views: Views, today: date, first: date, last: date) -> list[EffectLine]:
    """Return what the orders that were opened in a span of days came to, both days included."""
    facts = (_facts.decode(value) for value in views.fields(ORDER_FACTS).values())
    return effect((each for each in facts if first <= each.opened_on <= last), today)


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
