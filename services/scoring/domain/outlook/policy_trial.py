"""A policy trial: what an enterprise's standing is under the rules in force and under drafts."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

import msgspec

from schemas.on_record.disputes import kind_of
from schemas.vocabulary.explanation import OverrideLine, PointsLine
from services.scoring.domain.packs.pack import Pack, Rulebooks
from services.scoring.domain.records.ledger import Ledger
from services.scoring.domain.standing.assessment import Standing, assess, regraded
from services.scoring.domain.standing.grading import grade_of
from services.scoring.domain.standing.titles import effect_words

from .draft_reach import DraftReach, reach_of

NOTHING = "0"
_CUT_OFFS = ("grades", "等级分数线", "Cut-offs of the grades")
_RANGE = ("score", "分数范围", "Range of the score")
_SECTOR = ("sector", "适用的行业规则", "Sector whose rules apply")


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a standing another one: a rule, and what it does before and after.

    Of points it is the sum of the rule's lines, e.g. `-20`; `documents` are those of its records.
    """

    rule: str
    chinese: str
    english: str
    before: str
    after: str
    documents: tuple[str, ...] = ()


class TrialStandings(msgspec.Struct, frozen=True):
    """The standing under the rules in force and under the draft; one and the same value if none."""

    before: Standing
    after: Standing


class Trial(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The rules in force, the drafts in the place of their sectors' packs, and the day.

    A draft counts as in force on that day, whatever its own first day is. (`dict`: how far the
    drafts reach is found out once.)
    """

    in_force: Rulebooks
    drafted: Rulebooks
    on: date
    as_known: datetime | date | None = None

    def standings_of(self, ledger: Ledger) -> TrialStandings:
        """Return an enterprise's standings: assessed once where what was known leads to both.

        On which day it changes next may be left open (None) in the one under the draft.
        """
        before = self.before(ledger)
        kinds = frozenset(kind_of(entry.content) for entry in ledger.entries)
        return TrialStandings(before, self.derived(before, kinds) or self.after(ledger))

    def before(self, ledger: Ledger) -> Standing:
        """Return the standing under the rules in force."""
        return assess(ledger, self.in_force, self.on, self.as_known)

    def after(self, ledger: Ledger) -> Standing:
        """Return the standing under the drafts."""
        return assess(ledger, self.drafted, self.on, self.as_known)

    def derived(self, before: Standing, kinds: Iterable[str]) -> Standing | None:
        """Return the standing under the drafts as it follows from the one before.

        `kinds` names those of all records of the ledger. None where it has to be assessed: a
        change can bear on some of them.
        """
        if self._reaches is None:
            return None
        reach = self._reaches.get(before.sector)
        if reach is None:
            return before
        if reach.everybody or not reach.kinds.isdisjoint(kinds):
            return None
        return regraded(before, self.drafted.at(before.sector, self.on))

    @cached_property
    def _reaches(self) -> dict[str, DraftReach] | None:
        """How far the draft of each sector that has one reaches.

        None where a sector comes in addition: some are then of another one than before.
        """
        old, new = self.in_force.by_sector, self.drafted.by_sector
        if old.keys() != new.keys():
            return None
        return {
            sector: reach_of(self.in_force.at(sector, self.on), self.drafted.at(sector, self.on))
            for sector in new
            if new[sector] is not old[sector]
        }

    def reasons(self, standings: TrialStandings) -> tuple[Difference, ...]:
        """Return what makes the standing another one; there is one for every other grade."""
        before, after = standings.before, standings.after
        old = self.in_force.at(before.sector, self.on)
        new = self.drafted.at(after.sector, self.on)
        differences = [*_of_sector(before, after), *_of_lines(before, after)]
        differences += _of_overrides(before.overrides, after.overrides)
        if _cut_offs_differ(after, old, new):
            differences.append(_reason(_CUT_OFFS, _bands(old), _bands(new)))
        if not differences and before.grade != after.grade:
            differences.append(_reason(_RANGE, str(before.score), str(after.score)))
        return tuple(differences)


def trial_of(
    in_force: Rulebooks,
    drafts: Iterable[Pack],
    on: date,
    as_known: datetime | date | None = None,
) -> Trial:
    """Return the trial of drafts. Raises ValueError where two are about one sector."""
    by_sector: dict[str, tuple[Pack, ...]] = {}
    for draft in drafts:
        if draft.sector in by_sector:
            raise ValueError(f"two drafts of the sector {draft.sector!r}")
        by_sector[draft.sector] = (draft,)
    drafted = Rulebooks({**in_force.by_sector, **by_sector})
    return Trial(in_force=in_force, drafted=drafted, on=on, as_known=as_known)


def _of_sector(before: Standing, after: Standing) -> list[Difference]:
    if before.sector == after.sector:
        return []
    return [_reason(_SECTOR, before.sector, after.sector)]


def _of_lines(before: Standing, after: Standing) -> list[Difference]:
    """Compare the points rule by rule; the base lines with each other, whatever they are called."""
    differences = []
    (base, *lines), (other_base, *other_lines) = before.lines, after.lines
    if base.points != other_base.points:
        differences.append(
            Difference(
                rule=other_base.rule,
                chinese=other_base.chinese,
                english=other_base.english,
                before=f"{base.points:+f}",
                after=f"{other_base.points:+f}",
            )
        )
    old, new = _by_rule(lines), _by_rule(other_lines)
    for rule in dict.fromkeys((*old, *new)):
        points, others = _points(old.get(rule, ())), _points(new.get(rule, ()))
        if points != others:
            rule_lines = new.get(rule) or old[rule]
            numbers = dict.fromkeys(
                line.document_number for line in rule_lines if line.document_number
            )
            differences.append(
                Difference(
                    rule=rule,
                    chinese=rule_lines[0].chinese,
                    english=rule_lines[0].english,
                    before=_signed(points),
                    after=_signed(others),
                    documents=tuple(numbers),
                )
            )
    return differences


def _of_overrides(
    before: Sequence[OverrideLine], after: Sequence[OverrideLine]
) -> list[Difference]:
    differences = []
    for rule in dict.fromkeys(line.rule for line in (*before, *after)):
        old = [line for line in before if line.rule == rule]
        new = [line for line in after if line.rule == rule]
        effects = [
            ", ".join(effect_words(line.effect)[1] for line in lines) or NOTHING
            for lines in (old, new)
        ]
        if effects[0] != effects[1]:
            rule_lines = new or old
            numbers = dict.fromkeys(
                number for line in rule_lines for number in line.document_numbers
            )
            differences.append(
                Difference(
                    rule=rule,
                    chinese=rule_lines[0].chinese,
                    english=rule_lines[0].english,
                    before=effects[0],
                    after=effects[1],
                    documents=tuple(numbers),
                )
            )
    return differences


def _cut_offs_differ(after: Standing, old: Pack, new: Pack) -> bool:
    """Say whether the grades' cut-offs in force would make another grade of the new score."""
    if old.grades == new.grades:
        return False
    if {band.name for band in old.grades} != {band.name for band in new.grades}:
        return True
    effects = Counter(line.effect for line in after.overrides)
    return grade_of(after.score, effects, old) != after.grade


def _bands(pack: Pack) -> str:
    return " ".join(f"{band.name}≥{band.at_least.value}" for band in pack.grades)


def _reason(words: tuple[str, str, str], before: str, after: str) -> Difference:
    rule, chinese, english = words
    return Difference(rule=rule, chinese=chinese, english=english, before=before, after=after)


def _by_rule(lines: Iterable[PointsLine]) -> dict[str, list[PointsLine]]:
    by_rule: dict[str, list[PointsLine]] = {}
    for line in lines:
        by_rule.setdefault(line.rule, []).append(line)
    return by_rule


def _points(lines: Iterable[PointsLine]) -> Decimal:
    return sum((line.points for line in lines), Decimal())


def _signed(points: Decimal) -> str:
    return f"{points:+f}" if points else NOTHING
