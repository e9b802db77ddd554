"""The reports of each department and month, as few bytes as can be, and the figures over them."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import msgspec

from schemas.messages import Fact, ReportProcessed
from schemas.vocabulary.department import Department
from services.chassis.processing.outcome import ViewWrite
from services.chassis.views.store import Views
from services.chassis.views.stored_names import view_key
from services.intake.domain.quality.figures import (
    MonthlyQuality,
    ReportSummary,
    assess_month,
    month_after,
)
from services.intake.domain.quality.rules import QualityRules
from services.intake.domain.quality.silence import Pulse
from services.intake.translation.receipts import (
    decode_summary,
    encode_summary,
    report_key,
    report_summary,
    reported_day,
)

QUALITY = "intake:quality:"
PULSES = "intake:pulses"
Month = tuple[int, int]  # year and month
MONTH_PATTERN = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
_WAITING, _FINAL = "w", "f"


class DepartmentQuality(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the monthly table: a department, its month (`2026-10`), its figures.

    When it last reported, and since when it is silent, is as of now, whatever the month.
    """

    department: str
    chinese: str
    english: str
    month: str
    quality: MonthlyQuality
    last_reported_on: date | None
    silent_since: date | None


def month_of(text: str) -> Month:
    """Return the month that a text like `2026-10` names. Raises ValueError where it names none."""
    if not re.match(MONTH_PATTERN, text) or text.startswith("0000"):
        raise ValueError(f"{text!r} is no month: write it like 2026-10")
    return int(text[:4]), int(text[5:])


def name_of(month: Month) -> str:
    """Return a month like `2026-10`."""
    return f"{month[0]:04}-{month[1]:02}"


def quality_writes(fact: Fact[Any]) -> Iterator[ViewWrite]:
    """Yield the write for a receipt.

    A report stands in the month in which it was known, however late it was released; waiting and
    final receipt have places of their own, because two workers may publish them in either order.
    """
    body: ReportProcessed = fact.body
    kind = _WAITING if body.outcome == "quarantined" else _FINAL
    yield ViewWrite(
        key=_key(body.origin.department, _month(reported_day(fact))),
        field=kind + report_key(body.origin),
        value=encode_summary(report_summary(fact)),
    )


def pulse_write(department: str, pulse: Pulse) -> ViewWrite:
    """Return the write for when a department last reported."""
    return ViewWrite(key=PULSES, field=department, value=msgspec.json.encode(pulse))


def reports_of(views: Views, department: str, month: Month) -> list[ReportSummary]:
    """Return each report of a department and month once, with its last outcome."""
    fields = views.fields(_key(department, month))
    final = {field[1:]: value for field, value in fields.items() if field[0] == _FINAL}
    waiting = {field[1:]: value for field, value in fields.items() if field[0] == _WAITING}
    return [decode_summary(value) for value in (waiting | final).values()]


def quality_table(
    views: Views, rules: QualityRules, month: Month, departments: Iterable[Department]
) -> list[DepartmentQuality]:
    """Return the table of a month, one row a department in the order in which they are given."""
    pulses = {
        code: msgspec.json.decode(value, type=Pulse) for code, value in views.fields(PULSES).items()
    }
    return [
        DepartmentQuality(
            department=each.code,
            chinese=each.chinese,
            english=each.english,
            month=name_of(month),
            quality=_quality(views, rules, each.code, month),
            last_reported_on=pulse.last_reported_on if pulse else None,
            silent_since=pulse.silent_since if pulse else None,
        )
        for each, pulse in ((each, pulses.get(each.code)) for each in departments)
    ]


def silent_sources(views: Views, departments: Iterable[Department]) -> dict[str, date]:
    """Return the departments that are silent against their own rhythm, and since when."""
    pulses = views.fields(PULSES)
    silent_since = {
        each.code: msgspec.json.decode(pulses[each.code], type=Pulse).silent_since
        for each in departments
        if each.code in pulses
    }
    return {code: since for code, since in silent_since.items() if since is not None}


def _quality(views: Views, rules: QualityRules, department: str, month: Month) -> MonthlyQuality:
    reports = reports_of(views, department, month)
    later = [
        report
        for count in range(rules.accuracy.horizon.value)
        for report in reports_of(views, department, month_after(month, count + 1))
    ]
    return assess_month(rules, reports, later)


def _key(department: str, month: Month) -> str:
    return view_key(f"{QUALITY}{name_of(month)}:", department)


def _month(day: date) -> Month:
    return day.year, day.month
