"""The project's own source as syntax trees, for tests of its architecture."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("schemas", "services", "applications", "development")
SERVICES = ("intake", "scoring", "sanctions", "notify", "disclosure")


def modules(*folders: str) -> list[Path]:
    """Return the Python files below folders of the project."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def files_of(service: str, room: str) -> list[Path]:
    """Return the files of a service's room: one module, or a folder of that name."""
    folder = ROOT / "services" / service / room
    return modules(str(folder)) if folder.is_dir() else [folder.with_suffix(".py")]


@cache
def tree(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text(), str(path))


def name_of(path: Path) -> str:
    """Return a path as it stands in the project."""
    return str(path.relative_to(ROOT))


def imported(path: Path) -> Iterator[str]:
    """Yield the absolute names that a file imports, wherever in it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def called(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Yield the dotted name of what is called, and the call."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and (name := dotted(node.func)):
            yield name, node


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` for such an expression, or nothing for another."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""
