"""Administrative permits (行政许可): granted, expired, suspended, revoked."""

from datetime import date

from .base import Record


class Permit(Record, frozen=True, kw_only=True, tag="permit"):
    """A permit, valid to and including `valid_until` (None: without end).

    `suspended_until` is the last day of a suspension (暂扣), `revoked_on` the first day on which it
    no longer holds (吊销, 撤销, 注销).
    """

    name: str
    authority: str
    granted_on: date
    valid_until: date | None = None
    suspended_from: date | None = None
    suspended_until: date | None = None
    revoked_on: date | None = None
