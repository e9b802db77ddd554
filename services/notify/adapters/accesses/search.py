"""The search of the entries on the log, for the auditor: by enterprise, reader and time."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from schemas.codec import UndecodableError, decode
from schemas.messages import AccessRecorded, Fact, SignInRefused
from services.chassis.clock import milliseconds
from services.chassis.kafka.positions import PositionedLog, Positions

MOST_READ = 500  # messages of one reading
POLL_SECONDS = 0.25
LATE = timedelta(days=7)
EMPTY_READS = 2  # see chassis/kafka/reader: an end offset may lie before the true end
LoggedAccess = Fact[AccessRecorded] | Fact[SignInRefused]


class AccessSearch(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries: those that fit all that is given. `until` is the first instant not in it.

    With `refused` failed sign-ins, which have neither enterprise nor reader, but may claim an id.
    """

    since: datetime
    until: datetime
    code: str | None = None
    holder: str | None = None
    refused: bool = False

    def fits(self, fact: LoggedAccess) -> bool:
        """Say whether an entry is among those that are searched."""
        body = fact.body
        if not self.since <= fact.known_at < self.until:
            return False
        if isinstance(body, SignInRefused):
            return self.refused
        return (
            not self.refused
            and self.code in {None, *body.codes}
            and self.holder in {None, body.holder, fact.subject}
        )


class AccessPage(msgspec.Struct, frozen=True):
    """Entries in the order of the log's partitions, where to go on, and whether that is the end."""

    entries: list[LoggedAccess]
    next: Positions
    complete: bool


def search(
    log: PositionedLog,
    after: Positions | None,
    wanted: AccessSearch,
    most_looked_at: int,
    now: datetime,
) -> AccessPage:
    """Look through about so many messages from positions on (None: from the first instant on).

    An entry that came into the log later than LATE is found by a later span only: an API keeps its
    entries while Kafka is away.

    Raises PositionsGoneError, ConnectionError.
    """
    positions = dict(after or log.since(milliseconds(wanted.since)))
    ends = log.since(milliseconds(wanted.until + LATE))
    entries: list[LoggedAccess] = []
    looked_at, empty = 0, 0
    while looked_at < most_looked_at:
        left = {each: offset for each, offset in positions.items() if offset < ends[each]}
        # What came meanwhile is looked at too: the embedded broker tells an end too early.
        stretch = log.read(left or positions, MOST_READ, POLL_SECONDS)
        empty = 0 if stretch.records else empty + 1
        if empty >= EMPTY_READS or (not left and wanted.until + LATE < now):
            return AccessPage(entries, positions, complete=True)
        positions |= stretch.positions
        looked_at += len(stretch.records)
        entries.extend(
            fact
            for record in stretch.records
            for fact in _logged(record.value or b"")
            if wanted.fits(fact)
        )
    return AccessPage(entries, positions, complete=False)


def _logged(value: bytes) -> Iterator[LoggedAccess]:
    try:
        fact = decode(value)
    except UndecodableError:
        return  # a stranger's bytes say nothing
    if isinstance(fact.body, AccessRecorded | SignInRefused):
        yield fact  # type: ignore[misc]  # its body was looked at
