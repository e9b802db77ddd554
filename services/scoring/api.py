"""The API of scoring: standings now and on any day, their explanation, the table of grades."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from fastapi import Depends, FastAPI, HTTPException, Path, Query
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, ConfigDict, Field

from schemas.messages import StandingAssessed
from schemas.topics import SCORING
from schemas.vocabulary import enterprise_code
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.thin_data import ThinData
from services.chassis.clock import clock_at, day_of, system_clock
from services.chassis.http_app import reader, serve, service_app
from services.chassis.view_store import RedisViews
from services.chassis.views import Views

from .domain.explanation import Language, as_text
from .read_model import explanation, grade_table, standing, standing_on
from .settings import ScoringSettings
from .stage import load_rulebooks


class PointsAnswer(BaseModel):
    """Why some points were given or taken."""

    model_config = ConfigDict(from_attributes=True)

    rule: str
    points: Decimal
    article: str
    mark: Mark
    record_id: str | None
    document_number: str | None
    departments: list[str]
    first_day: date
    last_day: date | None
    ends_when: str | None
    note: str | None


class OverrideAnswer(BaseModel):
    """Why the grade is worse than the score alone would give."""

    model_config = ConfigDict(from_attributes=True)

    rule: str
    effect: str = Field(description="`down N`: N grades down; `to G`: grade G.")
    article: str
    mark: Mark
    record_ids: list[str]
    document_numbers: list[str]
    first_day: date
    last_day: date | None
    ends_when: str | None


class StandingAnswer(BaseModel):
    """The standing of an enterprise on `day`."""

    model_config = ConfigDict(from_attributes=True)

    code: str
    day: date
    name: str | None
    sector: str
    score: Decimal
    grade: str
    level: int | None
    edition: str
    lines: list[PointsAnswer]
    overrides: list[OverrideAnswer]
    changes_next_on: date | None
    thin_data: list[ThinData] = Field(description="Why it rests on too little, if it does.")


Code = Annotated[str, Path(description="Unified social credit code.")]
On = Annotated[date | None, Query(description="The day that is asked about; default: now.")]
AsKnown = Annotated[
    date | None, Query(description="As it was known at the end of this day; default: as now.")
]
Lang = Annotated[Language, Query(description="Chinese or English.")]
may_read = Depends(reader("standings:read"))


def create_app(settings: ScoringSettings | None = None, views: Views | None = None) -> FastAPI:
    """Return the application (None: settings from the environment, views in their Redis)."""
    settings = settings or ScoringSettings()
    store = views or RedisViews.from_url(settings.redis_url)
    rulebooks = load_rulebooks(settings.rulebooks / SCORING if settings.rulebooks else None)
    clock = clock_at(settings.city_day) if settings.city_day else system_clock
    app = service_app(SCORING, settings, store)

    def found(code: str, on: date | None, as_known: date | None) -> tuple[str, StandingAssessed]:
        tidy = enterprise_code.tidy(code)
        if on is None and as_known is None:
            value = standing(store, tidy)
        else:
            day = on or day_of(clock())
            value = standing_on(store, rulebooks, tidy, day, as_known)
        if value is None:
            raise HTTPException(404, f"{tidy} is not rated")
        return tidy, value

    @app.get("/standings/{code}", dependencies=[may_read])
    def standing_of(code: Code, on: On = None, as_known: AsKnown = None) -> StandingAnswer:
        """Return the standing, with each point explained."""
        tidy, value = found(code, on, as_known)
        fields: dict[str, Any] = msgspec.structs.asdict(value)
        return StandingAnswer.model_validate({**fields, "code": tidy}, from_attributes=True)

    @app.get("/standings/{code}/explanation", dependencies=[may_read])
    def explanation_of(
        code: Code, on: On = None, as_known: AsKnown = None, language: Lang = "zh"
    ) -> PlainTextResponse:
        """Return the explanation sheet as plain text."""
        tidy, value = found(code, on, as_known)
        return PlainTextResponse(as_text(explanation(value, tidy), language))

    @app.get("/grades", dependencies=[may_read])
    def grades() -> dict[str, dict[str, int]]:
        """Return how many enterprises of each sector have each grade."""
        return grade_table(store)

    return app


def main() -> None:
    """Serve the API."""
    settings = ScoringSettings()
    serve(SCORING, create_app(settings), settings)


if __name__ == "__main__":
    main()
