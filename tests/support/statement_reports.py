"""Penalties whose severity is a sentence that a person has to decide."""

from datetime import date
from typing import Any

from schemas.messages import Fact, ReportSubmitted
from services.chassis.clock import clock_at
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.submission import Sender, submit_rows
from services.intake.domain.statements.undecided import undecided_of
from tests.support.sample_files import RULEBOOK

CODE = "91990103NBMRN7808U"


DAY, LATER = date(2026, 10, 31), date(2026, 11, 2)


SENTENCE = "情节极其恶劣"


CHOICES = ("minor", "general", "severe")


SEVERITY = undecided_of("penalty.severity", "违法事实", SENTENCE, CHOICES).identifier


PENALTY = {
    "行政相对人名称": "甲厂",
    "行政相对人代码_1(统一社会信用代码)": CODE,
    "法定代表人": "李某某",
    "行政处罚决定书文号": "罚〔2026〕1号",
    "违法行为类型": "违章",
    "违法事实": f"经查，{SENTENCE}。",
    "处罚依据": "法",
    "处罚类别": "罚款",
    "罚款金额(万元)": "2",
    "处罚决定日期": "20260101",
    "处罚机关": "局",
}


def penalty(number: int = 1, day: date = DAY, **changed: Any) -> list[Fact[ReportSubmitted]]:
    # Each about another violation, so that no two may be one.
    own = {"行政处罚决定书文号": f"罚〔2026〕{number}号", "违法行为类型": f"违法行为{number}"}
    fields = PENALTY | own | changed
    sender = Sender("work-safety", clock_at(day)())
    rows = [Row(2, fields)]
    digest = f"{number}{changed}"
    return list(submit_rows(RULEBOOK, sender, "penalties-double-publicity", digest, rows))
