"""A calendar of 2027 as the State Council might publish it."""

from datetime import date

from schemas.vocabulary.year_calendar import Off, YearCalendar

_OFF = (
    ("new_year", date(2027, 1, 1), date(2027, 1, 3)),
    ("spring_festival", date(2027, 2, 5), date(2027, 2, 11)),
    ("qingming", date(2027, 4, 3), date(2027, 4, 5)),
    ("labour_day", date(2027, 5, 1), date(2027, 5, 5)),
    ("dragon_boat", date(2027, 6, 9), date(2027, 6, 9)),
    ("mid_autumn", date(2027, 9, 15), date(2027, 9, 15)),
    ("national_day", date(2027, 10, 1), date(2027, 10, 7)),
)


def calendar_of_2027(effective_from: date = date(2026, 11, 5)) -> YearCalendar:
    """Return it, known from a day on."""
    return YearCalendar(
        year=2027,
        effective_from=effective_from,
        article="国务院办公厅关于2027年部分节假日安排的通知（例）",
        holidays=tuple(Off(holiday=n, first_day=a, last_day=b) for n, a, b in _OFF),
        worked=(date(2027, 2, 13), date(2027, 2, 20), date(2027, 5, 8), date(2027, 10, 9)),
    )
