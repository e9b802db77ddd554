"""The editions on early warnings, and what a stage remembers of what it told."""

from datetime import date, timedelta
from pathlib import Path
from shutil import rmtree

import msgspec
import pytest

from schemas.vocabulary.rule_value import in_force
from services.chassis.rules.rulebook import RulebookError
from services.chassis.state.codec import StateCodec, wake_day
from services.scoring.domain.outlook.issued_warnings import IssuedWarnings
from services.scoring.domain.scoring_state import ScoringState
from services.scoring.stage import (
    EARLY_WARNING_RULES,
    SHIPPED,
    build_stage,
    load_early_warning_rules,
)
from tests.support.early_warnings import (
    KNOWN_ON,
    REGISTERED,
    RULES,
    certificate,
    danger,
    edition_in,
    penalty,
    told_on,
    warnings,
)
from tests.support.pack_files import shipped_in
from tests.support.safety_records import CODE, Scoring, admitted

DUE = date(2026, 3, 20)
CODEC = StateCodec(ScoringState, build_stage().layout)
KEY = (0, CODE.encode())


def with_danger(*, restarts: bool = False) -> Scoring:
    """Return an enterprise with all four kinds ahead, on the day after the danger's term."""
    scoring = Scoring()
    records = (
        REGISTERED,
        admitted(danger(DUE), number="YH-1", known_on=KNOWN_ON),
        admitted(
            certificate(1, date(2026, 5, 30), date(2024, 1, 5)), number="ZS-1", known_on=KNOWN_ON
        ),
        admitted(penalty(date(2025, 3, 10)), number="CF-1", known_on=KNOWN_ON),
    )
    scoring.begin(KNOWN_ON - timedelta(days=1))
    for record in records:
        scoring.take(record)
        if restarts:
            scoring.worker.restart()
    for day in range(20):
        scoring.begin(KNOWN_ON + timedelta(days=day))
        if restarts:
            scoring.worker.restart()
    return scoring


def test_a_restart_at_any_point_tells_the_same_and_each_once() -> None:
    scoring, other = with_danger(), with_danger(restarts=True)
    assert scoring.log.all("early-warnings") == other.log.all("early-warnings")
    assert scoring.worker.states == other.worker.states
    told = [(body.warning, body.day, body.on) for body in scoring.on("early-warnings")]
    assert told == [
        ("certificate_expires", KNOWN_ON, date(2026, 5, 30)),
        ("near_lower_grade", KNOWN_ON, None),
        ("deduction_ends", date(2026, 3, 3), date(2026, 3, 10)),
        ("danger_due", date(2026, 3, 13), DUE),
    ]


def test_what_is_over_is_forgotten_and_what_is_not_is_kept() -> None:
    scoring = with_danger()
    warned = CODEC.decode(scoring.worker.states[KEY]).warnings
    assert [(matter.kind, matter.step) for matter in warned.subjects] == [
        ("certificate_expires", 0)
    ]


def test_an_enterprise_wakes_for_what_is_earlier_a_change_or_a_warning() -> None:
    scoring = Scoring()
    scoring.take(REGISTERED, admitted(danger(DUE), number="YH-1", known_on=KNOWN_ON))
    state = CODEC.decode(scoring.worker.states[KEY])
    lead = DUE - timedelta(days=RULES.danger_due.value)
    assert state.published is not None
    assert state.published.changes_next_on == DUE + timedelta(days=1)
    assert state.wakes_on == wake_day(scoring.worker.states[KEY]) == lead
    later = msgspec.structs.replace(state, warnings=IssuedWarnings((), date(2027, 1, 1)))
    assert later.wakes_on == state.published.changes_next_on
    assert ScoringState(warnings=IssuedWarnings((), lead)).wakes_on is None


def test_a_warning_that_is_late_is_told_while_its_day_is_not_over(tmp_path: Path) -> None:
    """The first edition begins after the lead time: everybody is visited on its first day."""
    begins = DUE - timedelta(days=2)
    folder = edition_in(tmp_path, "effective_from: 2026-01-01", f"effective_from: {begins}")
    scoring = Scoring()
    scoring.restart(folder)
    scoring.begin(KNOWN_ON)
    scoring.take(
        REGISTERED,
        admitted(danger(DUE), number="YH-1", known_on=KNOWN_ON),
        admitted(danger(begins - timedelta(days=1)), number="YH-2", known_on=KNOWN_ON),
    )
    scoring.begin(begins - timedelta(days=1))
    assert scoring.on("early-warnings") == []
    scoring.begin(DUE)
    assert told_on(scoring, "danger_due") == [begins]
    assert warnings(scoring, "danger_due")[0].document_number == "YH-1"


def test_a_folder_of_packs_may_have_editions_of_its_own_or_has_the_shipped_ones(
    tmp_path: Path,
) -> None:
    folder = edition_in(tmp_path, "value: 7\n", "value: 3\n")
    scoring = Scoring()
    scoring.restart(folder)
    scoring.take(REGISTERED, admitted(danger(DUE), number="YH-1", known_on=KNOWN_ON))
    scoring.begin(KNOWN_ON)
    scoring.begin(DUE)
    assert told_on(scoring, "danger_due") == [DUE - timedelta(days=3)]
    rmtree(folder / EARLY_WARNING_RULES)
    assert load_early_warning_rules(folder) == (RULES,)


@pytest.mark.parametrize(
    ("old", "new", "key", "what"),
    [
        ("value: 7\n", "value: 0\n", "danger_due.value", ">= 1"),
        ("unit: days", "unit: months", "danger_due", "reckoned in days"),
        ("[90, 30]", "[30, 90]", "certificate_expires", "longest first"),
        ("[90, 30]", "[90, 90]", "certificate_expires", "longest first"),
        ("[90, 30]", "[]", "certificate_expires", "longest first"),
        ("value: 5\n", "value: -1\n", "near_lower_grade", "a negative number"),
        ("value: 5\n", "value: 'NaN'\n", "near_lower_grade", "or none"),
        ("danger_due:", "dangers_due:", "dangers_due", "unknown field"),
    ],
)
def test_an_edition_that_contradicts_itself_is_refused(
    tmp_path: Path, old: str, new: str, key: str, what: str
) -> None:
    folder = edition_in(tmp_path, old, new, adopted=False)
    with pytest.raises(RulebookError) as caught:
        load_early_warning_rules(folder, drafts=True)
    assert caught.value.key == key
    assert what in caught.value.what


def test_a_draft_that_nobody_adopted_is_refused(tmp_path: Path) -> None:
    folder = edition_in(tmp_path, "value: 5\n", "value: 4\n", adopted=False)
    with pytest.raises(RulebookError, match="approved another content"):
        load_early_warning_rules(folder)
    (draft,) = load_early_warning_rules(folder, drafts=True)
    assert draft.near_lower_grade.value == 4


def test_the_edition_of_a_day_is_the_last_that_began() -> None:
    first = RULES.effective_from
    later = msgspec.structs.replace(RULES, edition="later", effective_from=date(2027, 1, 1))
    editions = (RULES, later)
    assert in_force(editions, first - timedelta(days=1)) is None
    assert in_force(editions, first) is RULES
    assert in_force(editions, date(2026, 12, 31)) is RULES
    assert in_force(editions, date(2027, 1, 1)) is later


def test_packs_are_still_read_from_the_folder_that_holds_the_editions(tmp_path: Path) -> None:
    scoring = Scoring()
    scoring.restart(shipped_in(tmp_path))
    scoring.take(REGISTERED)
    assert scoring.on("standings")[-1].grade == "C"
    assert sorted(path.name for path in SHIPPED.iterdir() if path.is_dir()) == [
        "early_warnings",
        "presets",
        "retention",
    ]
