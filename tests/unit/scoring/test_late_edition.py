"""An edition that is installed after its first day reaches everybody on the next day, once."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from schemas.records import Registration, TaxRebate
from services.scoring.stage import SHIPPED
from tests.support.adoption import adopt
from tests.support.safety_records import CODE, Scoring, admitted

EARLY = date(2026, 7, 1)
OTHER = "91350100M000100Y43"
REGISTERED = admitted(
    Registration(name="某公司", sector="industrial"), number=CODE, known_on=date(2026, 7, 6)
)
REBATE = admitted(
    TaxRebate(amount=Decimal(100), period_begins=date(2027, 1, 1)),
    number="rebate",
    known_on=date(2026, 7, 6),
    code=OTHER,
)


@pytest.fixture
def stricter(tmp_path: Path) -> Path:
    for file in SHIPPED.glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text("utf-8"), "utf-8")
    text = (SHIPPED / "industrial-2025-01-01.yaml").read_text("utf-8")
    for old, new in {
        "edition: industrial-2025": "edition: industrial-2026",
        "effective_from: 2025-01-01": f"effective_from: {EARLY}",
        "none: {value: 70,": "none: {value: 50,",
    }.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    later = tmp_path / "industrial-2026-07-01.yaml"
    later.write_text(text, "utf-8")
    adopt(later)
    return tmp_path


def test_who_was_assessed_before_it_was_installed_is_visited_on_the_next_day(
    stricter: Path,
) -> None:
    scoring = Scoring()
    scoring.begin(date(2026, 7, 6))
    scoring.take(REGISTERED, REBATE)
    scoring.restart(stricter)
    scoring.begin(date(2026, 7, 7))
    standing = scoring.on("standings")[-1]
    assert (standing.day, standing.edition) == (date(2026, 7, 7), "industrial-2026")
    assert (standing.score, standing.grade, standing.previous_grade) == (50, "D", "C")
    change = scoring.on("grade-changes")[-1]
    assert (change.from_grade, change.to_grade, change.reasons) == ("C", "D", ("base_no_level",))
    published = len(scoring.facts("assessments"))
    scoring.begin(date(2026, 7, 8))
    assert len(scoring.facts("assessments")) == published + 1  # the day alone


def test_who_is_not_rated_is_not_rated_by_a_visit(stricter: Path) -> None:
    scoring = Scoring()
    scoring.take(REBATE)
    scoring.restart(stricter)
    scoring.begin(date(2026, 7, 7))
    assert scoring.facts("standings") == []
    assert scoring.facts("dead-letters-scoring") == []
