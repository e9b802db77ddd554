"""What the API of scoring answers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from pydantic import BaseModel, ConfigDict, Field

from schemas.messages import StandingAssessed
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.thin_data import ThinData


class StandingAssumptionAnswer(BaseModel):
    """A value that was taken for a field of the record, because no department states it."""

    model_config = ConfigDict(from_attributes=True)

    field: str
    value: str


class PointsAnswer(BaseModel):
    """Why some points were given or taken."""

    model_config = ConfigDict(from_attributes=True)

    rule: str
    chinese: str
    english: str
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
    objected: bool = Field(description="An objection to the record is under way.")
    assumed: list[StandingAssumptionAnswer] = Field(
        description="Values on which it rests, unstated."
    )
    possibly_same_as: list[str] = Field(
        description="Documents of records that it may be the same as: a person is to decide."
    )
    counted_as: str | None = Field(description="The document as which it counts, by a decision.")


class OverrideAnswer(BaseModel):
    """Why the grade is worse than the score alone would give."""

    model_config = ConfigDict(from_attributes=True)

    rule: str
    chinese: str
    english: str
    effect: str = Field(description="`down N`: N grades down; `to G`: grade G.")
    article: str
    mark: Mark
    record_ids: list[str]
    document_numbers: list[str]
    first_day: date
    last_day: date | None
    ends_when: str | None
    objected: bool = Field(description="An objection to one of the records is under way.")
    assumed: list[StandingAssumptionAnswer] = Field(
        description="Values on which it rests, unstated."
    )
    possibly_same_as: list[str] = Field(
        description="Documents of records that one of its records may be the same as."
    )


class StatusAnswer(BaseModel):
    """A list that the enterprise is on or fits, or what else it has for a time."""

    model_config = ConfigDict(from_attributes=True)

    kind: str = Field(description="`listed`, `proposed` (who penalizes decides) or `status`.")
    name: str
    rule: str
    chinese: str
    english: str
    article: str
    mark: Mark
    record_ids: list[str]
    document_numbers: list[str]
    first_day: date
    last_day: date | None
    may_leave_on: date | None
    note: str | None
    objected: bool = Field(description="An objection to one of the records is under way.")
    possibly_same_as: list[str] = Field(
        description="Documents of records that one of its records may be the same as."
    )


class BudgetAnswer(BaseModel):
    """What is left of the points of a project in a calendar year."""

    model_config = ConfigDict(from_attributes=True)

    budget: str
    of: str
    chinese: str
    english: str
    year: int
    points: Decimal
    left: Decimal
    document_numbers: list[str]
    article: str
    mark: Mark


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
    statuses: list[StatusAnswer]
    budgets: list[BudgetAnswer]
    changes_next_on: date | None
    thin_data: list[ThinData] = Field(description="Why it rests on too little, if it does.")


class LineChangeAnswer(BaseModel):
    """A line that begins or ends."""

    model_config = ConfigDict(from_attributes=True)

    rule: str
    chinese: str
    english: str
    effect: str
    documents: list[str]


class StepAnswer(BaseModel):
    """A day on which the standing becomes another one by itself."""

    model_config = ConfigDict(from_attributes=True)

    day: date
    score: Decimal
    grade: str
    edition: str
    ended: list[LineChangeAnswer]
    begun: list[LineChangeAnswer]


class ForecastAnswer(BaseModel):
    """What becomes of a standing by itself, if nothing new is reported."""

    model_config = ConfigDict(from_attributes=True)

    day: date
    score: Decimal
    grade: str
    steps: list[StepAnswer]
    complete: bool = Field(description="Whether there are no further steps.")
    grade_changes_on: date | None
    next_grade: str | None


class SupposedRecord(BaseModel):
    """A record that is not there: its number, and the fields of its kind."""

    model_config = ConfigDict(extra="forbid")

    number: str = Field(min_length=1, max_length=200)
    content: dict[str, Any]
    occurred_on: date | None = None
    department: str = "work-safety"


class WhatIf(BaseModel):
    """What is supposed: some records more, and without some others (by number or id)."""

    model_config = ConfigDict(
        extra="forbid",
        populate_by_name=True,
        json_schema_extra={
            "examples": [
                {
                    "with": [
                        {
                            "number": "某罚〔2026〕1号",
                            "content": {
                                "kind": "penalty",
                                "severity": "minor",
                                "decided_on": "2026-11-01",
                            },
                        }
                    ],
                    "without": ["SG-2026-101"],
                }
            ]
        },
    )

    with_: list[SupposedRecord] = Field(default=[], alias="with", max_length=100)
    without: list[str] = Field(default=[], max_length=1000)


class WhatIfAnswer(BaseModel):
    """The standing as it is, and as it would be."""

    now: StandingAnswer
    then: StandingAnswer


class ChangeAnswer(BaseModel):
    """A grade change as it was published, and when that was known."""

    model_config = ConfigDict(from_attributes=True)

    known_at: datetime
    day: date
    from_grade: str | None
    to_grade: str
    score: Decimal
    edition: str
    reasons: list[str]


def standing_answer(code: str, value: StandingAssessed) -> StandingAnswer:
    """Return a standing as it is answered."""
    fields: dict[str, Any] = msgspec.structs.asdict(value)
    return StandingAnswer.model_validate({**fields, "code": code}, from_attributes=True)
