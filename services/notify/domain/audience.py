"""The audience: who is told of what, and how urgent it is to them."""

from typing import Literal

import msgspec

from schemas.vocabulary.department import departments

from .occasion import Occasion, RecipientKind, Urgency

URGENCIES: tuple[Urgency, ...] = ("information", "warning", "urgent")
_ENTERPRISE, _AGENCY, _SENDER = "enterprise", "agency", "sender"
ROLES = (_ENTERPRISE, _AGENCY, _SENDER)


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tell `to` of an event: the enterprise, the agency of the measure, the sender of the report,
    or the department of this code; with `grades`, only where the grade is one of them.
    """  # noqa: D205 - one sentence

    event: str
    to: str
    urgency: Literal["information", "warning", "urgent"]
    grades: tuple[str, ...] | None = None


class Audience(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All rows, and the grades' names, the best first."""

    grades: tuple[str, ...]
    rows: tuple[Row, ...]


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is to be told, by unified code or department code."""

    kind: RecipientKind
    name: str
    urgency: Urgency


def recipients(audience: Audience, occasion: Occasion) -> tuple[Recipient, ...]:
    """Return each recipient once, with the most urgent of its rows, in the order of the rows.

    The rows of the most particular event that has any decide alone.
    """
    rows: list[Row] = []
    for event in occasion.events:
        rows = [row for row in audience.rows if row.event == event]
        if rows:
            break
    found: dict[tuple[RecipientKind, str], Urgency] = {}
    for row in rows:
        place = _resolve(row, occasion)
        if place is None or (row.grades is not None and occasion.grade not in row.grades):
            continue
        found[place] = max(found.get(place, row.urgency), row.urgency, key=URGENCIES.index)
    return tuple(
        Recipient(kind=kind, name=name, urgency=urgency) for (kind, name), urgency in found.items()
    )


def check(audience: Audience) -> None:
    """Raise ValueError naming the row whose recipient does not exist."""
    known = {department.code for department in departments()} | set(ROLES)
    for row in audience.rows:
        if row.to not in known:
            raise ValueError(f"audience, {row.event}: no such recipient: {row.to}")


def _resolve(row: Row, occasion: Occasion) -> tuple[RecipientKind, str] | None:
    if row.to == _ENTERPRISE:
        return ("enterprise", occasion.code) if occasion.code else None
    roles = {_AGENCY: occasion.agency, _SENDER: occasion.department}
    name = roles.get(row.to, row.to)
    return ("department", name) if name else None
