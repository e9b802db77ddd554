"""Whoever applies `sheet-changes` in order has the sheet behind each standing, and can tell."""

import hashlib
import json
import subprocess
import sys
from typing import Any

import msgspec
import pytest

from schemas.codec import decode, to_json
from schemas.messages import SheetChanged, StandingAssessed
from schemas.sheet import line_id
from schemas.topics import SCORING, SHEET_CHANGES, STANDINGS
from services.chassis.views.store import Views
from services.scoring.domain.live.sheet import lines_of
from services.scoring.domain.standing.assessment import assess
from services.scoring.read_model import ledger_of
from services.scoring.read_model.sheets import latest_page
from tests.support.safety_records import shipped_rulebooks
from tests.support.sample_city import sample_city
from tests.support.source_tree import ROOT
from tests.support.time_limits import LONG_SECONDS

sys.path.insert(0, str(ROOT / "examples" / "contract"))
import sheet as reader  # the program that the documents show


def scoring_views() -> Views:
    (worker,) = [each for each in sample_city().workers if each.stage.service == SCORING]
    return worker.views


def changes() -> list[bytes]:
    return [record.value or b"" for record in sample_city().log.all(SHEET_CHANGES.name)]


def applied() -> dict[str, reader.Sheet]:
    sheets: dict[str, reader.Sheet] = {}
    for value in changes():
        event = json.loads(value, parse_float=str)
        reader.apply(sheets.setdefault(event["subject"], {}), event["data"])
    return sheets


def latest_standings() -> dict[str, StandingAssessed]:
    facts = [decode(record.value or b"") for record in sample_city().log.all(STANDINGS.name)]
    return {fact.subject: fact.body for fact in facts if isinstance(fact.body, StandingAssessed)}


def test_the_sheets_are_those_of_the_standings() -> None:
    sheets, standings = applied(), latest_standings()
    assert sheets.keys() == standings.keys()
    assert len(sheets) > 50
    for code, standing in standings.items():
        assert reader.digest(sheets[code]) == standing.sheet_digest
        counts = standing.counts
        total = 1 + counts.points + counts.overrides + counts.statuses + counts.budgets
        assert len(sheets[code]) == total


def test_the_sheet_has_each_line_that_the_ledger_gives() -> None:
    sheets, rulebooks, views = applied(), shipped_rulebooks(), scoring_views()
    for code, standing in latest_standings().items():
        ledger = ledger_of(views, code)
        assert ledger is not None
        if ledger.succession() is not None:
            continue
        lines = list(lines_of(assess(ledger, rulebooks, standing.day)))
        expected = [json.loads(to_json(line), parse_float=str) for line in lines]
        assert sorted(map(str, sheets[code].values())) == sorted(map(str, expected))
        page = latest_page(views, code, standing, 1)
        assert sorted(map(str, page.lines)) == sorted(map(str, lines))
        assert page.points[0] == standing.base


def test_an_id_follows_from_the_line_as_it_is_published() -> None:
    checked = 0
    for value in changes():
        raw: Any = msgspec.json.decode(value, type=dict[str, msgspec.Raw])
        data = msgspec.json.decode(raw["data"], type=dict[str, msgspec.Raw])
        for part in reader.PARTS:
            for put in msgspec.json.decode(data[part], type=list[dict[str, msgspec.Raw]]):
                assert msgspec.json.decode(put["id"]) == line_id(bytes(put["line"]))
                checked += 1
    assert checked > 500


def test_the_pages_are_chained_and_each_standing_names_the_last() -> None:
    last: dict[str, str | None] = {}
    for value in changes():
        fact = decode(value)
        assert isinstance(fact.body, SheetChanged)
        raw = msgspec.json.decode(value, type=dict[str, msgspec.Raw])["data"]
        written = f'"hash":"{fact.body.hash}"'.encode()
        content = bytes(raw).replace(written, b'"hash":""')
        assert hashlib.sha256(content).hexdigest() == fact.body.hash
        assert fact.body.previous == last.get(fact.subject)
        last[fact.subject] = fact.body.hash
    assert {code: each.sheet_hash for code, each in latest_standings().items()} == last


def test_the_example_program_says_so() -> None:
    program = [sys.executable, str(ROOT / "examples" / "contract" / "sheet.py")]
    done = subprocess.run(
        program,
        input=b"\n".join(changes()),
        capture_output=True,
        check=False,
        timeout=LONG_SECONDS,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.splitlines()) == len(latest_standings())


@pytest.mark.parametrize("fault", ["left out", "twice"])
def test_a_page_that_is_missing_or_comes_twice_is_seen(fault: str) -> None:
    by_code: dict[str, list[SheetChanged]] = {}
    for value in changes():
        fact = decode(value)
        assert isinstance(fact.body, SheetChanged)
        by_code.setdefault(fact.subject, []).append(fact.body)
    several = [pages for pages in by_code.values() if len(pages) > 2 and pages[1].ended]
    assert several
    first, second, *rest = several[0]
    with_fault = [first, *rest] if fault == "left out" else [first, second, second, *rest]
    with pytest.raises(reader.MissingError):
        _apply_all(with_fault)


def _apply_all(pages: list[SheetChanged]) -> None:
    sheet: reader.Sheet = {}
    for page in pages:
        reader.apply(sheet, json.loads(to_json(page), parse_float=str))
