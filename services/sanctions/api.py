"""The API of sanctions: the measures of an enterprise, and the orders that wait for an agency."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from schemas.topics import SANCTIONS
from schemas.vocabulary import enterprise_code
from schemas.vocabulary.department import departments
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.measure_kind import MeasureKind
from services.chassis.http_app import reader, serve, service_app
from services.chassis.view_store import RedisViews
from services.chassis.views import Views

from .domain.measure import Status
from .read_model import MeasureView, measures, orders
from .settings import SanctionsSettings


class MeasureAnswer(BaseModel):
    """A linked measure as it stands."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    name: str | None
    measure: MeasureKind
    instance: str | None = Field(description="The record that it bears on.")
    status: Status
    since: date
    deadline: date | None = Field(description="Last day of the defence, or of the agency's term.")
    deadline_note: str | None
    agency: str
    grade: str
    cause: str
    article: str
    mark: Mark
    edition: str
    amount: Decimal | None = Field(description="Yuan, exact, as text.")
    computation: str | None
    parameters: dict[str, str]
    noticed_parameters: dict[str, str] | None = Field(
        description="Those of stricter terms that were noticed while these are in force."
    )
    defence_until: date | None


Code = Annotated[str, Path(description="Unified social credit code.")]
Agency = Annotated[str | None, Query(description="A department's code; default: all.")]
may_read = Depends(reader("measures:read"))


def create_app(settings: SanctionsSettings | None = None, views: Views | None = None) -> FastAPI:
    """Return the application (None: settings from the environment, views in their Redis)."""
    settings = settings or SanctionsSettings()
    app = service_app(SANCTIONS, settings, views or RedisViews.from_url(settings.redis_url))
    store: Views = app.state.views

    @app.get("/enterprises/{code}/measures", dependencies=[may_read])
    def measures_of(code: Code) -> list[MeasureAnswer]:
        """Return the measures of an enterprise, also those that ended."""
        tidy = enterprise_code.tidy(code)
        if not enterprise_code.is_valid(tidy):
            raise HTTPException(422, f"{code!r} is no valid unified social credit code")
        return _answers(measures(store, tidy))

    @app.get("/orders", dependencies=[may_read])
    def orders_of(agency: Agency = None) -> list[MeasureAnswer]:
        """Return the orders that are noticed or in force and not yet carried out, by deadline."""
        if agency is not None and agency not in {department.code for department in departments()}:
            raise HTTPException(422, f"there is no department {agency!r}")
        return _answers(orders(store, agency))

    return app


def _answers(found: list[MeasureView]) -> list[MeasureAnswer]:
    return [MeasureAnswer.model_validate(view) for view in found]


def main() -> None:
    """Serve the API."""
    settings = SanctionsSettings()
    serve(SANCTIONS, create_app(settings), settings)


if __name__ == "__main__":
    main()
