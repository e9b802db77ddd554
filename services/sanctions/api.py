"""The API of sanctions: the measures of an enterprise, and the orders that wait for an agency."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, HTTPException, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from schemas.topics import SANCTIONS
from schemas.vocabulary.act_refusal import ActRefusal
from schemas.vocabulary.department import departments
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_status import MeasureStatus
from schemas.vocabulary.written_code import doubt, written_code
from services.chassis.clock import clock_at, day_of, system_clock
from services.chassis.http.app import reader, serve, service_app
from services.chassis.views.redis_store import RedisViews
from services.chassis.views.store import Views

from .adapters import http_lots
from .adapters.order_sheet import order_sheet
from .read_model import (
    MeasureView,
    effect_lines,
    measures,
    orders,
    stored_measures,
    work_list,
)
from .settings import SanctionsSettings


class ReachedAnswer(BaseModel):
    """A status that an order reached."""

    model_config = ConfigDict(from_attributes=True)

    status: MeasureStatus
    since: date
    deadline: date | None
    deadline_assumes: int | None
    act: str | None = Field(description="The record of the act that led there; null: the system.")
    document: str | None
    office: str | None


class VersionAnswer(BaseModel):
    """The terms of an order from a day on."""

    model_config = ConfigDict(from_attributes=True)

    since: date
    grade: str
    amount: Decimal | None
    computation: str | None
    parameters: dict[str, str]


class WorkItemAnswer(BaseModel):
    """An act that fits no order."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    name: str | None
    record_id: str
    document_number: str
    departments: list[str]
    reason: ActRefusal
    chinese: str
    english: str


class OrderFiguresAnswer(BaseModel):
    """The orders of a measure that were opened for a grade in a year."""

    model_config = ConfigDict(from_attributes=True)

    measure: MeasureKind
    grade: str
    year: int
    orders: int
    took_effect: int
    carried_out: int
    late: int = Field(description="Carried out after the term, or not, and it is over.")
    lifted: int
    reversed: int
    dropped: int
    amount: Decimal = Field(description="Yuan, of those that took effect, exact, as text.")
    days_to_order: float | None = Field(description="Median, from the record to the order.")
    days_to_effect: float | None = Field(description="Median, from the order to its effect.")
    days_to_carried_out: float | None = Field(description="Median, from the effect on.")


class MeasureAnswer(BaseModel):
    """A linked measure as it stands."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    name: str | None
    measure: MeasureKind
    order: str = Field(description="The number by which acts name it.")
    instance: str | None = Field(description="The record that it bears on.")
    status: MeasureStatus
    since: date
    deadline: date | None = Field(description="Last day of the defence, or of the agency's term.")
    deadline_assumes: int | None = Field(
        description="The year whose calendar is not published, where the deadline rests on it."
    )
    agency: str
    grade: str
    cause: str
    article: str
    mark: Mark
    edition: str
    amount: Decimal | None = Field(description="Yuan, exact, as text.")
    computation: str | None
    parameters: dict[str, str]
    caused_on: date | None = Field(description="Day of the latest record behind the grade.")
    course: list[ReachedAnswer] = Field(description="The statuses that it reached.")
    versions: list[VersionAnswer] = Field(description="Its terms, each from its day on.")


Code = Annotated[str, Path(description="Unified social credit code.")]
Agency = Annotated[str | None, Query(description="A department's code; default: all.")]
Form = Annotated[
    Literal["json", "csv"],
    Query(
        description="JSON, or a CSV in Chinese to fill in and report back (UTF-8, with its mark)."
    ),
]
On = Annotated[date | None, Query(description="A day; default: all, also those that ended.")]
First = Annotated[date, Query(alias="from", description="First day of the span.")]
Last = Annotated[date, Query(alias="to", description="Last day of the span.")]
may_read = Depends(reader("measures:read"))


def create_app(settings: SanctionsSettings | None = None, views: Views | None = None) -> FastAPI:
    """Return the application (None: settings from the environment, views in their Redis)."""
    settings = settings or SanctionsSettings()
    app = service_app(SANCTIONS, settings, views or RedisViews.from_url(settings.redis_url))
    store: Views = app.state.views
    clock = clock_at(settings.city_day) if settings.city_day else system_clock

    @app.get(
        "/enterprises/{code}/measures", dependencies=[may_read], response_model=list[MeasureAnswer]
    )
    def measures_of(code: Code, on: On = None) -> Response | list[MeasureAnswer]:
        """Return the orders about an enterprise: all, or those open on a day as they stood then."""
        written = written_code(code)
        stored = stored_measures(store, written)
        if stored is None:
            raise HTTPException(404, f"no measure is on record about {written}{doubt(written)}")
        if on is None:  # what is asked most is answered as it is stored: it has this form already
            return Response(stored, media_type="application/json")
        return _answers(measures(store, written, on))

    @app.get("/orders", dependencies=[may_read], response_model=list[MeasureAnswer])
    def orders_of(agency: Agency = None, form: Form = "json") -> Response | list[MeasureAnswer]:
        """Return the orders that wait for a step of their agency, by deadline."""
        rows = orders(store, _known(agency))
        if form == "json":
            return _answers(rows)
        saved_as = {"Content-Disposition": f'attachment; filename="orders-{agency or "all"}.csv"'}
        return Response(order_sheet(rows), media_type="text/csv", headers=saved_as)

    @app.get("/orders/effect", dependencies=[may_read])
    def effect_of(first: First, last: Last) -> list[OrderFiguresAnswer]:
        """Return what the orders opened in a span of days came to, by measure, grade and year."""
        if last < first:
            raise HTTPException(422, f"the span ends on {last}, before it begins on {first}")
        rows = effect_lines(store, day_of(clock()), first, last)
        return [OrderFiguresAnswer.model_validate(line) for line in rows]

    app.include_router(http_lots.router(store, clock))

    @app.get("/work-list", dependencies=[may_read])
    def work_list_of(department: Agency = None) -> list[WorkItemAnswer]:
        """Return the acts that fit no order, each with the reason."""
        rows = work_list(store, _known(department))
        return [WorkItemAnswer.model_validate(item) for item in rows]

    return app


def _known(department: str | None) -> str | None:
    if department is not None and department not in {each.code for each in departments()}:
        raise HTTPException(422, f"there is no department {department!r}")
    return department


def _answers(views: list[MeasureView]) -> list[MeasureAnswer]:
    return [MeasureAnswer.model_validate(view) for view in views]


def main() -> None:
    """Serve the API."""
    settings = SanctionsSettings()
    serve(SANCTIONS, create_app(settings), settings)


if __name__ == "__main__":
    main()
