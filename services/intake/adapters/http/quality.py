"""The monthly table over HTTP: for readers, the lead department, and each department itself."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from pydantic import BaseModel, ConfigDict, Field

from schemas.vocabulary.department import Department, departments
from services.chassis.http.app import credential_of
from services.chassis.http.credentials import Credential
from services.chassis.http.problems import problems
from services.chassis.views.store import Views
from services.intake.domain.quality.rules import QualityRules
from services.intake.read_model.quality import MONTH_PATTERN, month_of, quality_table

SCOPE = "quality:read"


class FigureAnswer(BaseModel):
    """`part` of `whole`; null where there was nothing to judge."""

    model_config = ConfigDict(from_attributes=True)

    part: int
    whole: int
    percent: Decimal | None
    points: Decimal | None
    full_points: Decimal


class ReasonAnswer(BaseModel):
    """How often a reason sent a report back, or made it wait, and about which of its fields."""

    model_config = ConfigDict(from_attributes=True)

    outcome: str
    reason: str
    field: str | None
    count: int


class MonthAnswer(BaseModel):
    """The figures of a department's month."""

    model_config = ConfigDict(from_attributes=True)

    read: int = Field(description="Reports that it sent.")
    valid: FigureAnswer
    completeness: FigureAnswer
    timeliness: FigureAnswer
    accuracy: FigureAnswer
    points: Decimal | None = Field(description="The sum of the figures that there are.")
    full_points: Decimal = Field(description="What these could have given.")
    reasons: list[ReasonAnswer] = Field(description="The most frequent first.")


class QualityAnswer(BaseModel):
    """One row of the monthly table."""

    model_config = ConfigDict(from_attributes=True)

    department: str
    chinese: str
    english: str
    month: str
    quality: MonthAnswer
    last_reported_on: date | None
    silent_since: date | None = Field(description="Since when it is silent against its rhythm.")


Month = Annotated[str, Query(pattern=MONTH_PATTERN, examples=["2026-10"])]
Code = Annotated[str | None, Query(description="Only this department.")]


def quality_router(store: Views, rules: QualityRules) -> APIRouter:
    """Return the route of the monthly table."""
    router = APIRouter(tags=["data quality"], responses=problems(401, 403, 404, 422))

    @router.get("/data-quality")
    def data_quality(
        month: Month,
        credential: Annotated[Credential, Depends(credential_of)],
        department: Code = None,
    ) -> list[QualityAnswer]:
        """Return the figures of a month: of all departments, or of one."""
        try:
            year_month = month_of(month)
        except ValueError as error:
            raise HTTPException(422, str(error)) from error
        rows = quality_table(store, rules, year_month, _visible_departments(credential, department))
        return [QualityAnswer.model_validate(row) for row in rows]

    return router


def _visible_departments(credential: Credential, code: str | None) -> tuple[Department, ...]:
    """Return the departments whose figures a credential may see. Raises HTTPException 403, 404."""
    allowed = departments()
    if credential.kind == "department":
        own = tuple(each for each in allowed if each.code == credential.holder)
        if not any(each.leads for each in own):
            allowed = own
    elif SCOPE not in credential.scopes:
        raise HTTPException(403, f"the credential lacks the scope {SCOPE}")
    if code is None:
        return allowed
    if code not in {each.code for each in departments()}:
        raise HTTPException(404, f"there is no department {code!r}")
    chosen = tuple(each for each in allowed if each.code == code)
    if not chosen:
        raise HTTPException(403, f"the credential is that of {credential.holder}")
    return chosen
