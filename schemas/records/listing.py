"""Decisions to put an enterprise on a list of the dishonest (黑名单, 严重失信主体名单)."""

from datetime import date
from typing import Literal

from .base import Record

Tier = Literal["national", "province", "city", "county"]


class BlacklistDecision(Record, frozen=True, kw_only=True, tag="blacklist_decision"):
    """An enterprise was put on a list; `listed_until` is its last day there by the decision.

    `removed_on` is the first day on which it is no longer listed, `removal_revoked_on` the day on
    which a removal that was obtained by fraud was undone.
    """

    list_name: Literal["severe_list", "blacklist"]
    tier: Tier
    ground: str
    decided_on: date
    published_on: date | None = None
    listed_until: date | None = None
    removed_on: date | None = None
    removal_revoked_on: date | None = None
