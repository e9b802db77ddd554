"""The figures of the effect over HTTP: one span of days against another."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from pydantic import create_model

from services.chassis.clock import Clock, day_of
from services.chassis.http.answer_models import answer_model
from services.chassis.http.asked_days import AskedDay
from services.chassis.http.problems import problems
from services.chassis.views.store import Views
from services.scoring import read_model
from services.scoring.domain.accidents.figures import AccidentEffect, compare
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.records.span import SpanError, spans_of

ACCIDENTS = create_model(
    "AccidentFiguresAnswer",
    __doc__="What came of it all.",
    accidents=(answer_model(AccidentEffect), ...),
)
From = Annotated[AskedDay, Query(alias="from", description="First day, of accidents in Shanghai.")]
To = Annotated[AskedDay, Query(description="Last day.")]
AgainstFrom = Annotated[
    AskedDay | None, Query(description="First day of the other span; default: the span before.")
]
AgainstTo = Annotated[AskedDay | None, Query(description="Last day of the other span.")]


def router(views: Views, rulebooks: Rulebooks, clock: Clock) -> APIRouter:
    """Return the route; whoever includes it asks for the scope `standings:read`."""
    routes = APIRouter(responses=problems(401, 403, 422))

    @routes.get("/effect", response_model=ACCIDENTS)
    def effect(
        from_: From, to: To, against_from: AgainstFrom = None, against_to: AgainstTo = None
    ) -> dict[str, AccidentEffect]:
        """Return accidents, deaths and serious injuries of one span against another one."""
        try:
            span, against = spans_of(from_, to, against_from, against_to)
        except SpanError as error:
            raise HTTPException(422, str(error)) from error
        known_on = day_of(clock())
        comparison = compare(read_model.accidents(views), rulebooks, span, against, known_on)
        return {"accidents": comparison}

    return routes
