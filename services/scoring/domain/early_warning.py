"""Early warnings (预警): what will change a standing by itself, told once, some days before.

They are told when a day begins, never with a record: what else its submission holds may say
otherwise. The standing of the day after is assessed only when somebody is told.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from schemas.vocabulary.explanation import OverrideLine, PointsLine
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.periods import day_after
from schemas.vocabulary.telling import WarningKind

from .ahead import Source, look_ahead
from .assessment import Standing, assess
from .early_warning_rules import EarlyWarningRules, early_warning_rules_on
from .ledger import Entry, Ledger
from .pack import Pack, Rulebooks
from .pack_parts import Band
from .titles import BEYOND_LIMIT, CERTIFICATE, certificate_title, near_title
from .warned import Matter, Warned


class EarlyWarning(msgspec.Struct, frozen=True, kw_only=True):
    """What comes on the day `on`, and the score and the grade of the day after, if nothing else is.

    `points` are by how much the score changes, for a certificate the base score; `points_above`
    those above the least of the grade. A field is None where the kind has no such thing.
    """

    kind: WarningKind
    on: date | None
    score_then: Decimal | None
    grade_then: str | None
    points: Decimal | None
    points_above: Decimal | None = None
    rule: str
    chinese: str
    english: str
    record_id: str | None
    document_number: str | None
    article: str
    mark: Mark


def warn(
    standing: Standing,
    ledger: Ledger,
    rulebooks: Rulebooks,
    editions: Sequence[EarlyWarningRules],
    warned: Warned,
) -> tuple[Warned, tuple[EarlyWarning, ...]]:
    """Return what an enterprise is to be told as a day begins, and what it was told with that.

    What was told is forgotten when its day is over; of a score, when it is near no more. Before the
    first edition nobody is told.
    """
    today = standing.day
    rules = early_warning_rules_on(editions, today)
    if rules is None:
        return warned, ()
    pack = rulebooks.at(standing.sector, today)
    ahead = look_ahead(standing, ledger, pack, rules)
    matters = tuple([matter for matter, _ in ahead.reached])
    if matters == warned.told:  # mostly: nothing new is to be told, and nothing is over
        same = ahead.next_day == warned.looks_next_on
        return (warned if same else Warned(matters, ahead.next_day)), ()
    near = [matter for matter in matters if matter.on is None]
    told = [m for m in warned.told if (m in near if m.on is None else m.on >= today)]
    foretold = _Foretold(standing, ledger, rulebooks)
    found = []
    for matter, source in ahead.reached:
        if not matter.is_new(told):
            continue
        warning = _warning(matter, source, standing, pack, foretold)
        if warning is not None:
            found.append(warning)
            told = [m for m in told if not m.is_told_by(matter)] + [matter]
    return Warned(tuple(told), ahead.next_day), tuple(found)


def look_again(
    standing: Standing,
    ledger: Ledger,
    rulebooks: Rulebooks,
    editions: Sequence[EarlyWarningRules],
    warned: Warned,
) -> Warned:
    """Return what was told before a record, with the day on which to look again after it.

    That is as soon as the next day begins, if something is to be told then, or forgotten.
    """
    today = standing.day
    if warned.looks_next_on is not None and warned.looks_next_on <= today:
        return warned  # it is looked at in any case as soon as the next day begins
    rules = early_warning_rules_on(editions, today)
    if rules is None:
        return warned
    ahead = look_ahead(standing, ledger, rulebooks.at(standing.sector, today), rules)
    told, matters = warned.told, [matter for matter, _ in ahead.reached]
    left = any(matter not in matters if matter.on is None else matter.on < today for matter in told)
    anew = left or any(matter.is_new(told) for matter in matters)
    looks_next_on = today if anew else ahead.next_day
    return warned if looks_next_on == warned.looks_next_on else Warned(told, looks_next_on)


class _Foretold:
    """The standings of the days after, each assessed once."""

    def __init__(self, now: Standing, ledger: Ledger, rulebooks: Rulebooks) -> None:
        self.now = now
        self.rulebooks = rulebooks
        self._ledger = ledger
        self._known: dict[date, Standing] = {}

    def after(self, on: date) -> Standing:
        """Return the standing of the day after a day."""
        if on not in self._known:
            self._known[on] = assess(self._ledger, self.rulebooks, day_after(on))
        return self._known[on]

    def change(self, then: Standing) -> Decimal | None:
        """Return by how much the score changes, with all that begins or ends (None: it stays)."""
        return then.score - self.now.score or None


def _warning(
    matter: Matter, source: Source, standing: Standing, pack: Pack, foretold: _Foretold
) -> EarlyWarning | None:
    """Return the warning of a matter; None where it brings nothing after all."""
    if isinstance(source, Band):
        return _near(source, standing)
    if matter.on is None:
        raise ValueError(f"{matter}: only a score that is near has no day")
    if isinstance(source, Entry):
        return _danger_due(source, matter.on, foretold)
    if isinstance(source, PointsLine):
        return _deduction_ends(source, matter.on, foretold)
    return _certificate_expires(matter.on, pack, foretold)


def _near(band: Band, standing: Standing) -> EarlyWarning:
    chinese, english = near_title(band.name)
    return EarlyWarning(
        kind="near_lower_grade",
        on=None,
        score_then=None,
        grade_then=None,
        points=None,
        points_above=standing.score - band.at_least.value,
        rule="near_lower_grade",
        chinese=chinese,
        english=english,
        record_id=None,
        document_number=None,
        article=band.at_least.article,
        mark=band.at_least.mark,
    )


def _danger_due(danger: Entry, on: date, foretold: _Foretold) -> EarlyWarning | None:
    """Warn by the deduction that begins on the day after, or by the override where none does."""
    then = foretold.after(on)
    pack = foretold.rulebooks.at(then.sector, then.day)
    overdue = {name for name, _ in pack.by_situation["danger_overdue"]}
    lines = [
        line
        for line in then.lines
        if line.record_id == danger.record_id and line.rule in overdue and line.points < 0
    ]
    overrides = [
        line
        for line in then.overrides
        if danger.record_id in line.record_ids and line.rule in overdue
    ]
    bringing: list[PointsLine | OverrideLine] = [*lines, *overrides]
    if not bringing:
        return None  # e.g. an objection to the record was upheld
    return _by_line("danger_due", bringing[0], danger, on, foretold)


def _certificate_expires(on: date, pack: Pack, foretold: _Foretold) -> EarlyWarning | None:
    """Warn unless a newer certificate follows."""
    now, then = foretold.now, foretold.after(on)
    held, following = now.certificate, then.certificate
    if held is None or pack.certificate is None:
        return None
    if following is not None and following.first_day > held.first_day:
        return None
    chinese, english = certificate_title(held.level)
    points = then.lines[0].points - now.lines[0].points  # the first line is the base score
    validity = pack.certificate.validity
    return EarlyWarning(
        kind="certificate_expires",
        on=on,
        score_then=then.score,
        grade_then=then.grade,
        points=points or None,
        rule=CERTIFICATE,
        chinese=chinese,
        english=english,
        record_id=held.entry.record_id,
        document_number=held.entry.document_number,
        article=validity.article,
        mark=validity.mark,
    )


def _deduction_ends(line: PointsLine, on: date, foretold: _Foretold) -> EarlyWarning | None:
    """Warn unless others wait beyond the limit of the rule: one of them takes the place."""
    if any(other.rule == f"{line.rule}{BEYOND_LIMIT}" for other in foretold.now.lines):
        return None
    return _by_line("deduction_ends", line, line, on, foretold)


def _by_line(
    kind: WarningKind,
    line: PointsLine | OverrideLine,
    record: Entry | PointsLine,
    on: date,
    foretold: _Foretold,
) -> EarlyWarning:
    """Return the warning of a line that begins or ends on the day after, for a record."""
    then = foretold.after(on)
    return EarlyWarning(
        kind=kind,
        on=on,
        score_then=then.score,
        grade_then=then.grade,
        points=foretold.change(then),
        rule=line.rule,
        chinese=line.chinese,
        english=line.english,
        record_id=record.record_id,
        document_number=record.document_number,
        article=line.article,
        mark=line.mark,
    )
