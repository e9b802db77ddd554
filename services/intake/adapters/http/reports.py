"""Reports over HTTP: one, many, or a file. 202 is answered when the broker has acknowledged."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from tempfile import TemporaryFile
from typing import IO, Annotated, BinaryIO, cast

import msgspec
from fastapi import APIRouter, Header, Query, Request, UploadFile

from schemas.unique_keys import KeyTwiceError
from services.chassis.clock import Clock
from services.chassis.http.problems import ProblemError, problems
from services.chassis.http.route_table import TAKES_FILES
from services.chassis.http.write_threads import in_write_threads, run_in_write_thread
from services.intake.adapters.files.source import Source
from services.intake.adapters.files.unreadable import UnreadableFileError
from services.intake.adapters.submissions.desk import Desk
from services.intake.adapters.submissions.dry_run import Check
from services.intake.adapters.submissions.json_reports import submit_lines, submit_report
from services.intake.adapters.submissions.report_counts import remember_received
from services.intake.adapters.submissions.submission import (
    Sender,
    Submission,
    submit_file,
)
from services.intake.domain.layouts.layout import Rulebook

from .access import Sending, memory_of, spend_bytes
from .answers import Checked, FaultAnswer, ReportRequest, SubmissionReceived
from .examples import BATCH, ONE

MOST_ROWS_LISTED = 1_000
DAY_SECONDS = 24 * 3600
_PRINTABLE = r"^[\x21-\x7e]+$"

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=200,
        pattern=_PRINTABLE,
        description="The same request with the same key is the same submission, however often it"
        " is sent. Without a key, the same content sent again is a new submission of repeats.",
    ),
]
Layout = Annotated[str | None, Query(description="The layout; default: told by the header.")]
_REPORT_BODY = {
    "required": True,
    "content": {"application/json": {"schema": ReportRequest.model_json_schema(), "examples": ONE}},
}
_BATCH_BODY = {
    "required": True,
    "content": {"application/x-ndjson": {"schema": {"type": "string"}, "example": BATCH}},
}
_TAKES_LINES = TAKES_FILES | {"requestBody": _BATCH_BODY}


def reports_router(desk: Desk, rulebook: Rulebook, clock: Clock) -> APIRouter:
    """Return the routes by which departments report."""
    router = APIRouter(tags=["reports"], responses=problems(400, 401, 403, 413, 422, 429, 503))

    def take(request: Request, sender: Sender, submission: Submission) -> SubmissionReceived:
        _remember(request, sender, submission)
        received = len(submission.facts)
        reports: dict[int, str] | None = {} if received <= MOST_ROWS_LISTED else None
        desk.publish_reports(submission, reports)
        return SubmissionReceived(
            submission=submission.identity,
            received=received,
            reports=reports or {},
            ignored=list(submission.ignored),
        )

    def take_report(request: Request, sender: Sender, body: bytes) -> SubmissionReceived:
        spend_bytes(request, sender.department, len(body))
        with _report_problems():
            submission = submit_report(rulebook, sender, body)
        return take(request, sender, submission)

    def take_lines(request: Request, sender: Sender, lines: Source) -> SubmissionReceived:
        submission = submit_lines(rulebook, sender, lines)
        if not submission.facts:
            raise ProblemError(422, "the body holds no report", [{"row": 1, "fault": "no line"}])
        return take(request, sender, submission)

    @router.post(
        "/reports/{department}", status_code=202, openapi_extra={"requestBody": _REPORT_BODY}
    )
    async def report(request: Request, department: Sending, key: Key = None) -> SubmissionReceived:
        """Take one report: a JSON object `{layout, fields}`."""
        body = await request.body()
        return await run_in_write_thread(
            take_report, request, Sender(department, clock(), key), body
        )

    @router.post("/reports/{department}/batch", status_code=202, openapi_extra=_TAKES_LINES)
    async def batch(request: Request, department: Sending, key: Key = None) -> SubmissionReceived:
        """Take many reports: one JSON object `{layout, fields}` a line (NDJSON)."""
        sender = Sender(department, clock(), key)
        with TemporaryFile() as spool:
            lines = await _spooled(request, department, spool)
            return await run_in_write_thread(take_lines, request, sender, lines)

    @router.post("/reports/{department}/files", status_code=202, openapi_extra=TAKES_FILES)
    @in_write_threads
    def file(
        request: Request,
        department: Sending,
        file: UploadFile,
        layout: Layout = None,
        key: Key = None,
    ) -> SubmissionReceived:
        """Take a file as it is: CSV, TSV, XLSX, XLSB, XLS, ODS or JSON, gzipped or not."""
        source, name = Source.spooled(file.file), file.filename or "file"
        spend_bytes(request, department, source.size)
        sender = Sender(department, clock(), key)
        with file_problems(name):
            submission = submit_file(rulebook, sender, name, source, layout)
        return take(request, sender, submission)

    @router.post("/reports/{department}/files/check", openapi_extra=TAKES_FILES)
    @in_write_threads
    def check_file(
        request: Request, department: Sending, file: UploadFile, layout: Layout = None
    ) -> Checked:
        """Say what would become of a file's rows, by themselves; nothing is kept."""
        source = Source.spooled(file.file)
        spend_bytes(request, department, source.size)
        sender = Sender(department, clock())
        with file_problems(file.filename):
            return _checked(rulebook, submit_file(rulebook, sender, "file", source, layout))

    @router.post("/reports/{department}/batch/check", openapi_extra=_TAKES_LINES)
    async def check_batch(request: Request, department: Sending) -> Checked:
        """Say what would become of the lines of a batch, by themselves; nothing is kept."""
        with TemporaryFile() as spool:
            lines = await _spooled(request, department, spool)
            submission = submit_lines(rulebook, Sender(department, clock()), lines)
            return await run_in_write_thread(_checked, rulebook, submission)

    return router


@contextmanager
def _report_problems() -> Iterator[None]:
    """Raise ProblemError 422 where a body is no report, with its field and what is wrong."""
    try:
        yield
    except KeyTwiceError as error:
        fault = {"field": error.key, "fault": "key_twice"}
        raise ProblemError(422, str(error), [fault]) from error
    except UnicodeDecodeError as error:
        raise ProblemError(422, f"byte {error.start + 1} of the body is no UTF-8") from error
    except (ValueError, msgspec.ValidationError) as error:
        raise ProblemError(422, f"no report: {error}") from error


async def _spooled(request: Request, department: str, spool: IO[bytes]) -> Source:
    """Return a request's body, kept on disk. Raises ProblemError 429."""
    async for part in request.stream():
        spool.write(part)
    spool.flush()
    source = Source.of_file(cast(BinaryIO, spool))
    spend_bytes(request, department, source.size)
    return source


@contextmanager
def file_problems(name: str | None) -> Iterator[None]:
    """Let what is wrong with a file become a problem that says where. Raises ProblemError 422."""
    try:
        yield
    except UnreadableFileError as error:
        where = {"row": error.row, "field": error.field}
        texts = {"chinese": error.chinese, "english": error.english}
        fault = {k: v for k, v in where.items() if v is not None} | texts
        raise ProblemError(422, f"{name or 'file'}: {error}", [fault]) from error
    except KeyError as error:
        raise ProblemError(422, f"there is no layout {error}", [{"field": "layout"}]) from error


def _checked(rulebook: Rulebook, submission: Submission) -> Checked:
    check = Check(rulebook)
    rejections = check.run(submission)
    faults = [
        FaultAnswer(
            row=each.origin.row,
            outcome=each.outcome,
            reason=each.reason,
            field=each.field,
            value=each.value,
            chinese=each.chinese,
            english=each.english,
        )
        for each in islice(rejections, MOST_ROWS_LISTED)
    ]
    for _ in rejections:  # the rest is counted
        continue
    return Checked(read=check.outcomes.total(), outcomes=dict(check.outcomes), faults=faults)


def _remember(request: Request, sender: Sender, submission: Submission) -> None:
    """Remember how much was handed in, and refuse a key that stood for something else.

    Raises ProblemError 422.
    """
    memory = memory_of(request)
    if sender.key is not None:
        digest = hashlib.sha256(sender.key.encode()).hexdigest()
        name = f"key/{sender.department}/{digest}"
        if memory.first(name, submission.digest, DAY_SECONDS) != submission.digest:
            detail = "the Idempotency-Key was used for another content: take a new one"
            raise ProblemError(422, detail, [{"field": "Idempotency-Key", "fault": "reused"}])
    remember_received(memory, sender.department, submission.identity, len(submission.facts))
