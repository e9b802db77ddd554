"""What one record brings about by itself, on whatever day: its lines, and what is counted of it."""

from collections.abc import Sequence
from datetime import date

import msgspec

from schemas.on_record.entry import LedgerEntry
from schemas.records import Accident
from schemas.vocabulary.explanation import OverrideLine, PointsLine, StatusLine
from schemas.vocabulary.periods import day_before
from services.scoring.domain.accidents.accident import AccidentPhases, accident_phases
from services.scoring.domain.memo import Memo
from services.scoring.domain.packs.pack import Pack
from services.scoring.domain.packs.parts import Amount
from services.scoring.domain.packs.rule import Drawn, Rule
from services.scoring.domain.packs.rule_days import clipped, days_of
from services.scoring.domain.records.recorded_situations import of_accident, situations_of
from services.scoring.domain.records.situation import Situation

from .lines import Named, assumed_by, override_line, points_line, status_line


class Draw(msgspec.Struct, frozen=True, gc=False):
    """Points that a record draws from a budget of what `of` names, on a day.

    It names the record and does not hold it: the record holds its effects, and a ring would never
    be collected.
    """

    budget: str
    of: str
    day: date
    points: Amount
    named: Named


class Counted(msgspec.Struct, frozen=True, gc=False):
    """A record that a counting rule counts by its day, in its group; `value` tells it apart.

    It has no effect before `since`: an accident counts by the day on which it happened, and takes
    effect when its responsibility is determined.
    """

    rule: str
    day: date
    since: date
    named: Named
    group: str
    value: str
    until: date | None


class Effects(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """All that follows from one record under one pack, in force at some time.

    `limited` lines are those of rules that limit their sum, by the rule. `rest` says whether there
    is anything but lines, overrides and an accident: mostly there is not.
    """

    pack: Pack
    repaired_on: date | None
    lines: tuple[PointsLine, ...] = ()
    limited: tuple[tuple[str, PointsLine], ...] = ()
    overrides: tuple[OverrideLine, ...] = ()
    overrides_without_level: tuple[OverrideLine, ...] = ()
    statuses: tuple[StatusLine, ...] = ()
    counted: tuple[Counted, ...] = ()
    draws: tuple[Draw, ...] = ()
    overdue: tuple[Situation, ...] = ()
    event: AccidentPhases | None = None
    rest: bool = False


_EFFECTS: Memo[LedgerEntry, Effects] = Memo()


def effects_of(entry: LedgerEntry, pack: Pack, repaired_on: date | None = None) -> Effects:
    """Return the effects of a record; they are remembered: most assessments need the same.

    From `repaired_on` on it has none.
    """
    cached = _EFFECTS.recall(entry)
    if cached is not None and cached.pack is pack and cached.repaired_on == repaired_on:
        return cached
    content, event = entry.content, None
    if not isinstance(content, Accident):
        situations = situations_of(entry)
    elif pack.accidents is None:
        situations = ()  # the scheme has nothing to say of accidents
    else:
        event = accident_phases(content, pack.accidents)
        situations = tuple(of_accident(event, pack.accidents))
    effects = effects_of_situations(entry, situations, pack, repaired_on, event)
    _EFFECTS.keep(entry, effects)
    return effects


def effects_of_situations(
    entry: LedgerEntry,
    situations: Sequence[Situation],
    pack: Pack,
    repaired_on: date | None = None,
    event: AccidentPhases | None = None,
) -> Effects:
    """Return what follows from a record that shows these situations."""
    if not situations and event is None:  # as of most commitments
        return Effects(pack=pack, repaired_on=repaired_on)
    collector = _EffectCollector(entry, pack, repaired_on)
    overdue = []
    for situation in situations:
        if situation.name == "danger_overdue":
            overdue.append(situation)
        for name, rule in pack.by_situation[situation.name]:
            if rule.fits(situation):
                collector.add(name, rule, situation)
    rest = (
        collector.limited,
        collector.overrides_without_level,
        collector.statuses,
        collector.counted,
        collector.draws,
        overdue,
    )
    return Effects(
        pack=pack,
        repaired_on=repaired_on,
        lines=tuple(collector.lines),
        limited=tuple(collector.limited),
        overrides=tuple(collector.overrides),
        overrides_without_level=tuple(collector.overrides_without_level),
        statuses=tuple(collector.statuses),
        counted=tuple(collector.counted.values()),
        draws=tuple(collector.draws),
        overdue=tuple(overdue),
        event=event,
        rest=any(rest),
    )


class _EffectCollector:
    """Turns each rule that fits a situation of the record into what follows."""

    def __init__(self, entry: LedgerEntry, pack: Pack, repaired_on: date | None) -> None:
        self.entry = entry
        self.named = (entry.record_id, entry.document_number)
        self.pack = pack
        self.repaired_on = repaired_on
        self.lines: list[PointsLine] = []
        self.limited: list[tuple[str, PointsLine]] = []
        self.overrides: list[OverrideLine] = []
        self.overrides_without_level: list[OverrideLine] = []
        self.statuses: list[StatusLine] = []
        self.counted: dict[tuple[str, str, str], Counted] = {}
        self.draws: list[Draw] = []

    def add(self, name: str, rule: Rule, situation: Situation) -> None:
        if rule.is_counted:
            self._count(name, rule, situation)
            return
        if rule.drawn is not None:
            self._draw(rule.drawn, situation)
            return
        days = clipped(days_of(rule, situation), self.repaired_on)
        if days is None:
            return
        if rule.points is not None:
            line = points_line(name, rule, situation, self.entry, days)
            if rule.limit is None:
                self.lines.append(line)
            else:
                self.limited.append((name, line))
        elif rule.down is not None or rule.to is not None:
            ends_when = rule.ends_when or situation.ends_when
            override = override_line(
                name, rule, (self.named,), days, ends_when, assumed_by(rule, self.entry)
            )
            overrides = self.overrides_without_level if rule.without_level else self.overrides
            overrides.append(override)
        else:
            self.statuses.append(status_line(name, rule, (self.named,), days))

    def _count(self, name: str, rule: Rule, situation: Situation) -> None:
        """Count the record once for each group, from the first day on which it fits."""
        group = str(situation.facts[rule.per]) if rule.per else ""
        value = str(situation.facts[rule.different]) if rule.different else self.entry.record_id
        until = None if self.repaired_on is None else day_before(self.repaired_on)
        day, since = situation.first_day, max(situation.first_day, situation.since)
        self.counted.setdefault(
            (name, group, value), Counted(name, day, since, self.named, group, value, until)
        )

    def _draw(self, drawn: Drawn, situation: Situation) -> None:
        of = str(situation.facts[self.pack.budgets[drawn.budget].per])
        day = situation.first_day
        if self.repaired_on is None or day < self.repaired_on:
            self.draws.append(Draw(drawn.budget, of, day, drawn.points, self.named))
