"""Between messages and occasions to tell somebody, and from alerts to messages."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from schemas.messages import (
    ActAnswered,
    AlertRaised,
    DeadlineAnnounced,
    GradeChanged,
    MeasureChanged,
    ReportRejected,
    SilenceBegan,
    SilenceEnded,
    Text,
)
from schemas.vocabulary.act_refusal import REFUSALS
from schemas.vocabulary.department import Department, department
from schemas.vocabulary.measure_status import MeasureStatus

from .domain.alert import Alert
from .domain.audience import Audience
from .domain.occasion import Occasion, Values
from .domain.wording import Wording, fill


def grade_occasion(code: str, body: GradeChanged, audience: Audience) -> Occasion:
    """Return the occasion of a grade that came, fell or rose."""
    return Occasion(
        events=(f"grade.{_direction(body, audience)}",),
        code=code,
        grade=body.to_grade,
        values={
            "name": body.name or code,
            "code": code,
            "day": body.day.isoformat(),
            "from_grade": body.from_grade,
            "to_grade": body.to_grade,
            "score": _number(body.score),
            "reasons": ", ".join(body.reasons) or None,
        },
    )


def measure_occasion(code: str, body: MeasureChanged, wording: Wording) -> Occasion:
    """Return the occasion of a step of a measure."""
    agency, measure = department(body.agency), wording.measures[body.measure]
    details: Values = {
        **{name: _shown(name, value) for name, value in body.parameters.items()},
        "amount": _yuan(body.amount),
        "computation": body.computation,
        "deadline": body.deadline.isoformat() if body.deadline else None,
    }
    chinese = details | _list_names(body, {n: each.chinese for n, each in wording.lists.items()})
    english = details | _list_names(body, {n: each.english for n, each in wording.lists.items()})
    status = "changed" if body.from_status == body.to_status == "in_force" else body.to_status
    return Occasion(
        events=(
            f"measure.{body.measure.value}.{status}",
            f"measure.{body.measure.value}.{body.to_status}",
            f"measure.{status}",
            f"measure.{body.to_status}",
        ),
        code=code,
        agency=body.agency,
        grade=body.grade,
        values={
            "name": body.name or code,
            "code": code,
            "day": body.day.isoformat(),
            "grade": body.grade,
            "cause": body.cause,
            "article": body.article,
            "deadline": details["deadline"],
            "deadline_note": body.deadline_note,
        },
        values_chinese={
            "measure": measure.chinese,
            "agency": agency.chinese,
            "detail": fill(measure.detail_chinese, chinese),
            "ending": fill(measure.ending_chinese, chinese),
        },
        values_english={
            "measure": measure.english,
            "agency": agency.english,
            "detail": fill(measure.detail_english, english, " "),
            "ending": fill(measure.ending_english, english, " "),
        },
    )


# What the agency has to do in each status until the deadline.
_NEXT_STEP: dict[MeasureStatus, tuple[str, str]] = {
    "proposed": ("送达告知书", "give notice"),
    "noticed": ("作出决定", "decide"),
    "defended": ("作出决定", "decide"),
    "decided": ("送达决定", "serve the decision"),
    "in_force": ("执行", "carry it out"),
    "suspended": ("作出复核决定", "decide on the objection"),
}


def deadline_occasion(code: str, body: DeadlineAnnounced, wording: Wording) -> Occasion:
    """Return the occasion of a term that is about to end, or passed."""
    agency, measure = department(body.agency), wording.measures[body.measure]
    chinese, english = _NEXT_STEP[body.status]
    return Occasion(
        events=("deadline.passed" if body.passed else "deadline.near",),
        code=code,
        agency=body.agency,
        values={
            "name": body.name or code,
            "code": code,
            "order": body.order,
            "deadline": body.deadline.isoformat(),
        },
        values_chinese={"measure": measure.chinese, "agency": agency.chinese, "step": chinese},
        values_english={"measure": measure.english, "agency": agency.english, "step": english},
    )


def act_occasion(code: str, body: ActAnswered) -> Occasion:
    """Return the occasion of an act that fits no order, or does after all."""
    chinese, english = REFUSALS[body.reason] if body.reason else (None, None)
    return Occasion(
        events=(f"act.{body.outcome}",),
        code=code,
        department=body.department,
        values={
            "name": body.name or code,
            "code": code,
            "document": body.document_number,
            "order": body.detail,
        },
        values_chinese={"explanation": chinese},
        values_english={"explanation": english},
    )


def report_occasion(body: ReportRejected) -> Occasion:
    """Return the occasion of a report that could not be accepted."""
    origin = body.origin
    sender = _department_or_none(origin.department)
    return Occasion(
        events=(f"report.{body.outcome}",),
        department=origin.department,
        values={
            "file": origin.file,
            "submission": origin.submission,
            "row": str(origin.row),
            "field": body.field,
            "value": body.value,
            "reason": body.reason,
        },
        values_chinese={
            "department": sender.chinese if sender else origin.department,
            "explanation": body.chinese,
        },
        values_english={
            "department": sender.english if sender else origin.department,
            "explanation": body.english,
        },
    )


def silence_occasion(body: SilenceBegan | SilenceEnded) -> Occasion:
    """Return the occasion of a department that fell silent, or that reports again."""
    source = _department_or_none(body.department)
    expected_by = body.expected_by if isinstance(body, SilenceBegan) else None
    silent_since = body.silent_since if isinstance(body, SilenceEnded) else None
    last = body.last_reported_on
    return Occasion(
        events=("source.silent" if expected_by else "source.resumed",),
        department=body.department,
        values={
            "day": body.day.isoformat(),
            "last_reported_on": last.isoformat() if last else None,
            "never": None if last else "",
            "expected_by": expected_by.isoformat() if expected_by else None,
            "silent_since": silent_since.isoformat() if silent_since else None,
            "every_days": str(source.rhythm.every_days) if source else None,
            "grace_days": str(source.rhythm.grace_days) if source else None,
        },
        values_chinese={"department": source.chinese if source else body.department},
        values_english={"department": source.english if source else body.department},
    )


def alert_raised(alert: Alert, day: date) -> AlertRaised:
    """Return the message of an alert."""
    text = alert.text
    return AlertRaised(
        recipient_kind=alert.recipient.kind,
        recipient=alert.recipient.name,
        about=alert.about,
        template=text.template,
        urgency=alert.recipient.urgency,
        day=day,
        text=Text(
            title_chinese=text.title_chinese,
            title_english=text.title_english,
            chinese=text.chinese,
            english=text.english,
        ),
    )


def _direction(body: GradeChanged, audience: Audience) -> str:
    if body.from_grade is None:
        return "first"
    known = audience.grades
    if body.from_grade not in known or body.to_grade not in known:
        return "changed"
    return "worse" if known.index(body.to_grade) > known.index(body.from_grade) else "better"


def _department_or_none(code: str) -> Department | None:
    try:
        return department(code)
    except KeyError:
        return None


def _list_names(body: MeasureChanged, names: Mapping[str, str]) -> Values:
    """Return the lists that a measure names, as people call them."""
    listed = body.parameters.get("on_lists")
    if listed is None:
        return {}
    return {"on_lists": ", ".join(names.get(each, each) for each in listed.split(", "))}


def _shown(name: str, value: str) -> str:
    return f"{Decimal(value):,.2f}" if name.endswith("_yuan") else value


def _number(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _yuan(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:,.2f}"
