"""Who looked at an enterprise, by day: one line for each reader, question, purpose and outcome.

A day of an enterprise is one hash, so that it can be forgotten as a whole. Its lines are bounded:
once there are MOST_LINES, what is asked anew is counted in one line for each credential and API.
The views are made by the register of accesses alone, together with the positions up to which it has
read the log: where these are missing nothing is known, and nobody is told that nobody looked.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

import msgspec

from schemas.codec import to_json
from schemas.messages import AccessRecorded, Fact, HolderKind
from services.chassis.clock import day_of
from services.chassis.processing.outcome import ViewWrite
from services.chassis.views.store import Views

PREFIX = "notify-accesses:"
POSITIONS, DAYS = f"{PREFIX}positions", f"{PREFIX}days"
MOST_LINES = 500  # of a day of an enterprise
SEVERAL = "several"
_NAME_BYTES = 12
Position = tuple[str, int]


class AccessesUnknownError(RuntimeError):
    """The views of accesses are not made yet."""


class AccessLine(msgspec.Struct, frozen=True, kw_only=True):
    """What one credential asked about an enterprise on a day, how often, first and last.

    `question` is the route; `several`: what was asked beyond that many different questions.
    `offset` is that of the last entry that is counted.
    """

    service: str
    question: str
    holder: str
    holder_kind: HolderKind
    on_behalf_of: str | None
    purpose: str | None
    status: int
    times: int
    first: datetime
    last: datetime
    offset: int


def day_key(day: date, code: str) -> str:
    """Return the key of an enterprise's day."""
    return f"{PREFIX}{day}:{code}"


def prefix_of(day: str) -> str:
    """Return what the keys of a day begin with."""
    return f"{PREFIX}{day}:"


class DayLines:
    """The lines of days of enterprises that a batch of entries changes."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self._lines: dict[tuple[str, str], AccessLine] = {}
        self._counts: dict[str, int] = {}
        self._days: set[date] = set()

    def add(self, fact: Fact[AccessRecorded], offset: int) -> None:
        """Count an entry, with its offset; one that is counted already is not counted again."""
        day = day_of(fact.known_at)
        self._days.add(day)
        for code in fact.body.codes:
            key, name = day_key(day, code), _name_of(fact, several=False)
            before = self._line(key, name)
            if before is None and self._count(key) >= MOST_LINES:
                name = _name_of(fact, several=True)
                before = self._line(key, name)
            if before is None:
                self._counts[key] = self._count(key) + 1
            elif offset <= before.offset:
                continue
            several = name == _name_of(fact, several=True)
            self._lines[key, name] = _counted(before, fact, offset, several=several)

    def writes(self) -> Iterator[ViewWrite]:
        """Yield the writes of what was counted."""
        for (key, name), line in self._lines.items():
            yield ViewWrite(key=key, field=name, value=to_json(line))
        for day in self._days:
            yield ViewWrite(key=DAYS, field=f"{day}", value=b"1")

    def _line(self, key: str, name: str) -> AccessLine | None:
        known = self._lines.get((key, name))
        if known is not None:
            return known
        value = self._views.field(key, name)
        return None if value is None else msgspec.json.decode(value, type=AccessLine)

    def _count(self, key: str) -> int:
        if key not in self._counts:
            self._counts[key] = self._views.count(key)
        return self._counts[key]


def position_writes(positions: Mapping[Position, int]) -> Iterator[ViewWrite]:
    """Yield the writes that say how far the log is counted."""
    for (topic, partition), offset in positions.items():
        yield ViewWrite(key=POSITIONS, field=f"{topic}/{partition}", value=b"%d" % offset)


def forgotten(day: str) -> ViewWrite:
    """Return the write that says that a day is no longer kept."""
    return ViewWrite(key=DAYS, field=day)


def positions_in(views: Views) -> dict[Position, int]:
    """Return how far the log is counted; empty: not at all."""
    found: dict[Position, int] = {}
    for name, value in views.fields(POSITIONS).items():
        topic, _, partition = name.rpartition("/")
        found[topic, int(partition)] = int(value)
    return found


def accesses(views: Views, code: str, first: date, last: date) -> Iterable[tuple[date, AccessLine]]:
    """Return who looked at an enterprise on the days of a span, the latest first.

    Raises AccessesUnknownError where the views are not made.
    """
    if not positions_in(views):
        raise AccessesUnknownError("the register of accesses has not read the log yet")
    days = [last - timedelta(days=back) for back in range((last - first).days + 1)]
    for day in days:
        values = views.fields(day_key(day, code)).values()
        lines = [msgspec.json.decode(value, type=AccessLine) for value in values]
        yield from ((day, line) for line in sorted(lines, key=lambda line: line.last, reverse=True))


def _name_of(fact: Fact[AccessRecorded], *, several: bool) -> str:
    """Return the name of an entry's line: all its entries have one key on the log, so one order."""
    body = fact.body
    more = () if several else (body.question, body.on_behalf_of, body.purpose, body.status)
    text = to_json((fact.subject, body.service, *more))
    return hashlib.blake2b(text, digest_size=_NAME_BYTES).hexdigest()


def _counted(
    before: AccessLine | None, fact: Fact[AccessRecorded], offset: int, *, several: bool
) -> AccessLine:
    body = fact.body
    return AccessLine(
        service=body.service,
        question=SEVERAL if several else body.question,
        holder=body.holder,
        holder_kind=body.holder_kind,
        on_behalf_of=None if several else body.on_behalf_of,
        purpose=None if several else body.purpose,
        status=body.status,
        times=1 + (before.times if before else 0),
        first=before.first if before else fact.known_at,
        last=max(before.last, fact.known_at) if before else fact.known_at,
        offset=offset,
    )
