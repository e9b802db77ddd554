"""What the API of scoring answers."""

from datetime import date, datetime
from typing import Any, Optional

import msgspec
from pydantic import BaseModel, ConfigDict, Field, create_model

from schemas.messages import GradeChanged, StandingAssessed
from services.chassis.http.answer_models import answer_model
from services.scoring.domain.outlook.forecast import Forecast
from services.scoring.domain.records.retention import NoLongerKept
from services.scoring.domain.standing.sheet_page import SheetPage
from services.scoring.domain.standing.titles import no_longer_kept
from services.scoring.read_model import PublishedGrade


class KeptNoLonger(BaseModel):
    """Records that are kept no longer by law, though they may have had an effect on the day."""

    records: int
    first_day: date = Field(description="The first day of any of them.")
    last_day: date = Field(description="The last day on which any of them was kept.")
    chinese: str
    english: str


STANDING = answer_model(
    StandingAssessed,
    ("code", str),
    ("no_longer_kept", Optional[KeptNoLonger]),  # noqa: UP045 - at run time
    only=(
        "day",
        "name",
        "sector",
        "score",
        "grade",
        "level",
        "edition",
        "base",
        "sums",
        "lines",
        "overrides",
        "statuses",
        "budgets",
        "counts",
        "lists",
        "sheet_digest",
        "changes_next_on",
        "thin_data",
    ),
)
SHEET = answer_model(
    SheetPage,
    ("code", str),
    ("day", date),
    ("sheet_digest", str),
    ("no_longer_kept", Optional[KeptNoLonger]),  # noqa: UP045 - at run time
)
FORECAST = answer_model(Forecast)
CHANGE = answer_model(
    GradeChanged,
    ("known_at", datetime),
    only=("day", "from_grade", "to_grade", "score", "edition", "reasons"),
)
CHANGES: Any = list[CHANGE]  # type: ignore[valid-type]  # derived, so no name of a type


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


WHAT_IF = create_model(
    "WhatIfAnswer",
    __doc__="The standing as it is, and as it would be.",
    now=(STANDING, ...),
    then=(STANDING, ...),
)


def standing_answer(
    code: str, value: StandingAssessed, gone: NoLongerKept | None = None
) -> BaseModel:
    """Return a standing as it is answered; `gone` is what is kept no longer."""
    beside = {"code": code, "no_longer_kept": _kept_no_longer(gone)}
    return STANDING.model_validate(
        {**msgspec.structs.asdict(value), **beside}, from_attributes=True
    )


def sheet_answer(
    code: str, value: StandingAssessed, page: SheetPage, gone: NoLongerKept | None = None
) -> BaseModel:
    """Return a page of a sheet as it is answered; `gone` is what is kept no longer."""
    beside = {
        "code": code,
        "day": value.day,
        "sheet_digest": value.sheet_digest,
        "no_longer_kept": _kept_no_longer(gone),
    }
    return SHEET.model_validate({**msgspec.structs.asdict(page), **beside}, from_attributes=True)


def _kept_no_longer(gone: NoLongerKept | None) -> KeptNoLonger | None:
    if gone is None:
        return None
    chinese, english = no_longer_kept(gone)
    return KeptNoLonger(
        records=gone.records,
        first_day=gone.first_day,
        last_day=gone.last_day,
        chinese=chinese,
        english=english,
    )


def change_answer(change: PublishedGrade) -> BaseModel:
    """Return a grade change as it was published, with when that was known."""
    return CHANGE.model_validate(
        {**msgspec.structs.asdict(change.body), "known_at": change.known_at}, from_attributes=True
    )
