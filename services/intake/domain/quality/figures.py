"""A department's figures of a month: a pure function of the receipts of its reports.

Receipts are a set: each report stands in it once, with its last outcome, so that a receipt that was
published twice changes nothing. All arithmetic is exact; only the result is rounded, half up.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import msgspec

from schemas.vocabulary.periods import corresponding_day, month_end
from schemas.vocabulary.working_days import deadline_after

from .rules import QualityRules, Timeliness

_VALID = frozenset({"accepted", "corrected", "repeated"})
_NEW = frozenset({"accepted", "quarantined"})
_PERCENT = 100


class ReportSummary(msgspec.Struct, frozen=True, array_like=True):
    """One report as far as the figures need it.

    `occurred_on` is None where the report states no day, `filled` and `expected` where it could not
    be read. `record` is a digest of the record that it became.
    """

    outcome: str
    reason: str | None
    reported_on: date
    kind: str | None = None
    occurred_on: date | None = None
    filled: int | None = None
    expected: int | None = None
    record: bytes | None = None
    withdrawn: bool = False
    field: str | None = None


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """`part` of `whole`, in percent, and the points of `full_points` (None: there was nothing)."""

    part: int
    whole: int
    percent: Decimal | None
    points: Decimal | None
    full_points: Decimal


class ReasonCount(msgspec.Struct, frozen=True, kw_only=True):
    """How often a reason sent a report back, or made it wait, and about which of its fields."""

    outcome: str
    reason: str
    field: str | None
    count: int


class MonthlyQuality(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one department and month; `read` are the reports that it sent.

    `points` are the sum of those figures that there are, `full_points` what these could have given.
    `reasons` stand with the most frequent first.
    """

    read: int
    valid: Figure
    completeness: Figure
    timeliness: Figure
    accuracy: Figure
    points: Decimal | None
    full_points: Decimal
    reasons: tuple[ReasonCount, ...]


def assess_month(
    rules: QualityRules, month: Sequence[ReportSummary], later: Iterable[ReportSummary] = ()
) -> MonthlyQuality:
    """Return the figures of the reports of a month; `later` are those of the horizon after it."""
    counted = [each for each in month if each.reason not in rules.valid.not_counted.value]
    filled = [(r.filled, r.expected) for r in month if r.filled is not None and r.expected]
    due = [
        (each, last_day(rules.timeliness, each.kind or "", each.occurred_on))
        for each in month
        if each.outcome in _NEW and each.occurred_on is not None
    ]
    new = {each.record for each in month if each.outcome == "accepted"}
    inaccurate = {each.record for each in (*month, *later) if _shows_inaccuracy(rules, each)}
    figures = (
        _figure(
            rules,
            rules.valid.points.value,
            sum(each.outcome in _VALID for each in counted),
            len(counted),
        ),
        _figure(
            rules,
            rules.completeness.points.value,
            sum(part for part, _ in filled),
            sum(whole for _, whole in filled),
        ),
        _figure(
            rules,
            rules.timeliness.points.value,
            sum(each.reported_on <= last for each, last in due),
            len(due),
        ),
        _figure(rules, rules.accuracy.points.value, len(new - inaccurate), len(new)),
    )
    present = [each for each in figures if each.points is not None]
    valid, completeness, timeliness, accuracy = figures
    return MonthlyQuality(
        read=len(month),
        valid=valid,
        completeness=completeness,
        timeliness=timeliness,
        accuracy=accuracy,
        points=sum((each.points for each in present if each.points), Decimal())
        if present
        else None,
        full_points=sum((each.full_points for each in present), Decimal()),
        reasons=_reasons(month),
    )


def last_day(rules: Timeliness, kind: str, occurred_on: date) -> date:
    """Return the last day on which what happened on a day is reported in time."""
    if kind in rules.in_working_days.value:
        return deadline_after(occurred_on, rules.working_days.value).day
    return month_end(occurred_on, rules.months.value)


def month_after(month: tuple[int, int], count: int) -> tuple[int, int]:
    """Return the year and month so many months later."""
    later = corresponding_day(date(*month, 1), count)
    return later.year, later.month


def _shows_inaccuracy(rules: QualityRules, report: ReportSummary) -> bool:
    """Say whether a report shows that the one before it was not accurate."""
    if report.outcome != "corrected":
        return False
    return report.withdrawn or report.kind not in rules.accuracy.going_on.value


def _figure(rules: QualityRules, full: Decimal, part: int, whole: int) -> Figure:
    if whole == 0:
        return Figure(part=part, whole=whole, percent=None, points=None, full_points=full)
    least = Decimal(1).scaleb(-rules.decimals.value)
    return Figure(
        part=part,
        whole=whole,
        percent=(Decimal(part * _PERCENT) / whole).quantize(least, ROUND_HALF_UP),
        points=(full * part / whole).quantize(least, ROUND_HALF_UP),
        full_points=full,
    )


def _reasons(month: Iterable[ReportSummary]) -> tuple[ReasonCount, ...]:
    counts = Counter(
        (each.outcome, each.reason, each.field)
        for each in month
        if each.reason is not None and each.outcome not in _VALID
    )
    ordered = sorted(counts.items(), key=lambda item: (-item[1], *item[0][:2], item[0][2] or ""))
    return tuple(
        ReasonCount(outcome=outcome, reason=reason, field=field, count=count)
        for (outcome, reason, field), count in ordered
    )
