"""What a service's README and the GLOSSARY name exists: modules, identifiers, commands, routes."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from schemas.topics import catalogue
from tests.support.source_tree import PRODUCT, ROOT, SERVICES, modules, tree

READMES = {service: ROOT / "services" / service / "README.md" for service in SERVICES}
GLOSSARY = ROOT / "GLOSSARY.md"


@cache
def identifiers() -> frozenset[str]:
    """Return the names that the code gives: modules, classes, fields, layouts, wire words."""
    names = {topic.name for topic in catalogue()}
    names.update(layout.stem for layout in (ROOT / "services/intake/rulebook/layouts").iterdir())
    for path in modules(*PRODUCT):
        names.add(path.stem)
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                names.add(node.name)
            elif isinstance(node, ast.arg):
                names.add(node.arg)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                names.add(node.value)
    return frozenset(names)


def exists(name: str, rooms: tuple[Path, ...]) -> bool:
    """Say whether a name in backticks is something of the project's."""
    if name.startswith(("safety-credit ", "GET ", "POST ")):  # test_documents looks at commands
        return name.startswith("safety-credit") or name.split()[1] in identifiers()
    if call := re.fullmatch(r"(\w+)\(.*\)", name):
        return call[1] in identifiers()
    if any((room / name).exists() or (room / f"{name}.py").exists() for room in rooms):
        return True
    if "/" in name:
        return False
    if "<" in name:
        return name.partition("<")[0] + "work-safety" in identifiers()
    return all(part in identifiers() for part in name.split("."))


def named_in(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


@pytest.mark.parametrize("service", SERVICES)
def test_what_a_readme_names_exists(service: str) -> None:
    room = READMES[service].parent
    rooms = (room, ROOT, room / "adapters", room / "domain", ROOT / "services")
    names = named_in(READMES[service].read_text())
    assert len(names) > 8
    assert [name for name in names if not exists(name, rooms)] == []


def test_what_the_glossary_names_exists() -> None:
    cells = [line.split("|")[3] for line in GLOSSARY.read_text().splitlines() if line[:2] == "| "]
    names = [name for cell in cells for name in named_in(cell)]
    assert len(names) > 80
    assert [name for name in names if not exists(name, (ROOT, *map(room_of, SERVICES)))] == []


def test_every_term_of_the_glossary_has_a_counterpart() -> None:
    rows = [line.split("|") for line in GLOSSARY.read_text().splitlines() if line[:2] == "| "]
    terms = [row for row in rows if row[1].strip() != "term"]
    assert len(rows) - len(terms) == 2  # the law's words, and the machine's
    assert [row[1].strip() for row in terms if len(row) != 5 or not named_in(row[3])] == []


def room_of(service: str) -> Path:
    return ROOT / "services" / service


@pytest.mark.parametrize(
    "name",
    ["domain/no_such", "NoSuch", "Band.no_such", "GET /no-such", "no_such(a, b)", "no/file.md"],
)
def test_a_name_of_nothing_is_seen(name: str) -> None:
    assert not exists(name, (ROOT, *map(room_of, SERVICES)))
