"""Rules that count: so many records within a rolling window of months, or a calendar year.

On day D those of the window (D - 12 months, D] count (schemas.vocabulary.periods): a record counts
from its own day on, as long as it lies in the day's window. Without a period the effect lasts as
long as they are so many. What is determined late has its effect from then on.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from schemas.vocabulary.explanation import OverrideLine, StatusLine
from schemas.vocabulary.periods import counts_until, day_after, day_before, year_end
from services.scoring.domain.packs.pack import Pack
from services.scoring.domain.packs.parts import Count
from services.scoring.domain.packs.rule import Rule
from services.scoring.domain.packs.rule_days import add_period

from .effects import Counted
from .lines import override_line, status_line
from .validity import Validity

CALENDAR_YEAR = "calendar years"
Span = tuple[date, date, str]  # first and last day on which a record counts, and what it counts as
Effect = tuple[date, tuple[date, date]]  # by what counts on a day; its first and last day


def counted_lines(
    pack: Pack, counted: Sequence[Counted], validity: Validity
) -> Iterator[OverrideLine | StatusLine]:
    """Yield the lines of the rules whose count of records is reached on the day."""
    groups: dict[tuple[str, str], list[Counted]] = {}
    for each in counted:
        groups.setdefault((each.rule, each.group), []).append(each)
    for (name, _), members in sorted(groups.items()):
        yield from lines_of_group(name, pack.rules[name], members, validity)


def lines_of_group(
    name: str, rule: Rule, members: list[Counted], validity: Validity
) -> Iterator[OverrideLine | StatusLine]:
    """Yield the line of a rule for the records of one group: one or none. It sorts them."""
    if rule.at_least is None or rule.within is None:
        return
    needed, window = rule.at_least.value, rule.within
    if len(members) < needed:
        return
    members.sort(key=lambda each: (each.day, each.named))
    spans = [(each.day, last_day_of(each, window), each.value) for each in members]
    if sum(validity.on <= last_day for _, last_day, _ in spans) < needed and rule.period is None:
        return  # too few still count or will: neither now nor later are they enough
    runs = runs_of(spans, needed)
    if rule.period is None:
        effects = [(validity.on, run) for run in runs]
    else:
        effects = _periods(members, spans, runs, window, rule.period, needed, validity.on)
    in_force = [effect for effect in effects if validity.in_force(*effect[1])]
    if not in_force:
        return
    counted_on, days = in_force[-1]
    records = [
        each.named
        for each, (day, last_day, _) in zip(members, spans, strict=True)
        if day <= counted_on <= last_day
    ]
    for day, last_day, _ in spans:  # who is counted changes, even where the effect does not
        if day <= last_day:  # one that was repaired before its day is never counted
            validity.note(day)
            validity.note(day_after(last_day))
    if rule.down is not None or rule.to is not None:
        yield override_line(name, rule, records, days, rule.ends_when)
    else:
        yield status_line(name, rule, records, days)


def _periods(  # noqa: PLR0913, PLR0917 - what a period hangs on
    members: Sequence[Counted],
    spans: Sequence[Span],
    runs: Iterable[tuple[date, date]],
    window: Count,
    period: Count,
    needed: int,
    on: date,
) -> list[Effect]:
    """Return the periods that are not over: one begins with each record that finds them so many.

    It begins when the record has effect, and so many of those that count with it have.
    """
    periods = []
    latest = date.min  # of all until now: the day from which on one has effect
    for index, (record, (day, end, _)) in enumerate(zip(members, spans, strict=True)):
        latest = max(latest, record.since)
        if add_period(max(latest, day), period) < on:
            continue  # it is over, whoever counts with it
        if day > end or not any(a <= day <= b for a, b in runs):
            continue
        since: dict[str, date] = {}
        for each, last_day, value in _within_window(members, spans, window, index):
            if day <= last_day:
                since[value] = min(each.since, since.get(value, date.max))
        first_day = max(record.since, sorted(since.values())[needed - 1])
        periods.append((day, (first_day, add_period(first_day, period))))
    return sorted(periods, key=lambda effect: (effect[1], effect[0]))


def _within_window(
    members: Sequence[Counted], spans: Sequence[Span], window: Count, index: int
) -> Iterator[tuple[Counted, date, str]]:
    """Yield the records whose window has the day of one, each with its last day and value.

    A repair can end one sooner. The members are in the order of their days, and so are the ends of
    their windows.
    """
    day = members[index].day
    last = index
    while last + 1 < len(members) and members[last + 1].day == day:
        last += 1
    for position in range(last, -1, -1):
        if _window_end(members[position].day, window) < day:
            return
        yield members[position], spans[position][1], spans[position][2]


def last_day_of(counted: Counted, window: Count) -> date:
    """Return the last day on which a record is counted."""
    last_day = _window_end(counted.day, window)
    return last_day if counted.until is None else min(last_day, counted.until)


def _window_end(day: date, window: Count) -> date:
    if window.unit == CALENDAR_YEAR:
        return year_end(day.year + window.value - 1)
    return counts_until(day, months=window.value)


def runs_of(spans: Sequence[Span], needed: int) -> list[tuple[date, date]]:
    """Return the stretches of days on which at least so many different ones are counted."""
    changes: dict[date, list[tuple[int, str]]] = {}
    for first_day, last_day, value in spans:
        if first_day <= last_day:
            changes.setdefault(first_day, []).append((1, value))
            changes.setdefault(day_after(last_day), []).append((-1, value))
    counted: dict[str, int] = {}
    runs: list[tuple[date, date]] = []
    since: date | None = None
    for day in sorted(changes):
        for step, value in changes[day]:
            counted[value] = counted.get(value, 0) + step
            if not counted[value]:
                del counted[value]
        if len(counted) >= needed:
            since = since or day
        elif since is not None:
            runs.append((since, day_before(day)))
            since = None
    return runs
