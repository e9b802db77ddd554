"""Early warnings (预警): what will change a standing by itself, told once, some days before.

They are told when a day begins, never with a record: what else its submission holds may say
otherwise. The standing of the day after is assessed only when somebody is told.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import msgspec

from schemas.on_record.entry import LedgerEntry
from schemas.vocabulary.explanation import OverrideLine, PointsLine
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.notification_terms import WarningKind
from schemas.vocabulary.periods import day_after
from schemas.vocabulary.rule_value import in_force
from services.scoring.domain.live.live_assessment import LiveAssessment
from services.scoring.domain.packs.early_warning_rules import (
    EarlyWarningRules,
)
from services.scoring.domain.packs.parts import Band
from services.scoring.domain.records.ledger import Ledger
from services.scoring.domain.standing.assessment import Rating, Standing, assess
from services.scoring.domain.standing.titles import (
    BEYOND_LIMIT,
    CERTIFICATE,
    certificate_title,
    near_title,
)

from .issued_warnings import IssuedWarnings, WarningSubject
from .upcoming_changes import Source, upcoming_changes


class EarlyWarning(msgspec.Struct, frozen=True, kw_only=True):
    """What comes on the day `on`, and the score and the grade of the day after, if nothing else is.

    `points` are by how much the score changes, for a certificate the base score; `points_above`
    those above the least of the grade. A field is None where the kind has no such thing.
    """

    kind: WarningKind
    on: date | None
    score_after: Decimal | None
    grade_after: str | None
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
    live: LiveAssessment,
    rating: Rating,
    ledger: Ledger,
    editions: Sequence[EarlyWarningRules],
    issued: IssuedWarnings,
) -> tuple[IssuedWarnings, tuple[EarlyWarning, ...]]:
    """Return the warnings to issue as a day begins, and all that are issued with them.

    An issued one is forgotten when its day is over; of a score, when it is near no more. Before the
    first edition none is issued.
    """
    today = rating.day
    rules = in_force(editions, today)
    if rules is None:
        return issued, ()
    upcoming = upcoming_changes(live, rating, rules)
    reached = tuple([subject for subject, _ in upcoming.reached])
    if reached == issued.subjects:  # mostly: nothing new is to be told, and nothing is over
        same = upcoming.next_day == issued.looks_next_on
        return (issued if same else IssuedWarnings(reached, upcoming.next_day)), ()
    near = [subject for subject in reached if subject.on is None]
    subjects = [s for s in issued.subjects if (s in near if s.on is None else s.on >= today)]
    standings = _Standings(live, rating, ledger)
    warnings = []
    for subject, source in upcoming.reached:
        if not subject.is_new(subjects):
            continue
        warning = _warning(subject, source, standings)
        if warning is not None:
            warnings.append(warning)
            subjects = [each for each in subjects if not each.is_covered_by(subject)] + [subject]
    return IssuedWarnings(tuple(subjects), upcoming.next_day), tuple(warnings)


def with_next_look(
    live: LiveAssessment,
    rating: Rating,
    editions: Sequence[EarlyWarningRules],
    issued: IssuedWarnings,
) -> IssuedWarnings:
    """Return the issued warnings, with the day of the next look after a record.

    That is as soon as the next day begins, if a warning is to be issued then, or forgotten.
    """
    today = rating.day
    if issued.looks_next_on is not None and issued.looks_next_on <= today:
        return issued  # it is looked at in any case as soon as the next day begins
    rules = in_force(editions, today)
    if rules is None:
        return issued
    upcoming = upcoming_changes(live, rating, rules)
    subjects, reached = issued.subjects, [subject for subject, _ in upcoming.reached]
    is_over = any(s not in reached if s.on is None else s.on < today for s in subjects)
    is_due = is_over or any(subject.is_new(subjects) for subject in reached)
    next_day = today if is_due else upcoming.next_day
    return issued if next_day == issued.looks_next_on else IssuedWarnings(subjects, next_day)


class _Standings:
    """The standing of today, and those of the days after, each assessed once."""

    def __init__(self, live: LiveAssessment, now: Rating, ledger: Ledger) -> None:
        self.now = now
        self.pack, self.sheet = live.pack, live.sheet
        self.rulebooks = live.rulebooks
        self._ledger = ledger
        self._known: dict[date, Standing] = {}

    def after(self, on: date) -> Standing:
        """Return the standing of the day after a day."""
        if on not in self._known:
            self._known[on] = assess(self._ledger, self.rulebooks, day_after(on))
        return self._known[on]

    def change(self, later: Standing) -> Decimal | None:
        """Return by how much the score changes, with all that begins or ends (None: it stays)."""
        return later.score - self.now.score or None


def _warning(subject: WarningSubject, source: Source, standings: _Standings) -> EarlyWarning | None:
    """Return the warning about a subject; None where the standing does not change by it."""
    if isinstance(source, Band):
        return _near(source, standings.now)
    if subject.on is None:
        raise ValueError(f"{subject}: only a score that is near has no day")
    if isinstance(source, LedgerEntry):
        return _danger_due(source, subject.on, standings)
    if isinstance(source, PointsLine):
        return _deduction_ends(source, subject.on, standings)
    return _certificate_expires(subject.on, standings)


def _near(band: Band, rating: Rating) -> EarlyWarning:
    chinese, english = near_title(band.name)
    return EarlyWarning(
        kind="near_lower_grade",
        on=None,
        score_after=None,
        grade_after=None,
        points=None,
        points_above=rating.score - band.at_least.value,
        rule="near_lower_grade",
        chinese=chinese,
        english=english,
        record_id=None,
        document_number=None,
        article=band.at_least.article,
        mark=band.at_least.mark,
    )


def _danger_due(danger: LedgerEntry, on: date, standings: _Standings) -> EarlyWarning | None:
    """Warn by the deduction that begins on the day after, or by the override where none does."""
    later = standings.after(on)
    pack = standings.rulebooks.at(later.sector, later.day)
    overdue = {name for name, _ in pack.by_situation["danger_overdue"]}
    lines = [
        line
        for line in later.lines
        if line.record_id == danger.record_id and line.rule in overdue and line.points < 0
    ]
    overrides = [
        line
        for line in later.overrides
        if danger.record_id in line.record_ids and line.rule in overdue
    ]
    causes: list[PointsLine | OverrideLine] = [*lines, *overrides]
    if not causes:
        return None  # e.g. an objection to the record was upheld
    return _by_line("danger_due", causes[0], danger, on, standings)


def _certificate_expires(on: date, standings: _Standings) -> EarlyWarning | None:
    """Warn unless a newer certificate follows."""
    now, later = standings.now, standings.after(on)
    certificate, following = now.certificate, later.certificate
    rules = standings.pack.certificate
    if certificate is None or rules is None:
        return None
    if following is not None and following.first_day > certificate.first_day:
        return None
    chinese, english = certificate_title(certificate.level)
    points = later.lines[0].points - standings.sheet.base_line.points
    validity = rules.validity
    return EarlyWarning(
        kind="certificate_expires",
        on=on,
        score_after=later.score,
        grade_after=later.grade,
        points=points or None,
        rule=CERTIFICATE,
        chinese=chinese,
        english=english,
        record_id=certificate.entry.record_id,
        document_number=certificate.entry.document_number,
        article=validity.article,
        mark=validity.mark,
    )


def _deduction_ends(line: PointsLine, on: date, standings: _Standings) -> EarlyWarning | None:
    """Warn unless others wait beyond the limit of the rule: one of them takes the place."""
    if standings.sheet.has_rule(f"{line.rule}{BEYOND_LIMIT}"):
        return None
    return _by_line("deduction_ends", line, line, on, standings)


def _by_line(
    kind: WarningKind,
    line: PointsLine | OverrideLine,
    record: LedgerEntry | PointsLine,
    on: date,
    standings: _Standings,
) -> EarlyWarning:
    """Return the warning of a line that begins or ends on the day after, for a record."""
    later = standings.after(on)
    return EarlyWarning(
        kind=kind,
        on=on,
        score_after=later.score,
        grade_after=later.grade,
        points=standings.change(later),
        rule=line.rule,
        chinese=line.chinese,
        english=line.english,
        record_id=record.record_id,
        document_number=record.document_number,
        article=line.article,
        mark=line.mark,
    )
