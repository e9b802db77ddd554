"""The API of sanctions: the measures of an enterprise, and the orders that wait for an agency."""

from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import Depends, FastAPI, HTTPException, Path, Query, Request, Response

from schemas.topics import SANCTIONS
from schemas.vocabulary.department import departments
from schemas.vocabulary.written_code import doubt, written_code
from services.chassis.clock import clock_at, day_of, system_clock
from services.chassis.http.admission import reader
from services.chassis.http.answer_models import answer_type
from services.chassis.http.app import serve, service_app
from services.chassis.http.asked_days import AskedDay
from services.chassis.http.credentials import Credential
from services.chassis.http.direct_route import DirectRoute
from services.chassis.http.named_enterprises import name_enterprises
from services.chassis.views.access import view_reader
from services.chassis.views.store import Views
from services.sanctions.domain.figures.effect import EffectLine

from .adapters import http_lots
from .adapters.agency_access import ProvenAgency, agency_shown
from .adapters.order_sheet import order_sheet
from .read_model import (
    MeasureView,
    NoOrdersPageError,
    WorkItem,
    effect_lines,
    measures,
    orders,
    page_of_measures,
    work_list,
)
from .settings import SanctionsSettings
from .stage import READS

MEASURES, WORK_ITEMS, ORDER_FIGURES = map(
    answer_type, (list[MeasureView], list[WorkItem], list[EffectLine])
)
Code = Annotated[str, Path(description="Unified social credit code.")]
Agency = Annotated[
    str | None, Query(description="A department's code; default: all, of a department its own.")
]
Form = Annotated[
    Literal["json", "csv"],
    Query(
        description="JSON, or a CSV in Chinese to fill in and report back (UTF-8, with its mark)."
    ),
]
Page = Annotated[int, Query(ge=1, description="Which page, from 1; without a day.")]
On = Annotated[AskedDay | None, Query(description="A day; default: all, also those that ended.")]
First = Annotated[AskedDay, Query(alias="from", description="First day of the span.")]
Last = Annotated[AskedDay, Query(alias="to", description="Last day of the span.")]
may_read = Depends(reader("measures:read"))
OfAgency = Annotated[Credential, Depends(ProvenAgency("agency"))]
OfDepartment = Annotated[Credential, Depends(ProvenAgency("department"))]


def create_app(settings: SanctionsSettings | None = None, views: Views | None = None) -> FastAPI:
    """Return the application (None: settings from the environment, views in their Redis)."""
    settings = settings or SanctionsSettings()
    app = service_app(SANCTIONS, settings, views or view_reader(settings, SANCTIONS, READS))
    store: Views = app.state.views
    clock = clock_at(settings.city_day) if settings.city_day else system_clock

    def measures_of(code: Code, on: On = None, page: Page = 1) -> Response | list[MeasureView]:
        """Return the orders about an enterprise: all, or those open on a day as they stood then.

        All are answered in pages of a hundred, in the order of their numbers; the header `Link`
        names the next page.
        """
        written = written_code(code)
        try:
            orders_of_page, pages = page_of_measures(store, written, page)
        except NoOrdersPageError as error:
            raise HTTPException(404, str(error)) from error
        if not pages:
            raise HTTPException(404, f"no measure is on record about {written}{doubt(written)}")
        if on is not None:
            return measures(store, written, on)
        # What is asked most is answered as it is stored: it has this form already.
        path = f"/enterprises/{quote(written)}/measures?page={page + 1}"
        return Response(
            orders_of_page,
            media_type="application/json",
            headers={"Link": f'<{path}>; rel="next"'} if page < pages else {},
        )

    app.router.add_api_route(
        "/enterprises/{code}/measures",
        measures_of,
        dependencies=[may_read],
        response_model=MEASURES,
        route_class_override=DirectRoute,
    )

    @app.get("/orders", response_model=MEASURES, responses={200: {"content": {"text/csv": {}}}})
    def orders_of(
        request: Request, who: OfAgency, agency: Agency = None, form: Form = "json"
    ) -> Response | list[MeasureView]:
        """Return the orders that wait for a step of their agency, by deadline."""
        agency = _known(agency_shown(who, agency))
        rows = orders(store, agency)
        name_enterprises(request, (each.code for each in rows))
        if form == "json":
            return rows
        saved_as = {"Content-Disposition": f'attachment; filename="orders-{agency or "all"}.csv"'}
        return Response(order_sheet(rows), media_type="text/csv", headers=saved_as)

    @app.get("/orders/effect", dependencies=[may_read], response_model=ORDER_FIGURES)
    def effect_of(first: First, last: Last) -> list[EffectLine]:
        """Return what the orders opened in a span of days came to, by measure, grade and year."""
        if last < first:
            raise HTTPException(422, f"the span ends on {last}, before it begins on {first}")
        return effect_lines(store, day_of(clock()), first, last)

    app.include_router(http_lots.router(store, clock))

    @app.get("/work-list", response_model=WORK_ITEMS)
    def work_list_of(
        request: Request, who: OfDepartment, department: Agency = None
    ) -> list[WorkItem]:
        """Return the acts that fit no order, each with the reason."""
        items = work_list(store, _known(agency_shown(who, department)))
        name_enterprises(request, (each.code for each in items))
        return items

    return app


def _known(department: str | None) -> str | None:
    if department is not None and department not in {each.code for each in departments()}:
        raise HTTPException(422, f"there is no department {department!r}")
    return department


def main() -> None:
    """Serve the API."""
    settings = SanctionsSettings()
    serve(SANCTIONS, create_app(settings), settings)


if __name__ == "__main__":
    main()
