"""Which span comes before another, and what is none."""

from datetime import date

import pytest

from services.scoring.domain.records.span import Span, SpanError, span_before


@pytest.mark.parametrize(
    ("first_day", "last_day", "first_before", "last_before"),
    [
        ("2025-01-01", "2025-12-31", "2024-01-01", "2024-12-31"),  # a leap year before a plain one
        ("2024-01-01", "2024-12-31", "2023-01-01", "2023-12-31"),
        ("2025-01-01", "2025-03-31", "2024-10-01", "2024-12-31"),
        ("2024-02-01", "2024-02-29", "2024-01-01", "2024-01-31"),
        ("2024-02-01", "2024-02-28", "2024-01-04", "2024-01-31"),  # no whole month: 28 days
        ("2025-01-01", "2025-12-30", "2024-01-03", "2024-12-31"),
        ("2025-01-02", "2026-01-01", "2024-01-03", "2025-01-01"),
        ("2025-03-05", "2025-03-05", "2025-03-04", "2025-03-04"),
    ],
)
def test_the_span_before(
    first_day: str, last_day: str, first_before: str, last_before: str
) -> None:
    span = Span(date.fromisoformat(first_day), date.fromisoformat(last_day))
    before = span_before(span)
    assert (str(before.first_day), str(before.last_day)) == (first_before, last_before)


def test_first_and_last_day_belong_to_a_span() -> None:
    span = Span(date(2025, 1, 1), date(2025, 12, 31))
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]
    assert [day in span for day in days] == [False, True, True, False]
    assert span.days == 365


def test_what_is_no_span_or_has_none_before() -> None:
    with pytest.raises(SpanError, match="2025-02-01 - 2025-01-31: the last day lies before"):
        Span(date(2025, 2, 1), date(2025, 1, 31))
    for last_day in (date(1, 1, 31), date(1, 1, 30), date.max):
        with pytest.raises(SpanError, match="name both spans"):
            span_before(Span(date.min, last_day))
