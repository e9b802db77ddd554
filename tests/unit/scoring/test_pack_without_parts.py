"""A scheme that has nothing to say of certificates or accidents leaves them out."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from services.chassis.rules.document_faults import faults_of
from services.chassis.rules.rulebook import load_document
from services.scoring.domain.accidents.figures import _toll
from services.scoring.domain.packs.pack import Pack, Rulebooks
from services.scoring.domain.packs.worked_case import CaseRecord, WorkedCase, entry_of, ledger_of
from services.scoring.domain.standing.assessment import assess

PACK = """\
edition: parks-2027
sector: parks
chinese: 公园
english: Parks
effective_from: 2027-01-01
score:
  least: {value: 0, unit: points, article: &ours 本市规定, mark: ours}
  greatest: {value: 100, unit: points, article: *ours, mark: ours}
grades:
  - {name: good, at_least: {value: 50, unit: points, article: *ours, mark: ours}}
  - {name: bad, at_least: {value: 0, unit: points, article: *ours, mark: ours}}
base:
  by: start
  none: {value: 60, unit: points, article: *ours, mark: ours}
rules:
  fined:
    chinese: 处罚
    english: Penalty
    of: penalty
    takes: {value: 5, unit: points, article: *ours, mark: ours}
    period: {value: 12, unit: months, article: *ours, mark: ours}
sufficiency:
  recorded_within: {value: 24, unit: months, article: *ours, mark: ours}
  departments: {value: 1, unit: departments, article: *ours, mark: ours}
"""
ACCIDENT = """\
  hurt:
    chinese: 事故
    english: Accident
    of: accident
    takes: {value: 5, unit: points, article: *ours, mark: ours}
    period: {value: 12, unit: months, article: *ours, mark: ours}
"""
BY_LEVEL = """\
  by: level
  levels:
    - {level: 1, points: {value: 70, unit: points, article: *ours, mark: ours}}"""


def written(folder: Path, text: str) -> Path:
    file = folder / "parks.yaml"
    file.write_text(text, "utf-8")
    return file


def test_accidents_and_certificates_bring_about_nothing_and_penalties_do(tmp_path: Path) -> None:
    pack = load_document(written(tmp_path, PACK), Pack)
    toll = {"reported_on": "2027-03-01", "deaths": 1}
    happened = {"kind": "accident", "happened_at": "2027-03-01T08:00:00+08:00", "tolls": [toll]}
    granted = {"kind": "certificate", "level": 1, "granted_on": "2027-01-05"}
    granted["valid_until"] = "2030-01-04"
    fined = {"kind": "penalty", "severity": "general", "decided_on": "2027-03-02"}
    records = [
        CaseRecord(number=str(number), content=content, known_on=date(2027, 3, 2))
        for number, content in enumerate((happened, granted, fined))
    ]
    case = WorkedCase(case="parks", records=tuple(records), expect={date(2027, 3, 2): None})  # type: ignore[arg-type]  # nothing is compared
    standing = assess(ledger_of(case, "parks"), Rulebooks({"parks": (pack,)}), date(2027, 3, 2))
    assert (standing.score, standing.grade, standing.level) == (Decimal(55), "good", None)
    assert [line.rule for line in standing.lines] == ["base_start", "fined"]
    content = entry_of(records[0]).content
    assert _toll(content, pack.accidents) == (1, 0)  # type: ignore[arg-type]  # it is an accident


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("sufficiency:", ACCIDENT + "sufficiency:", "accident needs `accidents`"),
        (
            "  by: start",
            BY_LEVEL,
            "a base by level needs `certificate`",
        ),
    ],
)
def test_what_needs_a_part_that_is_left_out_is_refused(
    tmp_path: Path, old: str, new: str, fault: str
) -> None:
    faults = faults_of(written(tmp_path, PACK.replace(old, new, 1)), Pack)
    assert len(faults) == 1
    assert fault in faults[0].what
