"""Standings over HTTP: on any day, as known on any day, under any edition, and what comes."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel

from schemas.codec import to_json
from schemas.vocabulary.written_code import written_code
from services.chassis.clock import Clock, day_of
from services.chassis.views.store import Views
from services.scoring import read_model
from services.scoring.domain.outlook.forecast import Forecast, forecast
from services.scoring.domain.outlook.what_if import NoSuchRecordError, supposed
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.packs.worked_case import CaseRecord
from services.scoring.domain.records.ledger import Ledger

from .answers import (
    CHANGES,
    FORECAST,
    STANDING,
    WHAT_IF,
    WhatIf,
    change_answer,
    standing_answer,
)
from .questions import Answers, AsKnown, Code, Edition, On

MOST_STEPS = 100


def router(views: Views, rulebooks: Rulebooks, clock: Clock) -> APIRouter:
    """Return the routes; whoever includes them asks for the scope `standings:read`."""
    routes = APIRouter()
    answers = Answers(views, rulebooks, clock)

    @routes.get("/standings/{code}", response_model=STANDING)
    def standing_of(
        code: Code, on: On = None, as_known: AsKnown = None, edition: Edition = None
    ) -> BaseModel:
        """Return the standing with why: sums by rule, and the lines that weigh most."""
        tidy, value = answers.standing(code, on, as_known, edition)
        return standing_answer(tidy, value, answers.gone(tidy, on))

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


def _supposed(ledger: Ledger, suppose: WhatIf, now: datetime) -> Ledger:
    records: list[dict[str, Any]] = [
        {**each.model_dump(mode="json"), "known_on": day_of(now)} for each in suppose.with_
    ]
    try:
        with_ = msgspec.convert(records, list[CaseRecord])
        return supposed(ledger, with_, suppose.without, now)
    except (NoSuchRecordError, msgspec.ValidationError) as error:
        raise HTTPException(422, str(error)) from error
