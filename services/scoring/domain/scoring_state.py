"""What scoring keeps about an enterprise."""

from datetime import date

import msgspec

from services.scoring.domain.outlook.issued_warnings import NO_WARNINGS, IssuedWarnings
from services.scoring.domain.records.ledger import Ledger
from services.scoring.domain.records.retention import Retention


class Published(msgspec.Struct, frozen=True, array_like=True):
    """What was last published: enough to see whether a new assessment says anything new.

    `day` is the day of the latest assessment that said it, so that the ledger beside it, assessed
    on that day, always gives what was published. `history` has the last changes of the grade, each
    with its day. `changes` counts the grade changes so far,
    `last_hash` is that of the last one in the decision log; `standings` counts what was published,
    `sheet_hash` is that of the last page of the sheet's changes.
    """

    day: date
    sector: str
    grade: str
    digest: bytes
    changes_next_on: date | None
    changes: int = 0
    last_hash: str | None = None
    history: tuple[tuple[date, str], ...] = ()
    standings: int = 0
    sheet_hash: str | None = None


def history_with(
    last: Published | None, day: date, grade: str, most: int
) -> tuple[tuple[date, str], ...]:
    """Return the last changes of a grade, at most so many, with the grade of a day."""
    known = last.history if last else ()
    if known and known[-1][1] == grade:
        return known
    return (*known, (day, grade))[-most:]


class ScoringHead(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is always read of an enterprise, beside the rows of its ledger."""

    published: Published | None = None
    warnings: IssuedWarnings = NO_WARNINGS
    retention: Retention = Retention()


class ScoringState(msgspec.Struct, frozen=True, gc=False):
    """An enterprise's ledger, what was last published about it, and the warnings issued to it.

    With when records of it end, and what has ended.
    """

    ledger: Ledger = msgspec.field(default_factory=Ledger)
    published: Published | None = None
    warnings: IssuedWarnings = NO_WARNINGS
    retention: Retention = Retention()

    @property
    def wakes_on(self) -> date | None:
        """The day on which it is looked at again: it changes, is to be warned, or records end."""
        days = [self.retention.looks_next_on]
        if self.published is not None:
            days += [self.published.changes_next_on, self.warnings.looks_next_on]
        return min((day for day in days if day is not None), default=None)
