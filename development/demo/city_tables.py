"""What a visitor sees: tables over the facts that the city published. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from schemas.messages import (
    AlertRaised,
    Body,
    DeadlineAnnounced,
    Fact,
    GradeChanged,
    MeasureChanged,
    RecordAdmitted,
    ReportProcessed,
    ReportRejected,
    StandingAssessed,
)
from schemas.records import Evaluation
from schemas.vocabulary.deadline_words import deadline_in_words
from schemas.vocabulary.department import department
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_status import STATUSES
from services.command_line.tables import Table, number_column, text_column

B = TypeVar("B", bound=Body)

OUTCOMES = ("accepted", "corrected", "repeated", "quarantined", "rejected")
OUTCOMES_CHINESE = ("采纳", "更正", "重复", "待核实", "退回")


def latest(facts: Iterable[Fact[Any]]) -> dict[str, Fact[Any]]:
    """Return the last fact of each subject, as a compacted topic would keep it."""
    return {fact.subject: fact for fact in facts}


def receipts(facts: Iterable[Fact[ReportProcessed]]) -> Table:
    """Count by department what became of its reports (the last receipt of each)."""
    last = {fact.body.origin.report_id: fact.body for fact in facts}
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for body in last.values():
        counts[body.origin.department][body.outcome] += 1
    outcomes = zip(OUTCOMES_CHINESE, OUTCOMES, strict=True)
    table = Table(
        "部门 Department",
        *(number_column(f"{chinese} {english}") for chinese, english in outcomes),
        number_column("合计 read"),
        title="各部门报送结果 / What became of the reports",
    )
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
    table = Table(
        *("部门 Department", "结果 Outcome", "原因 Reason", number_column("数量 Rows")),
        *("文件 File", number_column("行 Row"), "字段 Field", text_column("例 Example")),
        title="退回与待核实 / Rejected and quarantined",
    )
    for (code, outcome, reason), bodies in sorted(groups.items()):
        first = bodies[0]
        file, row = first.origin.file or first.origin.layout, str(first.origin.row)
        example = (file, row, first.field or "-", first.chinese)
        table.add_row(_department(code), outcome, reason, str(len(bodies)), *example)
    return table


def grades(facts: Iterable[Fact[StandingAssessed]]) -> Table:
    """Count the enterprises of each sector by grade."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for fact in latest(facts).values():
        counts[fact.body.sector][fact.body.grade] += 1
    names = sorted({grade for count in counts.values() for grade in count})
    table = Table(
        "行业 Sector",
        *map(number_column, (*names, "合计 all")),
        title="各行业信用等级 / Grades by sector",
    )
    for sector, count in sorted(counts.items()):
        table.add_row(sector, *(str(count[name]) for name in names), str(count.total()))
    return table


def grade_history(facts: Iterable[Fact[GradeChanged]], code: str) -> Table:
    """Show one enterprise's grades in order."""
    table = Table(
        *("日期 Day", "等级 Grade", number_column("得分 Score"), text_column("原因 Reasons")),
        title=f"等级变化 / Grade changes {code}",
    )
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
    table = Table(
        *("日期 Day", "措施 Measure", "状态 Status", text_column("部门 Agency")),
        *(number_column("金额 Yuan"), "期限 Deadline", text_column("依据 Basis")),
        title=f"联动措施 / Linked measures {code}",
    )
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
    statuses = [status for status in STATUSES if any(count[status] for count in counts.values())]
    title = "全市措施 / The city's measures"
    table = Table("措施 Measure", *map(number_column, statuses), title=title)
    for measure, count in sorted(counts.items()):
        table.add_row(measure, *(str(count[status]) for status in statuses))
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
    counted, title = map(number_column, (*names, "合计 all")), "约谈 / Interviews ordered"
    table = Table("部门 Agency", *counted, title=title)
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
    headings = ("考评 evaluated", "约谈 interviews ordered", "取消资质 qualifications cancelled")
    title = "维保单位 / Maintenance units"
    table = Table("设备 Equipment", *map(number_column, headings), title=title)
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
    who = body.name or fact.subject
    if isinstance(body, GradeChanged):
        change = f"{body.from_grade or '-'} → {body.to_grade}"
        return f"{body.day} {who} 等级 grade {change} ({body.score} 分 points)"
    if isinstance(body, DeadlineAnnounced):
        state = "已逾期 passed" if body.passed else "将至 ends"
        return (
            f"{body.day} {who} {body.measure}: {body.status}, 期限 term {_deadline(body)} {state}"
        )
    amount = "" if body.amount is None else f", {body.amount:,} 元 yuan"
    until = "" if body.deadline is None else f", 期限 until {_deadline(body)}"
    change = f"{body.from_status or '-'} → {body.to_status}"
    return f"{body.day} {who} {body.measure}: {change}{amount}{until}"


def alerts(facts: Sequence[Fact[AlertRaised]], code: str, most: int) -> Table:
    """Show what was told about one enterprise, and to whom."""
    mine = [fact for fact in facts if code in (fact.body.about, fact.body.recipient)]
    table = Table(
        *("日期 Day", "收件 Recipient", "紧急 Urgency", text_column("内容 Text")),
        title=f"告知 / Alerts about {code} ({len(mine)})",
    )
    for fact in mine[:most]:
        body = fact.body
        recipient = body.recipient
        if body.recipient_kind == "department":
            recipient = _department(body.recipient)
        titles = (body.text.title_chinese, body.text.title_english)
        table.add_row(str(body.day), recipient, body.urgency, titles)
    return table


def _deadline(body: MeasureChanged | DeadlineAnnounced) -> str:
    return deadline_in_words(body.deadline, body.deadline_assumes)


def _about(facts: Iterable[Fact[B]], code: str) -> list[Fact[B]]:
    return [fact for fact in facts if fact.subject == code]


def _department(code: str) -> str:
    member = department(code)
    return f"{member.chinese} {member.english}"
