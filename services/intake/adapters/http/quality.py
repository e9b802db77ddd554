"""The monthly table over HTTP: for readers, the lead department, and each department itself."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query, Request

from schemas.vocabulary.department import Department, departments
from services.chassis.http.admission import Proven
from services.chassis.http.answer_models import answer_type
from services.chassis.http.credentials import Credential
from services.chassis.http.problems import problems
from services.chassis.views.store import Views
from services.intake.domain.quality.rules import QualityRules
from services.intake.read_model.quality import (
    MONTH_PATTERN,
    DepartmentQuality,
    month_of,
    quality_table,
)

SCOPE = "quality:read"


QUALITY = answer_type(list[DepartmentQuality])
Month = Annotated[str, Query(pattern=MONTH_PATTERN, examples=["2026-10"])]
Code = Annotated[str | None, Query(description="Only this department.")]


class _MayRead(Proven):
    """Lets in a department, and a reader with the scope."""

    def permit(self, credential: Credential, request: Request) -> None:
        """Answer 403 to all others; of which departments, the route decides."""
        if credential.kind != "department":
            super().permit(credential, request)


def quality_router(store: Views, rules: QualityRules) -> APIRouter:
    """Return the route of the monthly table."""
    router = APIRouter(tags=["data quality"], responses=problems(401, 403, 404, 422))

    @router.get("/data-quality", response_model=QUALITY)
    def data_quality(
        month: Month,
        credential: Annotated[Credential, Depends(_MayRead(SCOPE))],
        department: Code = None,
    ) -> list[DepartmentQuality]:
        """Return the figures of a month: of all departments, or of one."""
        try:
            year_month = month_of(month)
        except ValueError as error:
            raise HTTPException(422, str(error)) from error
        return quality_table(store, rules, year_month, _visible_departments(credential, department))

    return router


def _visible_departments(credential: Credential, code: str | None) -> tuple[Department, ...]:
    """Return the departments whose figures a credential may see. Raises HTTPException 403, 404."""
    allowed = departments()
    if credential.kind == "department":
        own = tuple(each for each in allowed if each.code == credential.holder)
        if not any(each.leads for each in own):
            allowed = own
    if code is None:
        return allowed
    if code not in {each.code for each in departments()}:
        raise HTTPException(404, f"there is no department {code!r}")
    chosen = tuple(each for each in allowed if each.code == code)
    if not chosen:
        raise HTTPException(403, f"the credential is that of {credential.holder}")
    return chosen
