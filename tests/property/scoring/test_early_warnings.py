"""Whatever comes in whatever order: what falls due was told before, and each matter once."""

from collections import Counter
from datetime import date, timedelta

import msgspec
from hypothesis import given

from schemas.messages import (
    Body,
    DayBegan,
    EarlyWarningRaised,
    Fact,
    Origin,
    RecordAdmitted,
    StandingAssessed,
)
from schemas.on_record.entry import LedgerEntry
from schemas.records import HiddenDanger
from services.chassis.clock import day_of
from services.chassis.processing.fold import day_began
from services.scoring.domain.scoring_state import ScoringState
from services.scoring.handlers import build, build_wake
from services.scoring.handlers.assessments import Rules, ScoringOutcome
from tests.support.early_warnings import RULES as EARLY
from tests.support.random_histories import HISTORIES
from tests.support.random_histories import RULES as PACKS
from tests.support.safety_records import CODE

END = date(2031, 1, 1)
RULES = Rules(PACKS, (msgspec.structs.replace(EARLY, effective_from=date(2020, 1, 1)),), ())
ADMIT, WAKE = build(RULES)[RecordAdmitted], build_wake(RULES)
OVERDUE = {"danger_overdue", "major_danger_overdue"}
ONE_DAY = timedelta(days=1)


def fact_of(entry: LedgerEntry) -> Fact[RecordAdmitted]:
    """Return an entry as it is admitted."""
    identity = f"{entry.record_id}/{entry.revision}"
    return Fact(
        id=identity,
        source="/safety-credit/intake",
        subject=CODE,
        known_at=entry.known_at,
        occurred_at=entry.known_at,
        correlation_id=identity,
        body=RecordAdmitted(
            record_id=entry.record_id,
            revision=entry.revision,
            department=entry.department,
            document_number=entry.document_number,
            occurred_on=entry.occurred_on,
            content=entry.content,
            origin=Origin(report_id=identity, department="x", layout="x", submission="s", row=1),
            sources=(entry.department,),
            withdrawn=entry.withdrawn,
        ),
    )


class City:
    """One enterprise, woken on the days that it asks for, as the fold does it."""

    def __init__(self) -> None:
        self.state = ScoringState()
        self.day = date.min  # the last that began
        self.wake_on: date | None = None
        self.said: list[tuple[Fact[DayBegan] | Fact[RecordAdmitted], Body]] = []

    def live(self, entries: list[LedgerEntry]) -> None:
        """Let the days pass until END, and each record come on the day on which it was known."""
        for entry in sorted(entries, key=lambda e: (e.known_at, e.record_id, e.revision)):
            today = day_of(entry.known_at)
            self.wait(today)
            fact = fact_of(entry)
            self.keep(fact, ADMIT(self.state, fact, today))
        self.wait(END)

    def wait(self, until: date) -> None:
        """Let the days until one begin, and wake it where it asks to be woken."""
        while self.day < until and self.wake_on is not None and self.wake_on <= until:
            self.day = max(self.wake_on, self.day + ONE_DAY)
            began = day_began(self.day, 0)
            self.keep(began, WAKE(self.state, CODE, began))
            assert self.wake_on is None or self.wake_on > self.day
        self.day = max(self.day, until)

    def keep(self, cause: Fact[DayBegan] | Fact[RecordAdmitted], outcome: ScoringOutcome) -> None:
        """Keep what came of it."""
        self.state, self.wake_on = outcome.state, outcome.wake_on
        for wish in outcome.publish:
            body = getattr(wish, "body", None)
            if isinstance(body, (StandingAssessed, EarlyWarningRaised)):
                self.said.append((cause, body))
            if isinstance(body, EarlyWarningRaised):
                assert isinstance(cause.body, DayBegan)

    @property
    def warnings(self) -> list[EarlyWarningRaised]:
        """What it was warned of."""
        return [body for _, body in self.said if isinstance(body, EarlyWarningRaised)]


@given(HISTORIES)
def test_a_warning_came_before_each_deduction_of_a_danger_known_when_a_day_began(
    entries: list[LedgerEntry],
) -> None:
    city = City()
    city.live(entries)
    told = {(each.record_id, each.on): each for each in city.warnings if each.on is not None}
    dangers = [(e.record_id, e.content) for e in entries if isinstance(e.content, HiddenDanger)]
    for cause, body in city.said:
        if not isinstance(body, StandingAssessed) or not isinstance(cause.body, DayBegan):
            continue
        for line in body.lines:
            begins = line.rule in OVERDUE and line.first_day == body.day
            on = body.day - ONE_DAY
            # One that was found when its term was over already is overdue from its finding.
            by_term = any(
                record_id == line.record_id and each.due_on == on and each.found_on <= on
                for record_id, each in dangers
            )
            # What comes on the last day itself was not known when that day began.
            known = all(day_of(entry.known_at) != on for entry in entries)
            if begins and by_term and known:
                warning = told[line.record_id, on]
                assert warning.warning == "danger_due"
                assert warning.day <= on


@given(HISTORIES)
def test_each_matter_is_told_once_before_its_day_is_over(entries: list[LedgerEntry]) -> None:
    city = City()
    city.live(entries)
    leads = len(EARLY.certificate_expires.value)
    counts = Counter(
        (each.warning, each.rule, each.record_id, each.on)
        for each in city.warnings
        if each.on is not None
    )
    for (kind, *_), count in counts.items():
        assert count <= (leads if kind == "certificate_expires" else 1)
    for each in city.warnings:
        assert each.on is None or each.on >= each.day
        assert (each.on is None) == (each.warning == "near_lower_grade")
        assert (each.points_above is None) == (each.on is not None)
        if each.warning in {"danger_due", "deduction_ends"}:
            assert each.score_then is not None
            assert (each.points or 0) == each.score_then - each.score


@given(HISTORIES)
def test_what_was_foretold_comes_where_nothing_else_is_reported(entries: list[LedgerEntry]) -> None:
    city = City()
    city.live(entries)
    last = max((day_of(entry.known_at) for entry in entries), default=END)
    standings = [body for _, body in city.said if isinstance(body, StandingAssessed)]
    for each in city.warnings:
        if each.day > last and each.on is not None and each.on + ONE_DAY <= END:
            then = [body for body in standings if body.day <= each.on + ONE_DAY][-1]
            assert (then.score, then.grade) == (each.score_then, each.grade_then)


@given(HISTORIES)
def test_what_is_over_leaves_nothing_in_the_state(entries: list[LedgerEntry]) -> None:
    city = City()
    city.live(entries)
    published = city.state.published
    if published is not None:
        for matter in city.state.warnings.subjects:
            assert matter.on is None or matter.on >= published.day
    assert len(city.state.warnings.subjects) == len(set(city.state.warnings.subjects))
