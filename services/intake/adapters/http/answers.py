"""What intake answers over HTTP, as its OpenAPI document shows it."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from services.chassis.http.answer_models import answer_type
from services.intake.read_model.doubles import DecidedDouble
from services.intake.read_model.waiting import WorkListPage


class ReportRequest(BaseModel):
    """One report: `fields` are named as the layout names them."""

    model_config = ConfigDict(extra="forbid")

    layout: str = Field(description="How the fields are to be read.", examples=["record"])
    fields: dict[str, Any] = Field(description="The department's own fields.")


class SubmissionReceived(BaseModel):
    """Ids to ask by what becomes of the reports; the broker has acknowledged all of them."""

    submission: str = Field(description="GET /submissions/{submission} tells what became of it.")
    received: int = Field(description="How many reports were taken.")
    reports: dict[int, str] = Field(
        description="Row number to report id; left empty where there are more than 1,000."
    )
    ignored: list[str] = Field(description="Columns or sheets that the layout does not know.")


class FaultAnswer(BaseModel):
    """Why a row would be rejected, or would wait for a decision."""

    row: int
    outcome: str
    reason: str
    field: str | None
    value: str | None
    chinese: str
    english: str


class Checked(BaseModel):
    """What would become of the rows: they add up to what was read."""

    read: int
    outcomes: dict[str, int] = Field(description="fit, quarantined and rejected.")
    faults: list[FaultAnswer] = Field(description="The first 1,000.")


class AssumptionAnswer(BaseModel):
    """A value that was taken for a field of the record, because the row does not state it."""

    field: str
    value: str


class ReceiptAnswer(BaseModel):
    """What became of one row: received, accepted, corrected, repeated, quarantined, rejected."""

    row: int
    report_id: str
    outcome: str
    code: str | None
    record_id: str | None
    reason: str | None
    field: str | None
    value: str | None
    double_number: str | None = Field(
        None, description="The document that the record may be the same as, or is decided to be."
    )
    double_department: str | None = Field(None, description="The department that reported that.")
    chinese: str
    english: str
    assumed: list[AssumptionAnswer] = Field(description="What rules need and it does not state.")


class SubmissionAnswer(BaseModel):
    """What became of a submission, as far as it is settled, a page of its receipts."""

    submission: str
    received: int | None = Field(
        description="How many reports were taken; null where they did not come by this API."
    )
    file: str | None = Field(description="Name of the file; null where there was none.")
    known_at: datetime | None = Field(description="When it was known; null as long as it is not.")
    settled: int = Field(description="How many have an outcome.")
    on_their_way: int | None = Field(description="How many have none yet; null where not known.")
    outcomes: dict[str, int]
    reasons: dict[str, dict[str, int]] = Field(description="By outcome: how often which reason.")
    receipts: list[ReceiptAnswer]
    next: str | None = Field(description="Ask for the next page with `after` set to this.")


class SubmissionLine(BaseModel):
    """Something that the department sent, and what became of it."""

    submission: str
    layout: str
    file: str | None
    known_at: datetime = Field(description="When it was known here.")
    received: int | None = Field(description="How many reports it had; null where not known.")
    settled: int = Field(description="How many have an outcome.")
    outcomes: dict[str, int] = Field(description="By outcome: how many.")
    on_their_way: int | None = Field(description="How many have none yet; null where not known.")


class Submissions(BaseModel):
    """A page of what the department sent, the newest first."""

    submissions: list[SubmissionLine]
    next: str | None = Field(description="Ask for the next page with `after` set to this.")


WORK_LIST, DECIDED_DOUBLES = map(answer_type, (WorkListPage, list[DecidedDouble]))


class DecisionRequest(BaseModel):
    """Whose an identifier is, what a statement says, or that it can't be told; or whether two
    records are one.
    """  # noqa: D205 - one sentence

    model_config = ConfigDict(extra="forbid")

    decision: Literal["accept", "refuse"]
    code: str | None = Field(None, description="Unified code of the enterprise (accept).")
    value: str | None = Field(None, description="One of the statement's choices (accept).")
    reason: str | None = Field(None, description="Told to the senders (refuse).")
    in_advance: bool = Field(
        False, description="Decide for what may come, also where nothing waits for it yet."
    )
    holds: str | None = Field(
        None, description="Of two records that are one: document number (or kind) of what counts."
    )


class DecidedAnswer(BaseModel):
    """The decision as it was reported; its receipt is under the submission."""

    identifier: str
    decision: str
    code: str | None
    findings: int = Field(description="How many findings waited for it when it was reported.")
    value: str | None
    submission: str
    report: str
