"""The numbers of the rules beside those of the shipped editions: neither drifts from the other."""

import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from schemas.vocabulary.rule_value import RuleValue
from services.chassis.rules.rulebook import load_document
from services.command_line.edition_kinds import kind_of
from services.scoring.stage import SHIPPED
from tests.support.source_tree import ROOT

TABLE = Path(__file__).parent / "rules" / "numbers.yaml"
SERVICES = ROOT / "services"


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the rules and the values that state it; `unit` says what stands in other words."""

    line: str
    edition: str
    values: dict[str, Any]
    unit: dict[str, Any] = {}


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    about: str
    rows: tuple[Row, ...]


ROWS = load_document(TABLE, Table).rows


@cache
def edition(file: Path) -> Any:
    return load_document(file, kind_of(file).type)


def files_of(row: Row) -> list[Path]:
    return sorted(SHIPPED.glob("*.yaml")) if row.edition == "*" else [SERVICES / row.edition]


def value_at(part: Any, path: str) -> Any:
    """Return what stands at a path; None where there is no such place."""
    for name in path.split("."):
        if isinstance(part, tuple):
            by_name = {str(getattr(each, "name", index)): each for index, each in enumerate(part)}
            part = by_name.get(name)
        elif isinstance(part, dict):
            part = part.get(name)
        else:
            part = getattr(part, name, None)
    return part.value if isinstance(part, RuleValue) else part


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, bool) or value is None:
        return value
    return Decimal(value) if isinstance(value, int | Decimal) else str(value)


@pytest.mark.parametrize("row", ROWS, ids=[row.line[:60] for row in ROWS])
def test_the_editions_hold_what_the_line_states(row: Row) -> None:
    for path, stated in row.values.items():
        held = {file.name: value_at(edition(file), path) for file in files_of(row)}
        here = {name: value for name, value in held.items() if value is not None}
        assert here, f"no edition has {path}"
        others = {name: value for name, value in here.items() if plain(value) != plain(stated)}
        assert others == {}, path


@pytest.mark.parametrize("row", ROWS, ids=[row.line[:60] for row in ROWS])
def test_the_line_names_each_value_that_stands_beside_it(row: Row) -> None:
    words = row.line + " " + " ".join(map(str, row.unit.values()))
    stated = {Decimal(each.replace(",", "")) for each in re.findall(r"\d[\d,]*(?:\.\d+)?", words)}
    for other, same in row.unit.items():
        assert other in row.line, f"{other!r} ({same}) is not in the line"
    for path, value in row.values.items():
        for each in leaves(plain(value)):
            if isinstance(each, Decimal):
                assert each in stated, f"{path}: {each} is not in: {words}"
            elif not isinstance(each, bool):
                assert each in words, f"{path}: {each} is not in: {words}"


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in leaves(each)]
    return [leaf for each in value for leaf in leaves(each)] if isinstance(value, list) else [value]


def test_every_number_of_a_law_or_a_published_rule_has_its_line() -> None:
    """A published number that no line states would be one that nobody compared."""
    stated = {path for row in ROWS for path in row.values}
    assert [
        f"{file.name}: {path}"
        for file in sorted({file for row in ROWS for file in files_of(row)})
        for path, value in numbers(edition(file), "")
        if value.mark != "ours" and is_number(value.value) and not covered(path, stated)
    ] == []


def is_number(value: Any) -> bool:
    parts = leaves(plain(value))
    return any(isinstance(part, Decimal) for part in parts)


def covered(path: str, stated: set[str]) -> bool:
    return path in stated or any(path.startswith(f"{each}.") for each in stated)


def numbers(part: Any, path: str) -> list[tuple[str, RuleValue[Any]]]:
    if isinstance(part, RuleValue):
        return [(path, part)]
    if isinstance(part, msgspec.Struct):
        pairs = [(name, getattr(part, name)) for name in part.__struct_fields__]
    elif isinstance(part, dict):
        pairs = [(str(name), each) for name, each in part.items()]
    elif isinstance(part, tuple):
        pairs = [(str(getattr(each, "name", index)), each) for index, each in enumerate(part)]
    else:
        return []
    return [leaf for name, each in pairs for leaf in numbers(each, f"{path}.{name}".lstrip("."))]
