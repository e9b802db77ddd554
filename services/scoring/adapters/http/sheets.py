"""Sheets over HTTP: all lines of a standing, page by page, and as an explanation to print."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from pydantic import BaseModel

from schemas.codec import to_json
from services.chassis.clock import Clock
from services.chassis.views.store import Views
from services.scoring.adapters.explanation_page import page
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.standing.explanation_text import Language, as_text
from services.scoring.read_model.sheets import explanation

from .answers import SHEET, sheet_answer
from .questions import Answers, AsKnown, Code, Edition, On

# The page has its style within it, and loads nothing.
_STYLED = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline';"
    " frame-ancestors 'none'"
}
Page = Annotated[int, Query(alias="page", ge=1, description="Which page, from 1.")]
Lang = Annotated[Language, Query(description="Chinese or English.")]
Form = Annotated[
    Literal["text", "html", "json"], Query(description="Plain text, a page to print, or JSON.")
]
_FORMS: dict[str, Any] = {each: {} for each in ("text/plain", "text/html", "application/json")}


def router(views: Views, rulebooks: Rulebooks, clock: Clock) -> APIRouter:
    """Return the routes; whoever includes them asks for the scope `standings:read`, and why."""
    routes = APIRouter()
    answers = Answers(views, rulebooks, clock)

    @routes.get("/standings/{code}/sheet", response_model=SHEET)
    def sheet_of(
        code: Code,
        on: On = None,
        as_known: AsKnown = None,
        edition: Edition = None,
        number: Page = 1,
    ) -> BaseModel:
        """Return all lines of a standing, a hundred a page, in the order of their days."""
        tidy, value, page_of_lines = answers.sheet(code, on, as_known, edition, number)
        return sheet_answer(tidy, value, page_of_lines, answers.gone(tidy, on))

    @routes.get("/standings/{code}/explanation", responses={200: {"content": _FORMS}})
    def explanation_of(  # noqa: PLR0913, PLR0917 - what one may ask for
        code: Code,
        on: On = None,
        as_known: AsKnown = None,
        edition: Edition = None,
        language: Lang = "zh",
        form: Form = "text",
        number: Page = 1,
    ) -> Response:
        """Return the explanation sheet: each point, its record, rule, article and days."""
        tidy, value, page_of_lines = answers.sheet(code, on, as_known, edition, number)
        sheet = explanation(value, tidy, rulebooks, page_of_lines, answers.gone(tidy, on))
        if form == "json":
            return Response(to_json(sheet), media_type="application/json")
        if form == "html":
            return HTMLResponse(page(sheet), headers=_STYLED)
        return PlainTextResponse(as_text(sheet, language))

    return routes
