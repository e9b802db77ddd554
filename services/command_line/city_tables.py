"""What a visitor sees: tables over the facts that the city published. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from rich.table import Table

from schemas.messages import (
    AlertRaised,
    Body,
    DeadlineAnnounced,
    Fact,
    GradeChanged,
    MeasureChanged,
    RecordAdmitted,
    ReportRejected,
    ReportSettled,
    StandingAssessed,
)
from schemas.records import Evaluation
from schemas.vocabulary.deadline_words import deadline_in_words
from schemas.vocabulary.department import department
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_status import STATUSES

B = TypeVar("B", bound=Body)

OUTCOMES = ("accepted", "corrected", "repeated", "quarantined", "rejected")
OUTCOMES_CHINESE = ("采纳", "更正", "重复", "待核实", "退回")


def latest(facts: Iterable[Fact[Any]]) -> dict[str, Fact[Any]]:
    """Return the last fact of each subject, as a compacted topic would keep it."""
    return {fact.subject: fact for fact in facts}


def receipts(facts: Iterable[Fact[ReportSettled]]) -> Table:
    """Count by department what became of its reports (the last receipt of each)."""
    last = {fact.body.origin.report_id: fact.body for fact in facts}
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for body in last.values():
        counts[body.origin.department][body.outcome] += 1
    table = _table("各部门报送结果 / What became of the reports", "部门 Department")
    for chinese, english in zip(OUTCOMES_CHINESE, OUTCOMES, strict=True):
        table.add_column(f"{chinese} {english}", justify="right")
    table.add_column("合计 read", justify="right")
    for code, count in sorted(counts.items()):
        row = [str(count[outcome]) for outcome in OUTCOMES]
        table.add_row(_department(code), *row, str(count.total()))
    return table


def rejections(facts: Iterable[Fact[ReportRejected]]) -> Table:
    """Count rejections and quarantines by department and reason, with one example each."""
    groups: defaultdict[tuple[str, str, str], list[ReportRejected]] = defaultdict(list)
    for fact in facts:
        body = fact.body
        groups[(body.origin.department, body.outcome, body.reason)].append(body)
    table = _table("退回与待核实 / Rejected and quarantined", "部门 Department")
    for heading in ("结果 Outcome", "原因 Reason", "数量 Rows", "例 Example"):
        table.add_column(heading)
    for (code, outcome, reason), bodies in sorted(groups.items()):
        first = bodies[0]
        place = f"{first.origin.file or first.origin.layout} row {first.origin.row}"
        example = f"{place}, {first.field or '-'}: {first.chinese}"
        table.add_row(_department(code), outcome, reason, str(len(bodies)), example)
    return table


def grades(facts: Iterable[Fact[StandingAssessed]]) -> Table:
    """Count the enterprises of each sector by grade."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for fact in latest(facts).values():
        counts[fact.body.sector][fact.body.grade] += 1
    names = sorted({grade for count in counts.values() for grade in count})
    table = _table("各行业信用等级 / Grades by sector", "行业 Sector")
    for name in (*names, "合计 all"):
        table.add_column(name, justify="right")
    for sector, count in sorted(counts.items()):
        table.add_row(sector, *(str(count[name]) for name in names), str(count.total()))
    return table


def grade_history(facts: Iterable[Fact[GradeChanged]], code: str) -> Table:
    """Show one enterprise's grades in order."""
    table = _table(f"等级变化 / Grade changes {code}", "日期 Day")
    for heading in ("等级 Grade", "得分 Score", "原因 Reasons"):
        table.add_column(heading)
    for fact in _about(facts, code):
        body = fact.body
        change = f"{body.from_grade or '-'} → {body.to_grade}"
        table.add_row(str(body.day), change, str(body.score), ", ".join(body.reasons))
    return table


def steps(facts: Iterable[Fact[Any]]) -> list[Fact[MeasureChanged]]:
    """Return the steps of measures: their topic has the terms that are announced, too."""
    return [fact for fact in facts if isinstance(fact.body, MeasureChanged)]


def measures(facts: Iterable[Fact[Any]], code: str) -> Table:
    """Show each step of one enterprise's measures in order."""
    table = _table(f"联动措施 / Linked measures {code}", "日期 Day")
    for heading in (
        "措施 Measure",
        "状态 Status",
        "部门 Agency",
        "金额 Yuan",
        "期限 Deadline",
        "依据",
    ):
        table.add_column(heading)
    for fact in _about(steps(facts), code):
        body = fact.body
        table.add_row(
            str(body.day),
            body.measure,
            f"{body.from_status or '-'} → {body.to_status}",
            _department(body.agency),
            "" if body.amount is None else f"{body.amount:,}",
            "" if body.deadline is None else _deadline(body),
            f"{body.article} [{body.mark}]",
        )
    return table


def measure_counts(facts: Iterable[Fact[Any]]) -> Table:
    """Count the city's measures by kind and step, with the money that they bear on."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for fact in steps(facts):
        counts[fact.body.measure][fact.body.to_status] += 1
    found = [status for status in STATUSES if any(count[status] for count in counts.values())]
    table = _table("全市措施 / The city's measures", "措施 Measure", *found)
    for measure, count in sorted(counts.items()):
        table.add_row(measure, *(str(count[status]) for status in found))
    return table


def interviews(facts: Iterable[Fact[Any]]) -> Table:
    """Count the enterprises whose interview is ordered, by agency and grade."""
    ordered = {
        fact.subject: fact.body
        for fact in steps(facts)
        if fact.body.measure is MeasureKind.INTERVIEW
    }
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for body in ordered.values():
        if body.to_status == "in_force":
            counts[body.agency][body.grade] += 1
    names = sorted({grade for count in counts.values() for grade in count})
    table = _table("约谈 / Interviews ordered", "部门 Agency")
    for name in (*names, "合计 all"):
        table.add_column(name, justify="right")
    for code, count in sorted(counts.items()):
        table.add_row(_department(code), *(str(count[name]) for name in names), str(count.total()))
    return table


def maintenance_units(records: Iterable[Fact[Any]], changes: Iterable[Fact[Any]]) -> Table:
    """Count the evaluated units of each equipment that were to be interviewed, or are out."""
    equipment = {
        fact.subject: fact.body.content.equipment
        for fact in records
        if isinstance(fact.body, RecordAdmitted) and isinstance(fact.body.content, Evaluation)
    }
    ordered = {(fact.subject, fact.body.measure, fact.body.to_status) for fact in steps(changes)}
    table = _table("维保单位 / Maintenance units", "设备 Equipment")
    headings = ("考评 evaluated", "约谈 interviews ordered", "取消资质 qualifications cancelled")
    for heading in headings:
        table.add_column(heading, justify="right")
    for kind in sorted(set(equipment.values())):
        units = [code for code, mine in equipment.items() if mine == kind]
        talks = [unit for unit in units if (unit, MeasureKind.INTERVIEW, "in_force") in ordered]
        out = (MeasureKind.QUALIFICATION_CANCELLED, "in_force")
        lost = [unit for unit in units if (unit, *out) in ordered]
        table.add_row(kind, *(str(len(counted)) for counted in (units, talks, lost)))
    return table


def sentence(fact: Fact[Any]) -> str:
    """Say in a line what a grade change or a step of a measure was."""
    body = fact.body
    who = f"[bold]{body.name or fact.subject}[/bold]"
    if isinstance(body, GradeChanged):
        change = f"{body.from_grade or '-'} → {body.to_grade}"
        return f"{body.day} {who} 等级 grade {change} ({body.score} 分 points)"
    if isinstance(body, DeadlineAnnounced):
        told = "已逾期 passed" if body.passed else "将至 ends"
        return f"{body.day} {who} {body.measure}: {body.status}, 期限 term {_deadline(body)} {told}"
    amount = "" if body.amount is None else f", {body.amount:,} 元 yuan"
    until = "" if body.deadline is None else f", 期限 until {_deadline(body)}"
    change = f"{body.from_status or '-'} → {body.to_status}"
    return f"{body.day} {who} {body.measure}: {change}{amount}{until}"


def alerts(facts: Sequence[Fact[AlertRaised]], code: str, most: int) -> Table:
    """Show what was told about one enterprise, and to whom."""
    mine = [fact for fact in facts if code in (fact.body.about, fact.body.recipient)]
    table = _table(f"告知 / Alerts about {code} ({len(mine)})", "日期 Day", "收件 Recipient")
    for heading in ("紧急 Urgency", "内容 Text"):
        table.add_column(heading)
    for fact in mine[:most]:
        body = fact.body
        recipient = body.recipient
        if body.recipient_kind == "department":
            recipient = _department(body.recipient)
        text = f"{body.text.title_chinese} / {body.text.title_english}"
        table.add_row(str(body.day), recipient, body.urgency, text)
    return table


def _deadline(body: MeasureChanged | DeadlineAnnounced) -> str:
    return deadline_in_words(body.deadline, body.deadline_assumes)


def _about(facts: Iterable[Fact[B]], code: str) -> list[Fact[B]]:
    return [fact for fact in facts if fact.subject == code]


def _department(code: str) -> str:
    found = department(code)
    return f"{found.chinese} {found.english}"


def _table(title: str, *headings: str) -> Table:
    return Table(*headings, title=title, title_justify="left", header_style="bold")
