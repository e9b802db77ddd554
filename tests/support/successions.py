"""Registrations and findings under codes that succeed each other, and what comes of them."""

from datetime import date

from schemas.messages import Fact, RecordAdmitted, ReportSubmitted
from services.chassis.clock import clock_at
from services.chassis.processing.memory_log import MemoryWorker, run_until_quiet
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.submission import Sender, submit_rows
from tests.support.sample_files import RULEBOOK, facts_on, put

OLD, NEW, LAST = "91990103NBMRN7808U", "91990104MB5NNL986R", "91990102NAYP19754W"
DAY, NEXT = date(2026, 10, 31), date(2026, 11, 2)
DANGER = {"隐患级别": "一般", "发现日期": "2026-01-01", "整改期限": "2026-02-01"}
CHANGED = {"曾用统一社会信用代码": OLD}
Reports = list[Fact[ReportSubmitted]]


def registry(code: str, day: date = DAY, row: int = 2, **fields: str) -> Reports:
    sender = Sender("market-supervision", clock_at(day)())
    named = {"企业名称": f"企业{code[-4:]}", "统一社会信用代码": code, "行业领域": "industrial"}
    digest = f"{code} {day} {fields}"
    read = [Row(row, {**named, **fields})]
    return list(submit_rows(RULEBOOK, sender, "enterprise-registry", digest, read))


def danger(
    code: str, number: str, day: date = DAY, department: str = "work-safety", **changed: str
) -> Reports:
    sender = Sender(department, clock_at(day)())
    fields = {**DANGER, "隐患编号": number, "单位代码": code, **changed}
    digest = f"{code} {number} {department} {changed}"
    return list(submit_rows(RULEBOOK, sender, "hidden-dangers", digest, [Row(2, fields)]))


def take(worker: MemoryWorker, *reports: Reports) -> None:
    for each in reports:
        put(worker, each)
        run_until_quiet([worker])


def records(worker: MemoryWorker, code: str) -> dict[str, RecordAdmitted]:
    """Return what holds of each record of a code, by its number."""
    latest: dict[str, RecordAdmitted] = {}
    for fact in facts_on(worker, "safety-records"):
        body = fact.body
        if isinstance(body, RecordAdmitted) and fact.subject == code:
            known = latest.get(body.document_number)
            if known is None or known.revision < body.revision:
                latest[body.document_number] = body
    return latest


def held(worker: MemoryWorker, code: str) -> set[tuple[str, str, tuple[str, ...], bool]]:
    return {
        (number, repr(body.content), body.sources, body.withdrawn)
        for number, body in records(worker, code).items()
    }


def successor(worker: MemoryWorker, code: str) -> str | None:
    found = records(worker, code).get(code)
    return getattr(found.content, "succeeded_by", None) if found else None
