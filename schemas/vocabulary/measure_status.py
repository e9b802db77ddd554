"""The statuses of an order (联动措施的程序状态), from the proposal to the end."""

from datetime import date
from typing import Literal, get_args

import msgspec

MeasureStatus = Literal[
    "proposed",
    "noticed",
    "defended",
    "decided",
    "served",
    "in_force",
    "carried_out",
    "refused",
    "suspended",
    "lifted",
    "reversed",
    "replaced",
    "expired",
    "dropped",
]
STATUSES: tuple[MeasureStatus, ...] = get_args(MeasureStatus)
# In these an order is over; in the others it is under way or in effect.
ENDED: frozenset[MeasureStatus] = frozenset(
    {"lifted", "reversed", "replaced", "expired", "dropped"}
)
# In these the agency has taken effect upon the enterprise.
IN_EFFECT: frozenset[MeasureStatus] = frozenset({"in_force", "carried_out", "refused"})


class Reached(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A status that an order reached, on which day, and by what.

    `deadline` is the last day of the term that began then (None: there is none), `deadline_assumes`
    the year whose calendar it assumes (None: none), `act` the record of the act that led there
    (None: the system, by the rules or by the lapse of a term), `document` the number of its
    document, `office` the office that acted.
    """

    status: MeasureStatus
    since: date
    deadline: date | None = None
    deadline_assumes: int | None = None
    act: str | None = None
    document: str | None = None
    office: str | None = None
