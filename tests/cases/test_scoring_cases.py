"""Worked cases (tests/cases/scoring/*.yaml) hold under the shipped packs, and prove each number."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from services.chassis.rules.rulebook import load_document
from services.scoring.domain.packs.pack import Pack, Rulebooks, rulebooks_of
from services.scoring.domain.packs.worked_case import CaseFile, WorkedCase, differences, ledger_of
from services.scoring.domain.standing.assessment import Standing, assess
from services.scoring.domain.standing.explanation_text import as_text
from services.scoring.read_model.sheets import assessed_page, explanation
from services.scoring.stage import SHIPPED, load_rulebooks
from tests.support.safety_records import CODE

FOLDER = Path(__file__).parent / "scoring"


@cache
def _files() -> tuple[CaseFile, ...]:
    return tuple(load_document(file, CaseFile) for file in sorted(FOLDER.glob("*.yaml")))


@cache
def _packs(preset: str | None) -> Rulebooks:
    return load_rulebooks(SHIPPED / preset if preset else None)


ALL = [(file, case) for file in _files() for case in file.cases]
NAMES = [case.case for _, case in ALL]


@pytest.mark.parametrize(("file", "case"), ALL, ids=NAMES)
def test_case(file: CaseFile, case: WorkedCase) -> None:
    assert list(differences(case, _packs(file.preset), file.sector)) == []


@pytest.mark.parametrize(("file", "case"), ALL, ids=NAMES)
def test_every_line_of_a_case_can_be_explained(file: CaseFile, case: WorkedCase) -> None:
    ledger = ledger_of(case, file.sector)
    for day, expected in case.expect.items():
        standing = assess(ledger, _packs(file.preset), day, expected.as_known)
        packs = _packs(file.preset)
        value, page = assessed_page(ledger, packs, day, expected.as_known, 1)
        text = as_text(explanation(value, CODE, packs, page), "en")
        for line in _said(standing):
            assert f"{line.english} | " in text


def _said(standing: Standing) -> tuple[Any, ...]:
    return (*standing.lines, *standing.overrides, *standing.statuses, *standing.budgets)


# Numbers that no case can prove: their value is the least that there can be; or (a minor or general
# penalty under the old repair rules) all that could be repaired is over by then.
FLOORS = {
    f"accidents.classes.3.{column}.value" for column in ("deaths", "serious_injuries", "loss")
} | {"grades.3.at_least.value", "repair.0.minimum.minor.value", "repair.0.minimum.general.value"}


def _numbers(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each rule value of a pack's raw data, with its path."""
    if isinstance(node, dict) and "mark" in node:
        yield f"{path}.value".lstrip("."), node
    elif isinstance(node, dict):
        for key, child in node.items():
            yield from _numbers(child, f"{path}.{key}")
    elif isinstance(node, list):
        for place, child in enumerate(node):
            yield from _numbers(child, f"{path}.{place}")


def _changed(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, str):
        return "B"
    if isinstance(value, list):
        return value[:-1]
    return value + 1


@cache
def _raw_packs() -> list[dict[str, Any]]:
    return [yaml.safe_load(file.read_text("utf-8")) for file in sorted(SHIPPED.glob("*.yaml"))]


def _paths() -> list[str]:
    return sorted({path for raw in _raw_packs() for path, _ in _numbers(raw)} - FLOORS)


@pytest.mark.parametrize("path", _paths())
def test_every_number_of_the_rules_is_proved_by_a_case(path: str) -> None:
    packs = deepcopy(_raw_packs())
    for raw in packs:
        for place, number in _numbers(raw):
            if place == path:
                number["value"] = _changed(number["value"])
    try:
        changed = rulebooks_of(tuple(msgspec.convert(raw, Pack) for raw in packs))
    except msgspec.ValidationError:
        return  # nobody can have another value there
    cases = [(file, case) for file, case in ALL if file.preset is None]
    if not any(True for file, case in cases for _ in differences(case, changed, file.sector)):
        pytest.fail(f"no case notices another value of {path}")
