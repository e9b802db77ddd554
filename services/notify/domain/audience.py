"""The audience: who is told of what, how urgent it is to them, in which channels and when."""

from collections.abc import Sequence
from datetime import date, time
from functools import cached_property
from typing import Annotated, Literal

import msgspec

from schemas.vocabulary.department import departments
from schemas.vocabulary.legal_basis import Basis, Mark, Text
from schemas.vocabulary.notification_terms import Channel, Timing
from schemas.vocabulary.rule_value import Edition, RuleValue, in_force

from .occasion import Occasion, RecipientKind, Urgency

TimeOfDay = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]

URGENCIES: tuple[Urgency, ...] = ("information", "warning", "urgent")
_ENTERPRISE, _AGENCY, _SENDER = "enterprise", "agency", "sender"
ROLES = (_ENTERPRISE, _AGENCY, _SENDER)


class AudienceRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tell `to` of an event: the enterprise, the agency of the measure, the sender of the report,
    or the department of this code; with `grades`, only where the grade is one of them. `channels`
    and `timing` stand in for those of the urgency.
    """  # noqa: D205 - one sentence

    event: str
    to: str
    urgency: Literal["information", "warning", "urgent"]
    grades: tuple[str, ...] | None = None
    channels: tuple[Channel, ...] | None = None
    timing: Timing | None = None


class Way(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In which channels, beside the inbox, something is sent, and when; on which basis."""

    channels: tuple[Channel, ...]
    timing: Timing
    article: Text
    mark: Mark


class QuietHours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From when until when (Asia/Shanghai, over midnight too) nobody is disturbed without need."""

    begin: TimeOfDay = msgspec.field(name="from")
    until: TimeOfDay
    article: Text
    mark: Mark

    def holds_at(self, moment: time) -> bool:
        """Say whether a time of day lies within them; the end itself does not."""
        begin, until = time.fromisoformat(self.begin), time.fromisoformat(self.until)
        if begin <= until:
            return begin <= moment < until
        return moment >= begin or moment < until


class Audience(Edition, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """An edition: all rows, the grades' names (the best first), the ways to people by urgency."""

    basis: Basis
    grades: tuple[str, ...]
    ways: dict[Urgency, Way]
    quiet_hours: QuietHours
    digest_at: RuleValue[TimeOfDay]
    rows: tuple[AudienceRow, ...]

    @cached_property
    def rows_of_event(self) -> dict[str, list[AudienceRow]]:
        """The rows of each event, in their order."""
        rows: dict[str, list[AudienceRow]] = {}
        for row in self.rows:
            rows.setdefault(row.event, []).append(row)
        return rows


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is to be told, by unified code or department code, and how."""

    kind: RecipientKind
    name: str
    urgency: Urgency
    channels: tuple[Channel, ...] = ()
    timing: Timing = "at_once"


def audience_on(editions: Sequence[Audience], day: date) -> Audience:
    """Return the edition in force on a day; the first one for what happened before it.

    What is known late of a day before all editions has to be told all the same.
    """
    return in_force(editions, day) or editions[0]


def recipients(audience: Audience, occasion: Occasion) -> tuple[Recipient, ...]:
    """Return each recipient once, by the most urgent of its rows, in the order of the rows.

    The rows of the most particular event that has any decide alone.
    """
    by_event = audience.rows_of_event
    event = next((event for event in occasion.events if event in by_event), "")
    rows_by_recipient: dict[tuple[RecipientKind, str], AudienceRow] = {}
    for row in by_event.get(event, ()):
        recipient = _resolve(row, occasion)
        if recipient is None or (row.grades is not None and occasion.grade not in row.grades):
            continue
        rows_by_recipient[recipient] = max(
            rows_by_recipient.get(recipient, row), row, key=lambda each: _rank(each.urgency)
        )
    return tuple(
        Recipient(
            kind=kind,
            name=name,
            urgency=row.urgency,
            channels=audience.ways[row.urgency].channels if row.channels is None else row.channels,
            timing=row.timing or audience.ways[row.urgency].timing,
        )
        for (kind, name), row in rows_by_recipient.items()
    )


def check(audience: Audience) -> None:
    """Raise ValueError naming the row, the urgency or the time that can't be."""
    known = {department.code for department in departments()} | set(ROLES)
    for row in audience.rows:
        if row.to not in known:
            raise ValueError(f"audience, {row.event}: no such recipient: {row.to}")
        if unknown := set(row.grades or ()) - set(audience.grades):
            raise ValueError(f"audience, {row.event}: no such grade: {', '.join(sorted(unknown))}")
    if missing := [urgency for urgency in URGENCIES if urgency not in audience.ways]:
        raise ValueError(f"audience, ways: say how {', '.join(missing)} is sent")
    if audience.quiet_hours.holds_at(time.fromisoformat(audience.digest_at.value)):
        raise ValueError("audience, digest_at: it lies within the quiet hours; take a later time")


def _rank(urgency: Urgency) -> int:
    return URGENCIES.index(urgency)


def _resolve(row: AudienceRow, occasion: Occasion) -> tuple[RecipientKind, str] | None:
    if row.to == _ENTERPRISE:
        return ("enterprise", occasion.code) if occasion.code else None
    roles = {_AGENCY: occasion.agency, _SENDER: occasion.department}
    name = roles.get(row.to, row.to)
    return ("department", name) if name else None
