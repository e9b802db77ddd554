"""Law 9: a number of the rules stands in a rulebook, with its article, and nowhere in code."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.support.source_tree import ROOT, SERVICES, modules, name_of, tree

# The domains that decide by rules. Intake's modules read what departments write, notify's lay out
# texts: their numbers are those of written forms.
RULED = [f"services/{service}/domain" for service in ("scoring", "sanctions", "disclosure")]
NEUTRAL = {0, 1, -1}
# Numbers of the calendar, of arithmetic or of a written form, none of which a rule could change.
ALLOWED = {
    ("services/intake/domain/quality/figures.py", 100): "percent of a whole",
    ("services/scoring/domain/accidents/figures.py", 0.1): "percentages have one decimal place",
    ("services/scoring/domain/accidents/figures.py", 100): "percent of a whole",
    ("services/scoring/domain/live/rating_digest.py", 16): "bytes of a digest",
    ("services/scoring/domain/live/bounded_lines.py", 5): "records that a line of a message names",
    ("services/scoring/domain/issued_certificates.py", 32): "characters of a digest",
    ("services/scoring/domain/standing/grade_reasons.py", 20): "reasons that a message names",
    (
        "services/scoring/domain/packs/worked_case.py",
        2020,
    ): "when a case's records were known by default",
    ("services/sanctions/domain/orders/number.py", 8): "characters of a number",
    ("services/sanctions/domain/measures/insurance_rate.py", 365): "days of a year",
    ("services/sanctions/domain/terms/required.py", 100): "percent of a whole",
    ("services/disclosure/domain/entry/public_entry.py", 50): "records, measures of an entry",
    ("services/disclosure/domain/entry/public_standing.py", 60): "grades of an entry",
    ("services/disclosure/domain/look_up.py", 20): "enterprises of a page",
}
# Of intake's, what reckons how well departments report.
QUALITY = [
    ROOT / f"services/intake/domain/quality/{name}.py"
    for name in ("completeness", "figures", "rules")
]


def numbers(path: Path) -> Iterator[tuple[float, int]]:
    """Yield the numbers of a file and their lines, but for places in a tuple and cache sizes."""
    places = {
        inner
        for node in ast.walk(tree(path))
        if isinstance(node, (ast.Subscript, ast.keyword))
        for part in ([node.slice] if isinstance(node, ast.Subscript) else _size_of_a_cache(node))
        for inner in ast.walk(part)
    }
    for node in ast.walk(tree(path)):
        if (
            isinstance(node, ast.Constant)
            and node not in places
            and isinstance(node.value, (int, float))
            and not isinstance(node.value, bool)
            and node.value not in NEUTRAL
        ):
            yield node.value, node.lineno
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "Decimal"
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
            and float(node.args[0].value) not in NEUTRAL
        ):
            yield float(node.args[0].value), node.lineno


def _size_of_a_cache(keyword: ast.keyword) -> list[ast.expr]:
    return [keyword.value] if keyword.arg == "maxsize" else []


def test_no_number_of_the_rules_stands_in_domain_code() -> None:
    found = {
        (name_of(path), number): line
        for path in modules(*RULED) + QUALITY
        for number, line in numbers(path)
    }
    unjustified = {
        f"{name}:{line}: {n}" for (name, n), line in found.items() if (name, n) not in ALLOWED
    }
    assert unjustified == set()
    assert ALLOWED.keys() - found.keys() == set(), "allowed, but no longer there"


def test_a_number_in_code_would_be_found(tmp_path: Path) -> None:
    code = tmp_path / "code.py"
    code.write_text("X = 90\nY = Decimal('0.5')\nZ = [1, 0, -1, True][2]\nW = Decimal(f'{X}')\n")
    assert sorted(numbers(code)) == [(0.5, 2), (90, 1)]


def test_every_number_of_a_rulebook_has_its_article() -> None:
    checked = 0
    for service in SERVICES:
        for path in (ROOT / "services" / service / "rulebook").rglob("*.yaml"):
            for place, rule in rules(yaml.safe_load(path.read_text()), path.name):
                assert {"value", "unit", "article", "mark"} <= rule.keys(), place
                assert rule["mark"] in ("law", "pub", "ours"), place
                assert rule["article"].strip(), place
                checked += 1
    assert checked > 100


def rules(value: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every mapping that has a value, and where it stands."""
    if isinstance(value, dict):
        if "value" in value:
            yield place, value
        for key, inner in value.items():
            yield from rules(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from rules(inner, f"{place}[{number}]")
