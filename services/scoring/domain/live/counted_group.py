"""The records that a rule counts together, as they come and go."""

from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

import msgspec

from schemas.vocabulary.explanation import OverrideLine, StatusLine
from schemas.vocabulary.periods import day_after
from services.scoring.domain.packs.rule import Rule
from services.scoring.domain.standing.effects import Counted
from services.scoring.domain.standing.lines import Named, override_line, status_line
from services.scoring.domain.standing.repetition import last_day_of, lines_of_group
from services.scoring.domain.standing.validity import Validity

from .bounded_lines import MOST_NAMED

_Start = tuple[date, Named, date]  # its day, the record, the last day on which it is counted
_End = tuple[date, Named, date]  # the same the other way round


class CountedGroup:
    """The records of one group; those that are counted no more are left out where that may be.

    It gives the line of `repetition.lines_of_group`. While a run of days goes on in which they are
    enough, that line follows from those that are counted today: nothing that comes in it changes
    the day on which it began. Otherwise all are looked at.
    """

    __slots__ = (
        "_ends",
        "_members",
        "_name",
        "_needed",
        "_records",
        "_rule",
        "_run_since",
        "_starts",
    )

    def __init__(self, name: str, rule: Rule) -> None:
        self._name, self._rule = name, rule
        self._needed = rule.at_least.value if rule.at_least else 0
        self._members: dict[str, tuple[Counted, ...]] = {}
        self._records: Counter[str] = Counter()
        self._starts: list[_Start] = []
        self._ends: list[_End] = []
        self._run_since: date | None = None

    @property
    def records(self) -> Mapping[str, int]:
        """The records that are counted, by their ids."""
        return self._records

    def put(self, owner: str, counted: Counted) -> None:
        """Count a record."""
        self._members[owner] = (*self._members.get(owner, ()), counted)
        self._records[counted.named[0]] += 1
        if self._rule.within is not None:
            last_day = last_day_of(counted, self._rule.within)
            insort(self._starts, (counted.day, counted.named, last_day))
            insort(self._ends, (last_day, counted.named, counted.day))
        if self._run_since is not None and counted.day < self._run_since:
            self._run_since = None

    def take_off(self, owner: str) -> None:
        """Count a record no more, if it is counted."""
        for counted in self._members.pop(owner, ()):
            self._records[counted.named[0]] -= 1
            if not self._records[counted.named[0]]:
                del self._records[counted.named[0]]
            if self._rule.within is not None:
                last_day = last_day_of(counted, self._rule.within)
                self._drop((last_day, counted.named, counted.day))
        self._run_since = None

    def lines(self, validity: Validity, *, all_named: bool) -> Iterator[OverrideLine | StatusLine]:
        """Yield the line on the day; with `all_named` it names all records and not the latest."""
        since = self._run_since
        if since is None or all_named or not self._goes_on(validity.on):
            self._run_since = None
            members = [each for of_record in self._members.values() for each in of_record]
            for line in lines_of_group(self._name, self._rule, members, validity):
                if self._rule.period is None and self._rule.different is None:
                    self._run_since = line.first_day
                yield line
            return
        days = (since, self._ends[-self._needed][0])
        validity.in_force(*days)
        validity.note(day_after(self._ends[0][0]))
        records = [named for _, named, _ in self._starts[-MOST_NAMED:]]
        if self._rule.down is not None or self._rule.to is not None:
            line = override_line(self._name, self._rule, records, days, self._rule.ends_when)
            yield msgspec.structs.replace(line, record_count=len(self._starts))
        else:
            status = status_line(self._name, self._rule, records, days)
            yield msgspec.structs.replace(status, record_count=len(self._starts))

    def _goes_on(self, on: date) -> bool:
        """Say whether they were enough on all days since the run began; forget who is over."""
        over = bisect_left(self._ends, on, key=_day)
        if over:
            next_day = day_after(self._ends[0][0])
            for end in self._ends[:over]:
                del self._starts[bisect_left(self._starts, end[::-1])]
            del self._ends[:over]
            if bisect_right(self._starts, next_day, key=_day) < self._needed:
                return False
        return len(self._starts) >= self._needed and self._starts[-1][0] <= on

    def _drop(self, end: _End) -> None:
        index = bisect_left(self._ends, end)
        if index < len(self._ends) and self._ends[index] == end:
            del self._ends[index]
            del self._starts[bisect_left(self._starts, end[::-1])]


def _day(each: _Start | _End) -> date:
    return each[0]
