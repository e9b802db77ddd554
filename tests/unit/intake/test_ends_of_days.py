"""Instants at a day's end, in the ways that departments and spreadsheets write them."""

from datetime import UTC, date, datetime

import pytest

from services.intake.domain.layouts.values import read_day, read_instant

TENTH = date(2026, 7, 10)


@pytest.mark.parametrize(
    "written",
    [
        "46213",
        46213,
        46213.0,
        "46213.99999998843",
        46213.99999998843,
        "46213.999999999999999",
        46213.9999999999,
        46213.99999,
        "2026-07-10 23:59:59.999",
        "2026-07-10T23:59:59.999999999",
        "2026-07-10T23:59:59.999+08:00",
        "2026-07-10 24:00",
        "2026-07-10 24:00:00",
        "2026-07-10T24:00:00+08:00",
        "2026-07-10 23:59:60",
        "20260710240000",
        "20260710235960",
        "20260710235959",
        "2026年7月10日24时",
        "2026年7月10日23时59分59秒",
        "2026年7月10日0时",
        "2026-07-09T16:00:00Z",
        "2026-07-10T15:59:59.999Z",
        "2026-07-10T15:59:59z",
        "2026-07-10 15:59 UTC",
        "2026-07-10 23:59 GMT+8",
        "2026-07-10 23:59 UTC+08:00",
        "2026-07-10 23:59 +8",
        "2026-07-10T00:59:59+0900",
    ],
)
def test_an_instant_belongs_to_its_day(written):
    expected = date(2026, 7, 9) if written == "2026-07-10T00:59:59+0900" else TENTH
    assert read_day(written) == expected


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2026-07-10 24:01", "no time of a day: 24:01"),
        ("2026-07-10 25:00", "no time of a day: 25:00"),
        ("2026-07-10 10:60", "no time of a day: 10:60"),
        ("2026-07-10 10:00:60", "no time of a day: 10:00:60"),
        ("20260710250000", "no time of a day: 25:00:00"),
        ("2026-07-10 10:00+24:00", "no offset from UTC"),
        ("2026-07-10 10:00+08:60", "no offset from UTC"),
        ("2026-07-10 10:00 CST", "no offset from UTC"),
        ("2026-07-10 midday", "no time"),
        ("2026-02-29", "day"),
        ("9999-12-31T23:00:00-12:00", "no day"),
    ],
)
def test_what_is_none_is_refused_with_the_reason(written, reason):
    with pytest.raises(ValueError, match=reason.replace("+", r"\+")):
        read_day(written)


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        (46213.375011574074074, datetime(2026, 7, 10, 1, 0, 1, tzinfo=UTC)),  # 9:00:01
        ("46213.4375", datetime(2026, 7, 10, 2, 30, tzinfo=UTC)),
        ("46213.99999998843", datetime(2026, 7, 10, 15, 59, 59, tzinfo=UTC)),
        ("2026年7月10日15时30分", datetime(2026, 7, 10, 7, 30, tzinfo=UTC)),
        ("2026-07-10 24:00", datetime(2026, 7, 10, 15, 59, 59, tzinfo=UTC)),
    ],
)
def test_an_instant_is_read_to_the_second(written, instant):
    assert read_instant(written) == instant
