"""An enterprise's own words beside its public entry (企业申述, right of reply)."""

from datetime import date

from .base import Record


class Reply(Record, frozen=True, kw_only=True, tag="reply"):
    """What an enterprise says of its public entry, as the lead department looked it through.

    `accepted`: it names no other person or enterprise, and breaks no law; it is shown as it is from
    `decided_on` on. `until` is the last day on which the enterprise wants it shown (None: as long
    as the rules let it be).
    """

    text: str
    made_on: date
    decided_on: date
    accepted: bool
    decided_by: str
    until: date | None = None
