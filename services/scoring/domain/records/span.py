"""Spans of days, and which one comes before another."""

from datetime import date, timedelta

import msgspec

from schemas.vocabulary.periods import corresponding_day, day_before, whole_months


class SpanError(ValueError):
    """Days that are no span, or a span that nothing can come before."""


class Span(msgspec.Struct, frozen=True):
    """The days from a first to a last one, both included. Raises SpanError where they are none."""

    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        """Refuse a span that ends before it begins."""
        if self.last_day < self.first_day:
            raise SpanError(f"{self}: the last day lies before the first")

    def __contains__(self, day: date) -> bool:
        """Say whether a day lies in the span."""
        return self.first_day <= day <= self.last_day

    def __str__(self) -> str:
        """Return both days."""
        return f"{self.first_day} - {self.last_day}"

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last_day - self.first_day).days + 1


def span_before(span: Span) -> Span:
    """Return the span that ends on the day before another one, and is as long.

    As many calendar months, where it is whole ones (a year, though it be a leap year, is compared
    with a year), or else as many days. Raises SpanError where the calendar does not reach so far.
    """
    months = whole_months(span.first_day, span.last_day)
    try:
        first_day = (
            span.first_day - timedelta(days=span.days)
            if months is None
            else corresponding_day(span.first_day, -months)
        )
    except (OverflowError, ValueError) as error:
        raise SpanError(f"{span}: the calendar begins on {date.min}; name both spans") from error
    return Span(first_day, day_before(span.first_day))


def spans_of(
    first_day: date, last_day: date, against_first: date | None, against_last: date | None
) -> tuple[Span, Span]:
    """Return a span, and the one that it is compared with (not named: the one before it).

    Raises SpanError where one is none, or only one day of the other is named.
    """
    span = Span(first_day, last_day)
    if against_first is None and against_last is None:
        return span, span_before(span)
    if against_first is None or against_last is None:
        raise SpanError(f"{span} against what? name both the first and the last day, or neither")
    return span, Span(against_first, against_last)
