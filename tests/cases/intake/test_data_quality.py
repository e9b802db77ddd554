"""Worked examples (data_quality.yaml): a month's reports and the figures that follow."""

from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path

import msgspec
import pytest

from services.chassis.rules.rulebook import load_document
from services.intake.domain.quality.figures import MonthlyQuality, ReportSummary, assess_month
from tests.support.sample_files import RULEBOOK


class Report(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    outcome: str
    times: int = 1
    reason: str | None = None
    kind: str | None = None
    occurred_on: date | None = None
    reported_on: date = date(2026, 10, 31)
    filled: int | None = None
    expected: int | None = None
    record: str | None = None
    withdrawn: bool = False


class Wanted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    part: int
    whole: int
    percent: Decimal | None
    points: Decimal | None


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    case: str
    reports: tuple[Report, ...]
    figures: dict[str, Wanted]
    later: tuple[Report, ...] = ()


CASES = load_document(Path(__file__).parent / "data_quality.yaml", tuple[Case, ...])
NUMBERS = count()


def summaries(reports: tuple[Report, ...]) -> list[ReportSummary]:
    return [
        ReportSummary(
            each.outcome,
            each.reason,
            each.reported_on,
            each.kind,
            each.occurred_on,
            each.filled,
            each.expected,
            (each.record or str(next(NUMBERS))).encode(),
            each.withdrawn,
        )
        for each in reports
        for _ in range(each.times)
    ]


def figures_of(case: Case) -> MonthlyQuality:
    return assess_month(RULEBOOK.quality, summaries(case.reports), summaries(case.later))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.case)
def test_case(case: Case) -> None:
    found = figures_of(case)
    for name, wanted in case.figures.items():
        figure = getattr(found, name)
        said = {field: getattr(figure, field) for field in Wanted.__struct_fields__}
        assert said == msgspec.structs.asdict(wanted), f"{case.case}: {name}"


def test_the_sum_is_of_the_figures_that_there_are() -> None:
    (published,) = (
        figures_of(case) for case in CASES if case.case.startswith("published example, 94")
    )
    # No field was counted and no day stated; all 60 new records are accurate.
    assert (published.points, published.full_points) == (Decimal("8.64"), Decimal(9))
    (nothing,) = (figures_of(case) for case in CASES if case.case.startswith("nothing"))
    assert (nothing.points, nothing.full_points, nothing.read) == (None, 0, 0)


def test_reasons_stand_most_frequent_first() -> None:
    reports = (
        Report(outcome="rejected", reason="field_missing"),
        Report(outcome="quarantined", reason="name_only", times=2),
        Report(outcome="rejected", reason="date_invalid"),
        Report(outcome="repeated", reason="superseded", times=9),
    )
    found = assess_month(RULEBOOK.quality, summaries(reports)).reasons
    assert [(each.outcome, each.reason, each.count) for each in found] == [
        ("quarantined", "name_only", 2),
        ("rejected", "date_invalid", 1),
        ("rejected", "field_missing", 1),
    ]
