"""Standings over HTTP: on any day, as known on any day, under any edition, and what comes."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, HTTPException, Path, Query
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from pydantic import BaseModel

from schemas.codec import to_json
from schemas.messages import StandingAssessed
from schemas.vocabulary.written_code import doubt, written_code
from services.chassis.clock import Clock, day_of
from services.chassis.views.store import Views
from services.scoring import read_model
from services.scoring.adapters.explanation_page import page
from services.scoring.domain.outlook.forecast import Forecast, forecast
from services.scoring.domain.outlook.what_if import NoSuchRecordError, supposed
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.packs.worked_case import CaseRecord
from services.scoring.domain.records.ledger import Ledger
from services.scoring.domain.standing.explanation import Language, as_text

from .answers import (
    CHANGES,
    FORECAST,
    STANDING,
    WHAT_IF,
    WhatIf,
    change_answer,
    standing_answer,
)

MOST_STEPS = 100
Code = Annotated[str, Path(description="Unified social credit code.")]
On = Annotated[date | None, Query(description="The day that is asked about; default: now.")]
AsKnown = Annotated[
    date | None, Query(description="As it was known at the end of this day; default: as now.")
]
Edition = Annotated[
    str | None, Query(description="As if this edition were in force for its sector on every day.")
]
Lang = Annotated[Language, Query(description="Chinese or English.")]
Form = Annotated[
    Literal["text", "html", "json"], Query(description="Plain text, a page to print, or JSON.")
]


def router(views: Views, rulebooks: Rulebooks, clock: Clock) -> APIRouter:
    """Return the routes; whoever includes them asks for the scope `standings:read`."""
    routes = APIRouter()
    answers = _Answers(views, rulebooks, clock)

    @routes.get("/standings/{code}", response_model=STANDING)
    def standing_of(
        code: Code, on: On = None, as_known: AsKnown = None, edition: Edition = None
    ) -> BaseModel:
        """Return the standing, with each point explained."""
        return standing_answer(*answers.standing(code, on, as_known, edition))

    @routes.get("/standings/{code}/explanation")
    def explanation_of(  # noqa: PLR0913, PLR0917 - what one may ask for
        code: Code,
        on: On = None,
        as_known: AsKnown = None,
        edition: Edition = None,
        language: Lang = "zh",
        form: Form = "text",
    ) -> Response:
        """Return the explanation sheet: each point, its record, rule, article and days."""
        tidy, value = answers.standing(code, on, as_known, edition)
        sheet = read_model.explanation(value, tidy, rulebooks)
        if form == "json":
            return Response(to_json(sheet), media_type="application/json")
        if form == "html":
            return HTMLResponse(page(sheet))
        return PlainTextResponse(as_text(sheet, language))

    @routes.get("/standings/{code}/forecast", response_model=FORECAST)
    def forecast_of(
        code: Code,
        on: On = None,
        as_known: AsKnown = None,
        edition: Edition = None,
        steps: Annotated[int, Query(ge=1, le=MOST_STEPS)] = 20,
    ) -> Forecast:
        """Return on which days the standing changes by itself, to what, and what ends then."""
        _, ledger = answers.ledger(code, as_known)
        rules, day = answers.rules(edition), on or day_of(clock())
        return forecast(ledger, rules, day, as_known, most=steps)

    @routes.post("/standings/{code}/what-if", response_model=WHAT_IF)
    def what_if(
        code: Code, suppose: WhatIf, on: On = None, edition: Edition = None
    ) -> dict[str, BaseModel]:
        """Return what the standing would be with some records more, and without some others."""
        tidy, ledger = answers.ledger(code, None)
        rules, day = answers.rules(edition), on or day_of(clock())
        now = read_model.assessed(ledger, rules, day)
        try:
            changed = _supposed(ledger, suppose, clock())
            supposed_standing = read_model.assessed(changed, rules, day)
            to_json(supposed_standing)
        except (ArithmeticError, OverflowError, UnicodeEncodeError) as error:
            what = f"what is supposed can't be reckoned with: {type(error).__name__}"
            raise HTTPException(422, what) from error
        return {
            "now": standing_answer(tidy, now),
            "then": standing_answer(tidy, supposed_standing),
        }

    @routes.get("/standings/{code}/changes", response_model=CHANGES)
    def changes_of(code: Code) -> list[BaseModel]:
        """Return the grade changes that were published, each with when it was known."""
        written = written_code(code)
        return [change_answer(each) for each in read_model.changes(views, written)]

    @routes.get("/grades")
    def grades() -> dict[str, dict[str, int]]:
        """Return how many enterprises of each sector have each grade."""
        return read_model.grade_table(views)

    return routes


def _rated(code: str, value: StandingAssessed | None) -> StandingAssessed:
    if value is None:
        raise HTTPException(404, f"{code} is not rated{doubt(code)}")
    return value


class _Answers:
    """Answers for one city, or says why not."""

    def __init__(self, views: Views, rulebooks: Rulebooks, clock: Callable[[], datetime]) -> None:
        self._views = views
        self._rulebooks = rulebooks
        self._clock = clock

    def standing(
        self, code: str, on: date | None, as_known: date | None, edition: str | None
    ) -> tuple[str, StandingAssessed]:
        written = written_code(code)
        if on is None and as_known is None and edition is None:
            return written, _rated(written, read_model.standing(self._views, written))
        rules, day = self.rules(edition), on or day_of(self._clock())
        value = read_model.standing_on(self._views, rules, written, day, as_known)
        return written, _rated(written, value)

    def ledger(self, code: str, as_known: date | None) -> tuple[str, Ledger]:
        written = written_code(code)
        ledger = read_model.ledger_of(self._views, written)
        if ledger is None or not ledger.is_rated(as_known):
            raise HTTPException(404, f"{written} is not rated{doubt(written)}")
        return written, ledger

    def rules(self, edition: str | None) -> Rulebooks:
        if edition is None:
            return self._rulebooks
        try:
            return self._rulebooks.under(edition)
        except KeyError as error:
            names = ", ".join(self._rulebooks.editions)
            raise HTTPException(404, f"no edition {edition}; there are {names}") from error


def _supposed(ledger: Ledger, suppose: WhatIf, now: datetime) -> Ledger:
    records: list[dict[str, Any]] = [
        {**each.model_dump(mode="json"), "known_on": day_of(now)} for each in suppose.with_
    ]
    try:
        with_ = msgspec.convert(records, list[CaseRecord])
        return supposed(ledger, with_, suppose.without, now)
    except (NoSuchRecordError, msgspec.ValidationError) as error:
        raise HTTPException(422, str(error)) from error
