"""The API of intake: departments report and ask what became of it; a person decides."""

import json
from typing import Annotated, Any

from fastapi import Body, Depends, FastAPI, HTTPException, Path, Query, Request, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from schemas.topics import INTAKE
from schemas.vocabulary import enterprise_code
from services.chassis.clock import Clock, clock_at, system_clock
from services.chassis.credentials import Credential
from services.chassis.http_app import department_of, reader, serve, service_app
from services.chassis.kafka_producer import Publisher
from services.chassis.observability import configure_logging, logger
from services.chassis.problem import problem
from services.chassis.publishing import Publishing
from services.chassis.view_store import RedisViews
from services.chassis.views import Views

from . import read_model
from .adapters.desk import Desk, NotTakenError
from .adapters.file_rows import UnreadableFileError
from .adapters.quality_pages import add_quality
from .adapters.submission import Sender, Submission, submit_file, submit_lines
from .domain.layout import Rulebook
from .settings import IntakeSettings
from .stage import load_rulebook


class ReportRequest(BaseModel):
    """One report: `fields` are named as the layout names them."""

    model_config = ConfigDict(extra="forbid")

    layout: str = Field(description="How the fields are to be read.", examples=["record"])
    fields: dict[str, Any] = Field(description="The department's own fields.")


class Taken(BaseModel):
    """Ids to ask by what becomes of the reports; the broker has acknowledged all of them."""

    submission: str
    reports: dict[int, str] = Field(description="Row number to report id.")
    ignored: list[str] = Field(description="Columns or sheets that the layout does not know.")


class ReceiptAnswer(BaseModel):
    """What became of one row."""

    model_config = ConfigDict(from_attributes=True)

    row: int
    report_id: str
    outcome: str
    code: str | None
    record_id: str | None
    reason: str | None
    field: str | None
    value: str | None
    chinese: str | None
    english: str | None


class SubmissionAnswer(BaseModel):
    """What became of a submission, as far as it is settled."""

    submission: str
    settled: int
    outcomes: dict[str, int]
    receipts: list[ReceiptAnswer]


class WaitingAnswer(BaseModel):
    """An identifier that a person has to decide about."""

    model_config = ConfigDict(from_attributes=True)

    identifier: str
    findings: int
    departments: list[str]
    names: list[str]
    proposals: list[str]


class Decision(BaseModel):
    """Whose identifier it is."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(description="Unified code of the enterprise.")


class Decided(BaseModel):
    """The decision as it was published."""

    identifier: str
    code: str
    fact: str


Department = Annotated[str, Path(description="The department's code.")]
Layout = Annotated[str | None, Query(description="The layout; default: told by the header.")]
_log = logger(__name__)
may_read_quarantine = Depends(reader("quarantine:read"))


def own_department(department: Department, mine: Annotated[str, Depends(department_of)]) -> str:
    """Return the department of the path, which has to be the credential's own."""
    if department != mine:
        raise HTTPException(403, f"the credential is that of {mine}")
    return department


Own = Annotated[str, Depends(own_department)]
Mine = Annotated[str, Depends(department_of)]
Decider = Annotated[Credential, Depends(reader("quarantine:decide"))]


def create_app(
    settings: IntakeSettings | None = None,
    views: Views | None = None,
    publisher: Publishing | None = None,
) -> FastAPI:
    """Return the application (None: settings from the environment, its Redis, its brokers)."""
    settings = settings or IntakeSettings()
    store = views or RedisViews.from_url(settings.redis_url)
    app = service_app(INTAKE, settings, store)
    desk = Desk(lambda: publisher or Publisher(settings))
    clock = clock_at(settings.city_day) if settings.city_day else system_clock
    rulebook = load_rulebook(settings.rulebooks / INTAKE if settings.rulebooks else None)
    app.add_exception_handler(NotTakenError, _not_taken)
    _add_reports(app, desk, rulebook, clock)
    _add_submissions(app, store)
    _add_quarantine(app, store, desk, clock)
    add_quality(app, store, rulebook.quality)
    return app


async def _not_taken(_request: Request, error: Exception) -> Response:
    """Answer that the log did not take it, without repeating what was sent."""
    _log.error("not taken", error=type(error.__cause__).__name__)
    return problem(503, "the log did not acknowledge; send it again: a repeat is recognised")


def _add_reports(app: FastAPI, desk: Desk, rulebook: Rulebook, clock: Clock) -> None:
    def take(submission: Submission) -> Taken:
        desk.publish_reports(submission)
        return Taken(
            submission=submission.identity,
            reports={fact.body.row: fact.id for fact in submission.facts},
            ignored=list(submission.ignored),
        )

    @app.post("/reports/{department}", status_code=202)
    def report(department: Own, request: Annotated[ReportRequest, Body()]) -> Taken:
        """Take one report."""
        line = json.dumps(request.model_dump()).encode()  # escaped, for half a surrogate pair too
        return take(submit_lines(rulebook, Sender(department, clock()), line))

    @app.post("/reports/{department}/batch", status_code=202)
    async def batch(department: Own, request: Request) -> Taken:
        """Take many reports: one JSON object `{layout, fields}` a line (NDJSON)."""
        lines = await request.body()
        submission = submit_lines(rulebook, Sender(department, clock()), lines)
        return await run_in_threadpool(take, submission)

    @app.post("/reports/{department}/files", status_code=202)
    def file(department: Own, file: UploadFile, layout: Layout = None) -> Taken:
        """Take a file as it is: CSV, TSV, XLSX, JSON or JSON lines."""
        sender = Sender(department, clock())
        name = file.filename or "file"
        try:
            submission = submit_file(rulebook, sender, name, file.file.read(), layout)
        except UnreadableFileError as error:
            raise HTTPException(422, f"{name}: {error}") from error
        except KeyError as error:
            raise HTTPException(422, f"there is no layout {error}") from error
        return take(submission)


def _add_submissions(app: FastAPI, store: Views) -> None:
    @app.get("/submissions/{submission}")
    def submission_of(submission: str, department: Mine) -> SubmissionAnswer:
        """Return what became of the department's own submission, as far as it is settled."""
        receipts = read_model.receipts(store, department, submission)
        return SubmissionAnswer(
            submission=submission,
            settled=len(receipts),
            outcomes=read_model.totals(store, department, submission).outcomes,
            receipts=[ReceiptAnswer.model_validate(receipt) for receipt in receipts],
        )


def _add_quarantine(app: FastAPI, store: Views, desk: Desk, clock: Clock) -> None:
    @app.get("/quarantine", dependencies=[may_read_quarantine])
    def quarantine() -> list[WaitingAnswer]:
        """Return what waits for a person's decision."""
        return [WaitingAnswer.model_validate(each) for each in read_model.quarantine(store)]

    @app.post("/quarantine/{identifier:path}", status_code=202)
    def decide(identifier: str, decision: Decision, person: Decider) -> Decided:
        """Decide whose an identifier is: all that waited goes on, and later reports too.

        A code that fails its check may only be decided to be itself: it was really issued so.
        """
        waiting = {each.identifier: each for each in read_model.quarantine(store)}
        if identifier not in waiting:
            raise HTTPException(404, f"nothing waits for {identifier!r}")
        code = enterprise_code.tidy(decision.code)
        if not enterprise_code.is_valid(code) and f"code:{code}" != identifier:
            raise HTTPException(422, f"{decision.code!r} is no valid unified social credit code")
        names = waiting[identifier].names
        name = names[0] if names else identifier.partition(":")[2]
        fact = desk.publish_decision(identifier, code, name, person.holder, clock())
        return Decided(identifier=identifier, code=code, fact=fact)


def main() -> None:
    """Serve the API."""
    settings = IntakeSettings()
    configure_logging(INTAKE, settings.log_level)
    serve(INTAKE, create_app(settings), settings)


if __name__ == "__main__":
    main()
