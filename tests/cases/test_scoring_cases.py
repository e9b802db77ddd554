"""Worked examples (tests/cases/scoring/*.yaml): records, a day, and what the standing then is.

Each expectation names the whole of what it gives: `lines` and `overrides` are complete (without
the base line), so that nothing unexpected can hide.
"""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from schemas.records import Content
from services.chassis.rulebook import load_document
from services.scoring.domain.assessment import assess
from services.scoring.domain.explanation import as_text, explain
from services.scoring.domain.ledger import Ledger
from services.scoring.domain.pack import Pack, Rulebooks, rulebooks_of
from services.scoring.domain.titles import title
from services.scoring.stage import SHIPPED
from services.scoring.translation import entry_of
from tests.support.safety_records import CODE, admitted, shipped_rulebooks

FOLDER = Path(__file__).parent / "scoring"
DEFAULTS: dict[str, dict[str, Any]] = {
    "penalty": {
        "fine": 0,
        "authority": "X市应急管理局",
        "violation": "未采取措施消除事故隐患",
        "legal_ground": "《中华人民共和国安全生产法》第一百零二条",
        "types": ["罚款"],
    },
    "accident": {"loss": 0, "responsibility": "responsible"},
    "hidden_danger": {"level": "ordinary"},
    "commitment": {"made": True},
    "evaluation": {"unit_name": "某电梯公司", "equipment": "elevator", "evaluator": "X"},
    "traffic_points": {"direction": "taken"},
    "registration": {"name": "某公司"},
}


class CaseRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    number: str
    content: dict[str, Any]
    known_on: date = date(2020, 1, 1)
    occurred_on: date | None = None
    revision: int = 1
    withdrawn: bool = False
    department: str = "work-safety"


class Expected(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    score: Decimal
    grade: str
    base: str | None = None
    lines: dict[str, Decimal] | None = None
    overrides: dict[str, str] | None = None
    level: int | msgspec.UnsetType | None = msgspec.UNSET
    next: date | msgspec.UnsetType | None = msgspec.UNSET
    as_known: date | None = None
    sector: str | None = None
    thin_data: tuple[str, ...] | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    case: str
    records: tuple[CaseRecord, ...]
    expect: dict[date, Expected]
    sector: str | None = "industrial"


class CaseFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    cases: tuple[Case, ...]


@cache
def _all_cases() -> tuple[Case, ...]:
    files = sorted(FOLDER.glob("*.yaml"))
    return tuple(case for file in files for case in load_document(file, CaseFile).cases)


def _ledger(case: Case) -> Ledger:
    ledger = Ledger()
    records = list(case.records)
    if case.sector is not None:
        registration = {"kind": "registration", "sector": case.sector}
        records.append(CaseRecord(number="registration", content=registration))
    for record in records:
        content = {**DEFAULTS.get(record.content["kind"], {}), **record.content}
        fact = admitted(
            msgspec.convert(content, Content),
            number=record.number,
            known_on=record.known_on,
            occurred_on=record.occurred_on,
            revision=record.revision,
            withdrawn=record.withdrawn,
            department=record.department,
        )
        ledger = ledger.with_entry(entry_of(fact))
    return ledger


@pytest.mark.parametrize("case", _all_cases(), ids=lambda case: case.case)
def test_case(case: Case) -> None:
    check(case, shipped_rulebooks())


@pytest.mark.parametrize("case", _all_cases(), ids=lambda case: case.case)
def test_every_line_of_a_case_can_be_explained(case: Case) -> None:
    ledger = _ledger(case)
    for day, expected in case.expect.items():
        standing = assess(ledger, shipped_rulebooks(), day, expected.as_known)
        text = as_text(explain(standing, CODE), "en")
        for line in (*standing.lines, *standing.overrides):
            assert f"{title(line.rule)[1]} | " in text


def check(case: Case, rulebooks: Rulebooks) -> None:
    ledger = _ledger(case)
    for day, expected in case.expect.items():
        standing = assess(ledger, rulebooks, day, expected.as_known)
        base, *lines = standing.lines
        said: dict[str, Any] = {"score": standing.score, "grade": standing.grade}
        optional = {
            "base": base.rule,
            "lines": _summed([(line.rule, line.points) for line in lines]),
            "overrides": {line.rule: line.effect for line in standing.overrides},
            "level": standing.level,
            "next": standing.changes_next_on,
            "sector": standing.sector,
            "thin_data": standing.thin_data,
        }
        for name, value in optional.items():
            wanted = getattr(expected, name)
            if wanted is msgspec.UNSET or (wanted is None and name not in {"level", "next"}):
                continue
            said[name] = value
        wanted = {name: getattr(expected, name) for name in said}
        assert said == wanted, f"{case.case}: on {day}"


def _summed(lines: list[tuple[str, Decimal]]) -> dict[str, Decimal]:
    summed: dict[str, Decimal] = {}
    for rule, points in lines:
        summed[rule] = summed.get(rule, Decimal()) + points
    return summed


# Numbers that no case can prove: their value is the least that there can be.
FLOORS = {
    f"accidents.classes.3.{column}.value" for column in ("deaths", "serious_injuries", "loss")
} | {"grades.3.at_least.value", "deductions.penalty_general.tiers.0.fine_from.value"}


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
    changed = rulebooks_of(tuple(msgspec.convert(raw, Pack) for raw in packs))
    for case in _all_cases():
        try:
            check(case, changed)
        except AssertionError:
            return
    pytest.fail(f"no case notices another value of {path}")
