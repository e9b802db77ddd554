"""The sheet of open orders: out as a CSV, filled in by the agency, back by each of three ways."""

import csv
import io
import uuid
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from fastapi.testclient import TestClient

from schemas.codec import decode, encode
from schemas.messages import RecordAdmitted, ReportSubmitted
from schemas.records import CreditLine
from schemas.records.act import ActKind, Outcome
from schemas.topics import SAFETY_RECORDS
from schemas.vocabulary.department import departments
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_status import STATUSES
from schemas.vocabulary.measure_words import MEASURES, STATUSES_CHINESE, measure_in_words
from schemas.vocabulary.record_kind import RecordKind
from services.chassis.clock import clock_at, milliseconds, system_clock
from services.chassis.http.credentials import CredentialFile, issue_department
from services.chassis.processing.memory_log import run_until_quiet
from services.intake.adapters.submissions.submission import Sender, Submission, submit_file
from services.intake.translation.reports import submitted
from services.sanctions.adapters.order_sheet import BLANK_COLUMNS, STATED_COLUMNS, order_sheet
from services.sanctions.api import create_app
from services.sanctions.read_model import orders
from services.sanctions.settings import SanctionsSettings
from tests.support.enterprise import CODE, Enterprise, registration
from tests.support.intake_desk import NOW, Desk
from tests.support.sample_files import KNOWN_ON, RULEBOOK, intake_worker, put

BANK = "peoples-bank"
FALL = date(2026, 10, 12)  # the defence is over before the sheet is sent in
LAYOUT = RULEBOOK.layouts["measure-acts"]


@pytest.fixture
def enterprise() -> Enterprise:
    it = Enterprise()
    line = CreditLine(amount=Decimal(30000000), bank="=SUM(A1)", granted_on=FALL)
    it.reported(line, FALL, "line")
    it.rated("B", FALL, registered=registration())
    it.rated("D", FALL, registered=registration())
    it.days_pass(KNOWN_ON)
    assert it.statuses()["loan_limit:line"] == "in_force"
    return it


def sheet_of(enterprise: Enterprise, folder: Path) -> str:
    """Return the bank's sheet as the API gives it."""
    credential, token = issue_department(BANK, system_clock())
    CredentialFile(folder / "readers.json").add(credential)
    settings = SanctionsSettings(credentials_file=folder / "readers.json")
    client = TestClient(create_app(settings, enterprise.worker.views))
    answer = client.get(
        "/orders",
        params={"agency": BANK, "form": "csv"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="orders-peoples-bank.csv"'
    return answer.content.decode()


def filled(sheet: str, **cells: str) -> bytes:
    """Return a sheet with the cells of its only order filled in."""
    reader = csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff")))
    (row,) = reader
    written = io.StringIO()
    writer = csv.DictWriter(written, reader.fieldnames or ())
    writer.writeheader()
    writer.writerow({**row, **cells})
    return written.getvalue().encode("utf-8-sig")


DONE = {"办理情况": "已执行", "办理日期": "2026/10/30", "经办处室": "信贷处", "经办人工号": "07"}


def taken(content: bytes, day: date = KNOWN_ON) -> Submission:
    return submit_file(RULEBOOK, Sender(BANK, clock_at(day)()), "orders.csv", content)


def passed_on(worker: object, enterprise: Enterprise) -> None:
    """Let sanctions read what intake admitted."""
    for found in worker.log.all(SAFETY_RECORDS.name):  # type: ignore[attr-defined]  # a MemoryWorker
        fact = decode(found.value)
        if isinstance(fact.body, RecordAdmitted):
            enterprise.tell(fact)


def test_the_sheet_tells_the_order_and_leaves_the_rest_to_the_agency(
    enterprise: Enterprise, tmp_path: Path
) -> None:
    sheet = sheet_of(enterprise, tmp_path)
    assert sheet.startswith("\ufeff指令编号,统一社会信用代码,")
    (row,) = csv.DictReader(io.StringIO(sheet.removeprefix("\ufeff")))
    order = enterprise.order("loan_limit", "line")
    assert tuple(row) == (*STATED_COLUMNS, *BLANK_COLUMNS)
    assert (row["指令编号"], row["统一社会信用代码"]) == (order.number, CODE)
    assert (row["措施"], row["状态"]) == ("loan_limit 限制贷款", "待执行")
    assert (row["金额(元)"], row["依据"]) == (f"{order.terms.amount:f}", order.terms.article)
    assert [row[name] for name in BLANK_COLUMNS] == [""] * len(BLANK_COLUMNS)


def test_no_name_is_taken_for_a_formula(enterprise: Enterprise) -> None:
    (order,) = orders(enterprise.worker.views, BANK)
    hostile = type(order)(
        **{n: getattr(order, n) for n in order.__struct_fields__} | {"name": "=1"}
    )
    assert ",'=1," in order_sheet([hostile])


def test_the_filled_file_carries_the_order_out(enterprise: Enterprise, tmp_path: Path) -> None:
    submission = taken(filled(sheet_of(enterprise, tmp_path), **DONE))
    assert submission.ignored == ()
    worker = intake_worker(1)
    put(worker, submission.facts)
    run_until_quiet([worker])
    passed_on(worker, enterprise)
    assert enterprise.statuses()["loan_limit:line"] == "carried_out"
    last = enterprise.order("loan_limit", "line").last
    assert (last.since, last.office) == (date(2026, 10, 30), "信贷处")
    assert enterprise.answers() == []
    assert orders(enterprise.worker.views, BANK) == []


def test_the_same_over_http(enterprise: Enterprise, tmp_path: Path, desk: Desk) -> None:
    credential, desk.tokens[BANK] = issue_department(BANK, NOW)
    CredentialFile(tmp_path / "credentials.json").add(credential)
    upload = {"file": ("orders.csv", filled(sheet_of(enterprise, tmp_path), **DONE))}
    answer = desk.call("POST", f"/reports/{BANK}/files", BANK, files=upload)
    assert (answer.status_code, answer.json()["received"]) == (202, 1)
    passed_on(desk.worker, enterprise)
    assert enterprise.statuses()["loan_limit:line"] == "carried_out"


def test_the_same_on_the_agencys_own_topic(enterprise: Enterprise, tmp_path: Path) -> None:
    (fact,) = taken(filled(sheet_of(enterprise, tmp_path), **DONE)).facts
    body = ReportSubmitted(
        department=BANK,
        layout="measure-acts",
        fields=fact.body.fields,
        submission="monthly",
        row=fact.body.row,
    )
    own = submitted(body, fact.subject, NOW)
    value = encode(own).replace(own.id.encode(), str(uuid.uuid4()).encode())
    worker = intake_worker(1)
    worker.log.append_raw(f"reports-{BANK}", 0, own.subject.encode(), value, milliseconds(NOW))
    run_until_quiet([worker])
    passed_on(worker, enterprise)
    assert enterprise.statuses()["loan_limit:line"] == "carried_out"


def test_a_sheet_sent_again_corrects_the_step(enterprise: Enterprise, tmp_path: Path) -> None:
    sheet, worker = sheet_of(enterprise, tmp_path), intake_worker(1)
    for day in ("2026-10-30", "2026-10-29"):
        put(worker, taken(filled(sheet, **{**DONE, "办理日期": day})).facts)
        run_until_quiet([worker])
    passed_on(worker, enterprise)
    assert enterprise.order("loan_limit", "line").last.since == date(2026, 10, 29)
    assert enterprise.answers() == []


def test_every_word_on_the_sheet_is_known_to_those_who_read_it() -> None:
    """A measure, a status or an act that is new has its words everywhere."""
    assert set(MEASURES) == set(MeasureKind)
    assert set(STATUSES_CHINESE) == set(STATUSES)
    table = LAYOUT.columns["measure"].table
    assert table == {measure_in_words(kind): kind.value for kind in MeasureKind}
    assert set(LAYOUT.columns["act"].table.values()) == set(get_args(ActKind))
    outcome = RULEBOOK.statements[LAYOUT.columns["outcome"].statement or ""].statement
    assert set(outcome.choices) == set(get_args(Outcome))
    assert set((*STATED_COLUMNS, *BLANK_COLUMNS)) == LAYOUT.fields


def test_who_has_measures_may_send_the_sheet() -> None:
    acting = {each.code for each in departments() if RecordKind.MEASURE_ACT in each.record_kinds}
    assert acting == {each.code for each in departments() if "measure-acts" in each.layouts}
