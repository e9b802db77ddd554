"""Each sample file ends the same by command, over HTTP, and on the department's own topic."""

import json
import re
import uuid
from pathlib import Path
from typing import Any

import pytest

from schemas.codec import encode
from schemas.messages import RecordAdmitted, ReportSubmitted
from services.chassis.clock import milliseconds
from services.chassis.http.credentials import CredentialFile, issue_department
from services.chassis.processing.memory_log import MemoryWorker, run_until_quiet
from services.intake import read_model
from services.intake.adapters.submissions.dry_run import Check
from services.intake.translation.reports import submitted
from tests.support.intake_desk import NOW, Desk
from tests.support.sample_files import (
    FILES,
    RULEBOOK,
    SAMPLES,
    facts_on,
    intake_worker,
    submission_of,
    take_files,
)
from tests.support.source_tree import ROOT

Result = tuple[list[tuple[object, ...]], dict[str, Any]]
OUTCOMES = ("accepted", "corrected", "repeated", "quarantined", "rejected")


def result(worker: MemoryWorker, department: str, submission: str, lines: bool = False) -> Result:
    """Return what became of the rows, and the records with their contents.

    `lines`: rows are counted as lines that were sent, not as rows of the file.
    """
    found = read_model.receipts(worker.views, department, submission)
    rows = [
        (None if lines else each.row, each.outcome, each.reason, each.code, each.field, each.value)
        for each in found
    ]
    records = {
        f"{fact.body.record_id}/{fact.body.revision}": fact.body.content
        for fact in facts_on(worker, "safety-records")
        if isinstance(fact.body, RecordAdmitted)
    }
    return rows, records


@pytest.fixture
def token_of(desk: Desk, tmp_path: Path) -> Desk:
    known = CredentialFile(tmp_path / "credentials.json")
    for name in {*FILES.values()} - {*desk.tokens}:
        credential, desk.tokens[name] = issue_department(name, NOW)
        known.add(credential)
    return desk


def by_command(file: str) -> Result:
    worker = intake_worker(1)
    take_files(worker, [file])
    return result(worker, FILES[file], submission_of(file).identity)


@pytest.mark.parametrize("file", FILES)
def test_a_file_over_http(token_of: Desk, file: str) -> None:
    department = FILES[file]
    upload = {"file": (file, (SAMPLES / file).read_bytes())}
    answer = token_of.call("POST", f"/reports/{department}/files", department, files=upload)
    assert answer.status_code == 202
    taken = answer.json()
    assert taken["received"] == len(submission_of(file).facts)
    assert result(token_of.worker, department, taken["submission"]) == by_command(file)


@pytest.mark.parametrize("file", FILES)
def test_its_rows_as_a_batch(token_of: Desk, file: str) -> None:
    department = FILES[file]
    lines = "\n".join(
        json.dumps({"layout": fact.body.layout, "fields": fact.body.fields})
        for fact in submission_of(file).facts
    )
    answer = token_of.call("POST", f"/reports/{department}/batch", department, content=lines)
    rows, records = by_command(file)
    without_numbers = [(None, *row[1:]) for row in rows]
    ours = result(token_of.worker, department, answer.json()["submission"], lines=True)
    assert ours == (without_numbers, records)


@pytest.mark.parametrize("file", FILES)
def test_its_rows_on_the_departments_own_topic(file: str) -> None:
    department, worker = FILES[file], intake_worker(1)
    for fact in submission_of(file).facts:
        body = ReportSubmitted(
            department=department,
            layout=fact.body.layout,
            fields=fact.body.fields,
            submission="monthly",
            row=fact.body.row,
        )
        own = submitted(body, fact.subject, NOW)
        identity = str(uuid.uuid5(uuid.NAMESPACE_URL, f"client/{fact.body.row}"))
        value = encode(own).replace(own.id.encode(), identity.encode())
        timestamp = milliseconds(NOW)
        worker.log.append_raw(f"reports-{department}", 0, own.subject.encode(), value, timestamp)
    run_until_quiet([worker])
    assert result(worker, department, "monthly") == by_command(file)


def test_a_check_over_http_says_what_the_command_says(token_of: Desk) -> None:
    file = "hidden-dangers.csv"
    upload = {"file": (file, (SAMPLES / file).read_bytes())}
    path = "/reports/work-safety/files/check"
    checked = token_of.call("POST", path, "work-safety", files=upload).json()
    check = Check(RULEBOOK)
    faults = list(check.run(submission_of(file)))
    assert (checked["read"], checked["outcomes"]) == (160, dict(check.outcomes))
    assert [(f["row"], f["reason"]) for f in checked["faults"]] == [
        (told.origin.row, told.reason) for told in faults
    ]
    assert checked["outcomes"]["rejected"] == 8
    lines = json.dumps({"layout": "record", "fields": {"a": 1}})
    (fault,) = token_of.call(
        "POST", "/reports/work-safety/batch/check", "work-safety", content=lines
    ).json()["faults"]
    assert (fault["row"], fault["reason"], fault["field"]) == (1, "field_unknown", "a")
    assert list(token_of.worker.log.topics()) == []


def documented() -> dict[str, dict[str, int]]:
    """Return the table of docs/how-to/sample-files.md: file to outcome (and reason) to rows."""
    text = (ROOT / "docs" / "how-to" / "sample-files.md").read_text("utf-8")
    table: dict[str, dict[str, int]] = {}
    for line in re.findall(r"^\| ([a-z-]+\.[a-z]+) \|(.*)\|$", text, re.MULTILINE):
        cells = [cell.strip() for cell in line[1].split("|")]
        if len(cells) == len(OUTCOMES) + 2:
            counts = zip(OUTCOMES, cells[2:], strict=True)
            table.setdefault(line[0], {}).update({name: int(n) for name, n in counts if n})
        else:
            table.setdefault(line[0], {})[f"{cells[0]} {cells[1].strip('`')}"] = int(cells[2])
    return table


def test_the_documents_table_of_files_and_reasons_is_what_happens() -> None:
    worker = intake_worker()
    take_files(worker, list(FILES))
    found: dict[str, dict[str, int]] = {}
    for file, department in FILES.items():
        totals = read_model.totals(worker.views, department, submission_of(file).identity)
        found[file] = {name: count for name, count in totals.outcomes.items() if count}
        for outcome, reasons in totals.reasons.items():
            found[file] |= {f"{outcome} {reason}": n for reason, n in reasons.items()}
    assert documented() == found
