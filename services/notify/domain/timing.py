"""When what is to be told is sent: at once, after the quiet hours, or with the day's digest."""

from datetime import UTC, date, datetime, time, timedelta
from typing import assert_never

from schemas.vocabulary.city_day import CITY_TIME as CITY_ZONE
from schemas.vocabulary.notification_terms import Timing

from .audience import Audience

_ONE_DAY = timedelta(days=1)


def due_at(timing: Timing, now: datetime, edition: Audience) -> datetime:
    """Return the instant (UTC) at which something that is there `now` may be sent.

    `at_once`: now; `after_quiet_hours`: their end where now lies within them, else now; `digest`:
    the next time of the digest after now. `now` needs its offset; raises ValueError without one.
    """
    if now.tzinfo is None:
        raise ValueError(f"{now.isoformat()} has no offset: which instant is that?")
    local = now.astimezone(CITY_ZONE)
    if timing == "at_once":
        return now.astimezone(UTC)
    if timing == "after_quiet_hours":
        quiet = edition.quiet_hours
        if not quiet.holds_at(local.time()):
            return now.astimezone(UTC)
        return _next(local, time.fromisoformat(quiet.until))
    if timing == "digest":
        return _next(local, time.fromisoformat(edition.digest_at.value))
    assert_never(timing)


def _next(local: datetime, moment: time) -> datetime:
    """Return the next instant after a local one at which the city's clocks show a time of day."""
    day = local.date() if local.time() < moment else local.date() + _ONE_DAY
    return _at(day, moment)


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, CITY_ZONE).astimezone(UTC)
