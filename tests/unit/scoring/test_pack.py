"""Sector packs: editions by day, grades as data, and what contradicts itself."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from schemas.on_record.admitted import entry_of
from schemas.records import Penalty, Registration
from services.chassis.rules.rulebook import RulebookError
from services.scoring.domain.records.ledger import Ledger
from services.scoring.domain.standing.assessment import assess
from services.scoring.stage import load_rulebooks
from tests.support.pack_files import INDUSTRIAL, edit, shipped_in
from tests.support.safety_records import CODE, admitted

TEN = ["A+", "A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shipped_in(tmp_path)


def penalized() -> Ledger:
    registration = Registration(name="某公司", sector="industrial")
    penalty = Penalty(
        severity="severe",
        fine=Decimal(1),
        decided_on=date(2025, 12, 1),
        authority="X",
        violation="Y",
        legal_ground="Z",
        types=(),
    )
    ledger = Ledger().with_entry(
        entry_of(admitted(registration, number=CODE, known_on=date(2025, 12, 1)))
    )
    return ledger.with_entry(entry_of(admitted(penalty, number="P", known_on=date(2025, 12, 1))))


def test_a_new_edition_holds_from_its_first_day(folder: Path) -> None:
    later = folder / "industrial-2026-07-01.yaml"
    shutil.copy(folder / INDUSTRIAL, later)
    edit(later, "edition: industrial-2025", "edition: industrial-2026")
    edit(later, "effective_from: 2025-01-01", "effective_from: 2026-07-01")
    edit(later, "takes: {value: 20, unit: points", "takes: {value: 30, unit: points")
    rulebooks, ledger = load_rulebooks(folder, drafts=True), penalized()
    before = assess(ledger, rulebooks, date(2026, 6, 30))
    assert (before.edition, before.score) == ("industrial-2025", 50)
    assert before.changes_next_on == date(2026, 7, 1)
    after = assess(ledger, rulebooks, date(2026, 7, 1))
    assert (after.edition, after.score) == ("industrial-2026", 40)
    early = assess(ledger, rulebooks, date(2020, 1, 1))
    assert early.edition == "industrial-2025"


def test_grades_are_data(folder: Path) -> None:
    """Ten grades, as Liaocheng had in 2013, need no other code (its cut-offs are made up here)."""
    file = folder / INDUSTRIAL
    text = file.read_text("utf-8")
    begin, end = text.index("  - {name: A,"), text.index("base:")
    floors = [95, 90, 85, 80, 75, 70, 65, 55, 50, 0]
    rows = [
        f'  - {{name: "{name}", at_least: {{value: {floor}, unit: p, article: x, mark: ours}}}}\n'
        for name, floor in zip(TEN, floors, strict=True)
    ]
    file.write_text(text[:begin] + "".join(rows) + text[end:], "utf-8")
    rulebooks = load_rulebooks(folder, drafts=True)
    assert assess(penalized(), rulebooks, date(2025, 11, 30)).grade == "B-"
    assert assess(penalized(), rulebooks, date(2025, 12, 1)).grade == "C-"


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("{name: B, at_least: {value: 75", "{name: B, at_least: {value: 95", "grades: best first"),
        (
            "{name: D, at_least: {value: 0",
            "{name: D, at_least: {value: 1",
            "none for 0 to 1 points",
        ),
        ("name: B, at_least", "name: A, at_least", "a name stands twice"),
        ("at_least: {value: 50000", "at_least: {value: 5000", "tiers: lowest first"),
        ("to: {value: D", "to: {value: E", "rules.larger_accident.to: 'E' is none of the grades"),
        ("of: penalty\n", "of: penaltie\n", "no situation 'penaltie'"),
        ("where: {severity: minor}", "where: {sverity: minor}", "penalty has no fact 'sverity'"),
        ("where: {severity: minor}", "where: {fine: minor}", "fine is a number"),
        ("where: {level: ordinary}", "where: {listed: ordinary}", "listed is a yes or no"),
        ("class: [larger, major", "class: [largr, major", "no class 'largr' of accidents"),
        ("where: {severity: minor}", "where: {severity: miner}", "severity is never ['miner']"),
        ("where: {severity: minor}", "where: {severity: []}", "one of no words"),
        (
            "validity: {value: 36, unit: months",
            "validity: {value: 3, unit: years",
            "certificate.validity: reckoned in months, not in years",
        ),
        (
            "term: {value: 36, unit: months",
            "term: {value: 3, unit: years",
            "lists.severe_list.term: reckoned",
        ),
        ("by: fine", "by: severity", "penalty has no number 'severity'"),
        ("runs: from_its_end", "runs: while_it_lasts", "`runs: while_it_lasts` has no period"),
        (
            "    of: penalty\n    at_least",
            "    of: penalty\n    down: {value: 1, unit: g, article: x, mark: ours}\n    at_least",
            "the key stands twice",
        ),
        (
            "of: rectification_failed\n",
            "of: rectification_failed\n    runs: from_its_end\n",
            "what happens on a day has no end",
        ),
        ("proposes: {value: severe_list", "proposes: {value: sever_list", "no list 'sever_list'"),
        (
            "extended_while: {value: danger",
            "extended_while: {value: dnger",
            "Invalid enum value 'dnger_overdue'",
        ),
        (
            "of: accident_concealed\n",
            "of: accident_concealed\n    per: class\n",
            "belong to at_least",
        ),
        (
            "points, article: *ours, mark: ours}}\n  - {name: C",
            "points, mark: ours}}\n  - {name: C",
            "article",
        ),
        ("    fire: {", "    flood: {", "flood"),
        ("  by: level", "  by: luck", "luck"),
        ("mark: pub", "mark: hearsay", "hearsay"),
        (
            "takes: {value: 20, unit",
            "takes: {value: -20, unit",
            "rules.penalty_severe.takes: a negative number",
        ),
    ],
)
def test_a_pack_that_contradicts_itself_is_refused(
    folder: Path, old: str, new: str, what: str
) -> None:
    edit(folder / INDUSTRIAL, old, new)
    with pytest.raises(RulebookError, match=INDUSTRIAL) as caught:
        load_rulebooks(folder, drafts=True)
    assert what in str(caught.value)


def test_the_packs_for_the_unregistered_are_needed(folder: Path) -> None:
    (folder / INDUSTRIAL).unlink()
    with pytest.raises(ValueError, match="no pack of the sector 'industrial'"):
        load_rulebooks(folder, drafts=True)
