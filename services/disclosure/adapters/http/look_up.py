"""Who is looked up over HTTP: enterprises, their records, records of a kind, figures."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query, Request
from starlette.responses import Response

from schemas.vocabulary.disclosed_entry import CommitmentStatus
from services.chassis.http.answer_models import answer_model
from services.chassis.http.problems import problems
from services.disclosure.domain.look_up import (
    EnterprisePage,
    ListName,
    PublicLookUp,
    RecordKindName,
    Search,
)

from . import answers
from .freshness import answered

_LAST_PAGE = 1_000_000
_LONGEST_FILTER = 100  # characters
Page = Annotated[int, Query(ge=1, le=_LAST_PAGE, description="From 1; beyond the last: nothing.")]
Size = Annotated[int, Query(ge=1, le=100, description="How many a page has.")]
Code = Annotated[str, Path(description="Unified code or organization code.")]
Kind = Annotated[RecordKindName | None, Query(description="Of this kind alone.")]
Text = Annotated[
    str,
    Query(
        description="Part of a name, of its pinyin or their initials, of a code, a former name or a"
        " former code; of several words, each."
    ),
]
Filter = Annotated[str | None, Query(max_length=_LONGEST_FILTER)]
OnList = Annotated[ListName | None, Query(alias="list")]
NOTHING_PUBLIC = "没有公开信息 nothing is public under this code"


def public_entry_of(
    look_up: PublicLookUp, code: str, kind: RecordKindName | None = None, page: int = 1
) -> EnterprisePage:
    """Return the entry of a code. Raises 404 alike for one without entry and one of nobody."""
    entry = look_up.enterprise(code, kind, page)
    if entry is None:
        raise HTTPException(404, NOTHING_PUBLIC)
    return entry


def router(look_up: PublicLookUp) -> APIRouter:
    """Return the routes."""
    routes = APIRouter(responses={304: {"description": "It is as who asks has it."}})

    @routes.get("/enterprises", response_model=answer_model(answers.EnterprisesAnswer))
    def enterprises(  # noqa: PLR0913, PLR0917 - one question, by its parts
        request: Request,
        q: Text = "",
        sector: Filter = None,
        district: Filter = None,
        grade: Filter = None,
        list_name: OnList = None,
        commitment: CommitmentStatus | None = None,
        page: Page = 1,
        size: Size = 20,
    ) -> Response:
        """Return the enterprises that answer: who is or was called so, who begins so, others.

        `total` counts up to 1000, `more` says that there are more.
        """
        asked = Search(
            text=q,
            sector=sector,
            district=district,
            grade=grade,
            list_name=list_name,
            commitment=commitment,
            page=page,
            size=size,
        )
        return answered(
            request,
            look_up,
            lambda as_of: answers.enterprises_answer(as_of, look_up.search(asked)),
        )

    @routes.get(
        "/enterprises/{code}",
        response_model=answer_model(answers.EnterpriseAnswer),
        responses=problems(404),
    )
    def enterprise(request: Request, code: Code) -> Response:
        """Return what is public of an enterprise; of its records, the latest."""
        return answered(
            request,
            look_up,
            lambda as_of: answers.enterprise_answer(as_of, public_entry_of(look_up, code)),
        )

    @routes.get(
        "/enterprises/{code}/records",
        response_model=answer_model(answers.EnterpriseRecordsAnswer),
        responses=problems(404),
    )
    def records_of(request: Request, code: Code, kind: Kind = None, page: Page = 1) -> Response:
        """Return a page of the public records of an enterprise, the latest first."""
        return answered(
            request,
            look_up,
            lambda as_of: answers.enterprise_records_answer(
                as_of, public_entry_of(look_up, code, kind, page)
            ),
        )

    @routes.get("/records", response_model=answer_model(answers.RecordsAnswer))
    def records(
        request: Request, kind: RecordKindName, list_name: OnList = None, page: Page = 1
    ) -> Response:
        """Return a page of the public records of a kind, and whose they are, the latest first."""
        return answered(
            request,
            look_up,
            lambda as_of: answers.records_answer(
                as_of, kind, list_name, page, look_up.records(kind, list_name, page)
            ),
        )

    @routes.get("/figures", response_model=answer_model(answers.FiguresAnswer))
    def figures(request: Request, by: answers.Grouping = "city") -> Response:
        """Return how many enterprises have which grade, promises and public records."""
        return answered(
            request,
            look_up,
            lambda as_of: answers.figures_answer(as_of, by, look_up.figures(by)),
        )

    return routes
