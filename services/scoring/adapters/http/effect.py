"""The figures of the effect over HTTP: one span of days against another."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field

from services.chassis.clock import Clock, day_of
from services.chassis.http.problems import problems
from services.chassis.views.store import Views
from services.scoring import read_model
from services.scoring.domain.accidents.figures import compare
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.records.span import SpanError, spans_of


class SpanAnswer(BaseModel):
    """A span of days, the first and the last included."""

    model_config = ConfigDict(from_attributes=True)

    first_day: date
    last_day: date
    days: int


class FiguresAnswer(BaseModel):
    """What a span had."""

    model_config = ConfigDict(from_attributes=True)

    accidents: int
    responsible: int = Field(description="Of these: an enterprise was found responsible.")
    under_investigation: int = Field(description="Of these: that is not found yet.")
    deaths: int
    serious_injuries: int


class PercentAnswer(BaseModel):
    """Change in percent, to one place; null where there was nothing before."""

    model_config = ConfigDict(from_attributes=True)

    accidents: Decimal | None
    deaths: Decimal | None
    serious_injuries: Decimal | None


class ComparedAnswer(BaseModel):
    """The figures of both spans."""

    model_config = ConfigDict(from_attributes=True)

    before: FiguresAnswer
    after: FiguresAnswer
    change: PercentAnswer


class SectorAnswer(ComparedAnswer):
    """The figures of a sector."""

    sector: str
    chinese: str
    english: str


class AccidentEffectAnswer(BaseModel):
    """A span against another one, by sector and in whole."""

    model_config = ConfigDict(from_attributes=True)

    known_on: date = Field(description="The day of the answer: what was on record then counts.")
    span: SpanAnswer
    against: SpanAnswer
    sectors: list[SectorAnswer]
    whole: ComparedAnswer = Field(description="An accident of two sectors counts once.")


class AccidentFiguresAnswer(BaseModel):
    """What came of it all."""

    accidents: AccidentEffectAnswer


From = Annotated[date, Query(alias="from", description="First day, of accidents in Shanghai.")]
To = Annotated[date, Query(description="Last day.")]
AgainstFrom = Annotated[
    date | None, Query(description="First day of the other span; default: the span before.")
]
AgainstTo = Annotated[date | None, Query(description="Last day of the other span.")]


def router(views: Views, rulebooks: Rulebooks, clock: Clock) -> APIRouter:
    """Return the route; whoever includes it asks for the scope `standings:read`."""
    routes = APIRouter(responses=problems(401, 403, 422))

    @routes.get("/effect")
    def effect(
        from_: From, to: To, against_from: AgainstFrom = None, against_to: AgainstTo = None
    ) -> AccidentFiguresAnswer:
        """Return accidents, deaths and serious injuries of one span against another one."""
        try:
            span, against = spans_of(from_, to, against_from, against_to)
        except SpanError as error:
            raise HTTPException(422, str(error)) from error
        known_on = day_of(clock())
        comparison = compare(read_model.accidents(views), rulebooks, span, against, known_on)
        return AccidentFiguresAnswer(accidents=AccidentEffectAnswer.model_validate(comparison))

    return routes
