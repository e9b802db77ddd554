"""Every service is the same few names; modules are small and named for what they are."""

import ast
import re
from importlib import import_module

import pytest

from tests.support.source_tree import (
    PRODUCT,
    ROOT,
    SERVICES,
    called,
    imported,
    modules,
    name_of,
    tree,
)

MODULES = {
    "__init__",
    "translation",
    "handlers",
    "read_model",
    "stage",
    "settings",
    "worker",
    "api",
}
FOLDERS = {"domain", "rulebook"}
OPTIONAL_FOLDERS = {"adapters", "pages"}
OPTIONAL_MODULES = {
    "access_register",
    "dispatcher",
    "exporter",
    "sealer",
}  # processes beside a worker and an API
MOST_LINES = 250
MOST_WITHOUT_README = 5  # modules of a folder
EMPTY_NAMES = re.compile(r"(^|_)(utils?|commons?|helpers?|managers?|misc|stuff|tools?)(_|$)")
OURS = (*PRODUCT, "tests", "benchmarks", "examples")


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_exactly_the_known_rooms(service: str) -> None:
    folder = ROOT / "services" / service
    files = {path.stem for path in folder.glob("*.py")}
    folders = {p.name for p in folder.iterdir() if p.is_dir() and p.name != "__pycache__"}
    grown = folders & MODULES  # a room that outgrew one module is a folder of its name
    stage = import_module(f"services.{service}.stage").build_stage()
    expected = MODULES if stage.has_views else MODULES - {"read_model"}
    assert (files | grown) - OPTIONAL_MODULES == expected
    assert not files & grown
    assert folders - OPTIONAL_FOLDERS - grown == FOLDERS
    assert (folder / "domain" / "__init__.py").exists()
    assert not list((folder / "rulebook").rglob("*.py")), "a rulebook is data"
    assert list((folder / "rulebook").rglob("*.yaml")), "rules are data"
    assert (folder / "README.md").read_text().startswith(f"# {service}\n")


def test_a_large_room_says_what_it_is_for() -> None:
    rooms = {path.parent for path in modules(*PRODUCT)}
    large = [room for room in rooms if len(list(room.glob("*.py"))) - 1 > MOST_WITHOUT_README]
    assert len(large) > 10
    assert [str(room) for room in sorted(large) if not (room / "README.md").exists()] == []


def test_services_are_those_of_the_catalogue() -> None:
    folders = {p.name for p in (ROOT / "services").iterdir() if (p / "domain").exists()}
    assert folders == set(SERVICES)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_entered_alike(service: str) -> None:
    entries = {
        "stage": {"build_stage"},
        "handlers": {"build"},
        "worker": {"main"},
        "api": {"create_app", "main"},
    }
    for module, wanted in entries.items():
        folder = ROOT / "services" / service
        file = folder / f"{module}.py"
        body = tree(file if file.exists() else folder / module / "__init__.py").body
        defined = {node.name for node in body if isinstance(node, ast.FunctionDef)}
        assert wanted <= defined, f"{service}/{module}.py"


def test_modules_are_small() -> None:
    lines = {name_of(path): len(path.read_text().splitlines()) for path in modules(*OURS)}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def test_no_module_has_an_empty_name() -> None:
    named = [
        part for path in modules(*OURS) for part in path.relative_to(ROOT).with_suffix("").parts
    ]
    assert len(named) > 100
    assert [name for name in named if EMPTY_NAMES.search(name)] == []


def test_settings_are_built_only_where_a_program_begins() -> None:
    """Not at import, and inside a service only in main() and create_app()."""
    offenders = set()
    for path in modules(*PRODUCT):
        inside: set[ast.Call] = set()
        beginnings = ("main", "create_app")
        is_a_program = name_of(path).startswith(("services/command_line/", "development/"))
        for node in ast.walk(tree(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and (
                is_a_program or node.name in beginnings
            ):
                inside |= {call for call in ast.walk(node) if isinstance(call, ast.Call)}
        for name, call in called(path):
            if re.fullmatch(r"[A-Za-z]*Settings", name) and call not in inside:
                offenders.add(f"{name_of(path)}:{call.lineno} {name}()")
    assert offenders == set()


def test_an_ignored_rule_has_its_reason_beside_it() -> None:
    ignore = re.compile(r"# (noqa|type: ignore)(?P<rest>.*)")
    bare = [
        f"{name_of(path)}:{number}"
        for path in modules(*OURS)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if (found := ignore.search(line))
        and "re.compile" not in line
        and not re.search(r"( - |\s# )\S", found["rest"])
    ]
    assert bare == []


def test_no_test_imports_another_test() -> None:
    """What tests share is in tests/support, named by what it gives."""
    tests = [path for path in modules("tests") if path.name.startswith("test_")]
    assert len(tests) > 200
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts) for path in tests}
    for path in modules("tests"):
        used = {each.rpartition(".")[0] for each in imported(path)} & names
        assert (name_of(path), used) == (name_of(path), set())
        assert re.search(r"^from \.test_", path.read_text(), re.MULTILINE) is None, name_of(path)
