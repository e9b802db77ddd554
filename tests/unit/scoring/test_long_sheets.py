"""A sheet of many lines: its pages, its sums, and a restatement where the rules were changed."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from schemas.messages import SheetChanged, StandingAssessed
from schemas.records import Penalty
from services.chassis.processing.outcome import ViewWrite
from services.chassis.views.store import MemoryViews
from services.scoring.domain.standing.explanation_text import as_text
from services.scoring.domain.standing.sheet_page import NoSuchPageError
from services.scoring.read_model import ledger_of
from services.scoring.read_model.sheets import assessed_page, explanation, latest_page
from tests.support.adoption import adopt
from tests.support.fatal_accident import REGISTERED
from tests.support.pack_files import edit, shipped_in
from tests.support.safety_records import CODE, Scoring, admitted, shipped_rulebooks

COUNT = 250
DAY = date(2026, 3, 2)


def penalty(number: int) -> Penalty:
    return Penalty(
        severity="minor",
        fine=Decimal(1000),
        decided_on=DAY + timedelta(days=number % 30),
        authority="应急管理局",
        violation="未培训",
        legal_ground="安全生产法",
        types=("罚款",),
    )


@pytest.fixture(scope="module")
def scoring() -> Scoring:
    scoring = Scoring()
    known_on = DAY + timedelta(days=40)
    scoring.take(
        REGISTERED,
        *(admitted(penalty(n), number=f"罚{n:03}", known_on=known_on) for n in range(COUNT)),
    )
    return scoring


def latest(scoring: Scoring) -> StandingAssessed:
    standing = scoring.on("standings")[-1]
    assert isinstance(standing, StandingAssessed)
    return standing


def test_the_pages_together_are_all_lines_in_the_order_of_days(scoring: Scoring) -> None:
    views, standing = scoring.worker.views, latest(scoring)
    first = latest_page(views, CODE, standing, 1)
    pages = [latest_page(views, CODE, standing, n) for n in range(1, first.pages + 1)]
    lines = [line for page in pages for line in page.points]
    assert (first.pages, first.line_count) == (3, len([x for p in pages for x in p.lines]))
    assert lines[0] == standing.base
    days = [line.first_day for line in lines[1:]]
    assert days == sorted(days)
    numbers = {line.document_number for line in lines[1:] if line.document_number}
    assert numbers >= {f"罚{n:03}" for n in range(COUNT)}
    with pytest.raises(NoSuchPageError, match="page 4"):
        latest_page(views, CODE, standing, 4)


class LineEnds(MemoryViews):
    """A worker takes a line off while a page is read."""

    def names(self, key: str) -> list[str]:
        names = super().names(key)
        self.apply([ViewWrite(key=key, field=names[1])])
        return names


def test_a_line_that_ends_while_its_page_is_read_is_left_out(scoring: Scoring) -> None:
    standing, views = latest(scoring), LineEnds()
    views.hashes = {key: dict(fields) for key, fields in scoring.worker.views.hashes.items()}
    whole = latest_page(scoring.worker.views, CODE, standing, 1)
    page = latest_page(views, CODE, standing, 1)
    assert page.points == (whole.points[0], *whole.points[2:])


def test_a_page_of_any_day_has_the_same_lines(scoring: Scoring) -> None:
    views, standing = scoring.worker.views, latest(scoring)
    ledger = ledger_of(views, CODE)
    assert ledger is not None
    for number in (1, 2, 3):
        value, page = assessed_page(ledger, shipped_rulebooks(), standing.day, None, number)
        assert page == latest_page(views, CODE, standing, number)
        assert value.sheet_digest == standing.sheet_digest


def test_each_page_says_which_it_is_and_what_all_lines_come_to(scoring: Scoring) -> None:
    views, standing = scoring.worker.views, latest(scoring)
    page = latest_page(views, CODE, standing, 2)
    text = as_text(explanation(standing, CODE, shipped_rulebooks(), page), "en")
    assert f"Page: 2 of 3, {page.line_count} lines in all" in text
    (points,) = [each for each in standing.sums if each.rule == "penalty_minor"]
    assert f"  {points.points:+f}  " in text
    assert text.count("罚") >= 100
    short = as_text(explanation(standing, CODE, shipped_rulebooks()), "zh")
    assert "影响最大" in short


def test_a_sheet_is_restated_where_the_rules_of_that_day_are_others(
    scoring: Scoring, tmp_path: Path
) -> None:
    folder = shipped_in(tmp_path)
    file = folder / "hazardous_chemicals-2025-01-01.yaml"
    edit(
        file,
        "takes: {value: 2, unit: points, article: *ours, mark: ours}\n    period: {value: 3,",
        "takes: {value: 1, unit: points, article: *ours, mark: ours}\n    period: {value: 3,",
    )
    adopt(file)
    scoring.restart(folder)
    before = len(scoring.on("sheet-changes"))
    scoring.take(admitted(penalty(1), number="罚新", known_on=DAY + timedelta(days=41)))
    new = scoring.on("sheet-changes")[before:]
    pages = [page for page in new if isinstance(page, SheetChanged)]
    assert [(page.page, page.restated, page.ended) for page in pages] == [
        (number, number == 1, ()) for number in range(1, len(pages) + 1)
    ]
    assert {page.pages for page in pages} == {len(pages)}
    assert len(pages) > 1
    standing = latest(scoring)
    page = latest_page(scoring.worker.views, CODE, standing, 1)
    counts = standing.counts
    assert page.line_count == 1 + counts.points + counts.overrides
    assert counts.points == COUNT + 1
    assert {line.points for line in page.points[1:]} == {-1}
