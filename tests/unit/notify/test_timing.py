"""When a letter may go: at once, after the quiet hours, with the digest; around midnight too."""

from datetime import UTC, datetime, time, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.timing import CITY_ZONE, due_at
from services.notify.stage import load

(EDITION,), _ = load()
INSTANTS = st.integers(946684800, 4102444800).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)
TIMES = st.times().map(lambda moment: moment.strftime("%H:%M"))


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE)


def with_times(begin, until, digest="16:30"):
    quiet = msgspec.structs.replace(EDITION.quiet_hours, begin=begin, until=until)
    at = msgspec.structs.replace(EDITION.digest_at, value=digest)
    return msgspec.structs.replace(EDITION, quiet_hours=quiet, digest_at=at)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-10 20:59:59", "2026-11-10 20:59:59"),
        ("2026-11-10 21:00:00", "2026-11-11 08:00:00"),
        ("2026-11-10 23:59:59", "2026-11-11 08:00:00"),
        ("2026-11-11 00:00:00", "2026-11-11 08:00:00"),
        ("2026-11-11 07:59:59", "2026-11-11 08:00:00"),
        ("2026-11-11 08:00:00", "2026-11-11 08:00:00"),
        ("2026-12-31 22:00:00", "2027-01-01 08:00:00"),
    ],
)
def test_quiet_hours_over_midnight(now, due):
    assert due_at("after_quiet_hours", local(now), EDITION) == local(due)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-10 11:59:59", "2026-11-10 11:59:59"),
        ("2026-11-10 12:00:00", "2026-11-10 14:00:00"),
        ("2026-11-10 14:00:00", "2026-11-10 14:00:00"),
        ("2026-11-10 23:00:00", "2026-11-10 23:00:00"),
    ],
)
def test_quiet_hours_within_a_day(now, due):
    assert due_at("after_quiet_hours", local(now), with_times("12:00", "14:00")) == local(due)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-10 00:00:00", "2026-11-10 16:30:00"),
        ("2026-11-10 16:29:59", "2026-11-10 16:30:00"),
        ("2026-11-10 16:30:00", "2026-11-11 16:30:00"),
        ("2026-12-31 23:59:59", "2027-01-01 16:30:00"),
    ],
)
def test_the_next_digest(now, due):
    assert due_at("digest", local(now), EDITION) == local(due)


def test_days_are_the_citys_whatever_the_offset_of_now():
    now = datetime(2026, 11, 10, 13, 30, tzinfo=UTC)  # 21:30 in the city
    assert due_at("after_quiet_hours", now, EDITION) == datetime(2026, 11, 11, tzinfo=UTC)
    elsewhere = now.astimezone(timezone(timedelta(hours=-5)))
    assert due_at("after_quiet_hours", elsewhere, EDITION) == datetime(2026, 11, 11, tzinfo=UTC)


def test_an_instant_without_its_offset_is_none():
    with pytest.raises(ValueError, match="has no offset"):
        due_at("at_once", datetime(2026, 11, 10), EDITION)  # noqa: DTZ001 - the mistake itself


@given(now=INSTANTS, begin=TIMES, until=TIMES)
def test_what_waits_for_the_quiet_hours_is_due_at_their_end_and_never_within_them(
    now, begin, until
):
    edition = with_times(begin, until)
    due = due_at("after_quiet_hours", now, edition)
    assert due.tzinfo is UTC
    assert now <= due < now + timedelta(days=1)
    assert not edition.quiet_hours.holds_at(due.astimezone(CITY_ZONE).time())
    if due != now:
        assert due.astimezone(CITY_ZONE).time() == time.fromisoformat(until)
        assert edition.quiet_hours.holds_at(now.astimezone(CITY_ZONE).time())
    assert due_at("after_quiet_hours", due, edition) == due


@given(now=INSTANTS, digest=TIMES)
def test_a_digest_is_due_within_a_day_at_its_time(now, digest):
    due = due_at("digest", now, with_times("00:00", "00:00", digest))
    assert timedelta(0) < due - now <= timedelta(days=1)
    assert due.astimezone(CITY_ZONE).time() == time.fromisoformat(digest)


@given(now=INSTANTS)
def test_at_once_is_now(now):
    assert due_at("at_once", now, EDITION) == now
