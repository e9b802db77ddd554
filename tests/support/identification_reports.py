"""Reports that name an enterprise by this or that, and what became of them."""

from datetime import date

from schemas.messages import Fact, ReportSubmitted
from services.chassis.clock import clock_at
from services.chassis.processing.memory_log import MemoryWorker, run_until_quiet
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.submission import Sender, submit_rows
from tests.support.decisions import decision
from tests.support.sample_files import RULEBOOK, facts_on, put

CODE, OTHER = "91990103NBMRN7808U", "91990104MB5NNL986R"


EARLY, DAY = date(2026, 10, 30), date(2026, 10, 31)


DANGER = {"隐患级别": "一般", "发现日期": "2026-01-01", "整改期限": "2026-02-01"}


def registry(day: date = DAY, number: int = 1, **fields: str) -> list[Fact[ReportSubmitted]]:
    row = {"企业名称": "北港远洋化工有限公司", "统一社会信用代码": CODE, "行业领域": "industrial"}
    sender = Sender("market-supervision", clock_at(day)())
    row |= fields
    return list(
        submit_rows(RULEBOOK, sender, "enterprise-registry", f"r{number}", [Row(2, dict(row))])
    )


def danger(unit: str, number: int = 1, day: date = DAY) -> list[Fact[ReportSubmitted]]:
    sender = Sender("work-safety", clock_at(day)())
    fields = {**DANGER, "隐患编号": f"YH{number}", "单位代码": unit}
    return list(submit_rows(RULEBOOK, sender, "hidden-dangers", f"d{number}", [Row(2, fields)]))


def penalty(name: str, code: str = "", day: date = DAY) -> list[Fact[ReportSubmitted]]:
    fields = {
        "行政相对人名称": name,
        "行政相对人代码_1(统一社会信用代码)": code,
        "行政处罚决定书文号": "罚[2026] 1号",
        "违法行为类型": "违章",
        "违法事实": "情节严重",
        "处罚依据": "法",
        "处罚类别": "警告",
        "罚款金额(万元)": "",
        "处罚决定日期": "20260101",
        "处罚机关": "局",
    }
    sender = Sender("work-safety", clock_at(day)())
    row = Row(2, fields)
    return list(submit_rows(RULEBOOK, sender, "penalties-double-publicity", name, [row]))


def take(worker: MemoryWorker, facts: list[Fact[ReportSubmitted]]) -> None:
    put(worker, facts)
    run_until_quiet([worker])


def decide(worker: MemoryWorker, identifier: str, code: str, day: date = DAY) -> None:
    take(worker, decision(identifier, code, day=day))


def outcomes(worker: MemoryWorker) -> list[tuple[str, str | None]]:
    return [(f.body.outcome, f.body.reason) for f in facts_on(worker, "report-receipts")]


def subjects(worker: MemoryWorker) -> list[str]:
    return [fact.subject for fact in facts_on(worker, "safety-records")]
