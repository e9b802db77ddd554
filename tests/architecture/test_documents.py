"""A topic, setting, command or make word that no document names fails the build."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import typer
from pydantic_settings import BaseSettings

from schemas.prose import WIDTH
from schemas.topics import SERVICES, catalogue
from schemas.vocabulary.measure_kind import MeasureKind
from services.chassis.settings import ServiceSettings
from services.command_line.app import build
from tests.support.source_tree import PRODUCT, ROOT, called, modules

DOCUMENTS = {
    path.relative_to(ROOT): path.read_text()
    for path in (
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").rglob("*.md")),
    )
}
TEXT = "\n".join(DOCUMENTS.values())
PRINTED = Path("tests/snapshots/alerts.md")  # what notify says, as it says it


def settings_classes() -> list[type[BaseSettings]]:
    found: list[type[BaseSettings]] = [ServiceSettings]
    for service in SERVICES:
        module = import_module(f"services.{service}.settings")
        found.extend(
            value
            for value in vars(module).values()
            if isinstance(value, type) and issubclass(value, BaseSettings)
        )
    return found


def variables() -> list[str]:
    return sorted(
        {
            f"{model.model_config.get('env_prefix', '')}{name}".upper()
            for model in settings_classes()
            for name in model.model_fields
        }
    )


def commands() -> list[str]:
    def below(group: object, words: str) -> list[str]:
        inner = getattr(group, "commands", None)
        if inner is None:
            return [words]
        return [found for name, one in inner.items() for found in below(one, f"{words} {name}")]

    return below(typer.main.get_command(build()), "safety-credit")


def words() -> list[str]:
    return re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_every_topic_is_named() -> None:
    missing = [
        topic.name
        for topic in catalogue()
        if not topic.name.startswith("reports-") and f"`{topic.name}`" not in TEXT
    ]
    missing += [] if "reports-<department>" in TEXT else ["reports-<department>"]
    assert missing == []


def test_every_setting_is_named_and_describes_itself() -> None:
    assert len(variables()) > 8
    assert [name for name in variables() if f"`{name}`" not in TEXT] == []
    for model in settings_classes():
        for name, field in model.model_fields.items():
            assert field.description, f"{model.__name__}.{name}"


def test_every_command_is_named() -> None:
    assert len(commands()) > 8
    assert [command for command in commands() if command not in TEXT] == []


def test_every_measure_has_its_row() -> None:
    text = (ROOT / "docs/how-to/measures.md").read_text()
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    named = re.findall(r"`(\w+)`", " ".join(rows))
    kinds = [kind.value for kind in MeasureKind]
    assert sorted(name for name in named if name in kinds) == sorted(kinds)


def test_every_make_word_is_named() -> None:
    assert len(words()) > 8
    assert [
        word for word in words() if f"`make {word}`" not in TEXT and f"`{word}`" not in TEXT
    ] == []


def test_every_reason_of_a_dead_letter_is_named_with_what_helps() -> None:
    reasons = {
        text
        for path in modules("schemas", "services/chassis")
        for name, call in called(path)
        if name.endswith(("UndecodableError", "set_aside", "_set_aside"))
        for part in call.args
        if isinstance(part, ast.Constant)
        and isinstance(text := part.value, str)
        and re.fullmatch(r"[a-z]+(_[a-z]+)*", text)
    }
    assert len(reasons) > 10
    text = (ROOT / "docs/how-to/operate.md").read_text()
    assert [reason for reason in sorted(reasons) if f"`{reason}`" not in text] == []


def test_every_named_make_word_and_command_exists() -> None:
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)\b", TEXT, re.MULTILINE))
    assert named - set(words()) == set()
    groups = {command.split()[1] for command in commands()}
    mentioned = set(re.findall(r"\bsafety-credit ([a-z][a-z-]+)", TEXT))
    assert mentioned - groups == set()


def prose_lines() -> Iterator[tuple[Path, int, str]]:
    """Yield each line that is neither of a table nor shown as it is typed or printed."""
    folders = (*PRODUCT, "docs", "examples", "samples", "tests/snapshots")
    below = (path for folder in folders for path in (ROOT / folder).rglob("*.md"))
    for path in (*ROOT.glob("*.md"), *below):
        shown = False
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if line.lstrip().startswith("```"):
                shown = not shown
            elif not shown and not line.startswith("|"):
                yield path.relative_to(ROOT), number, line


def test_no_line_of_prose_is_longer_than_the_width_that_is_read_with_ease() -> None:
    lines = [(path, number, line) for path, number, line in prose_lines() if path != PRINTED]
    assert len(lines) > 1000
    assert [f"{path}:{number}" for path, number, line in lines if len(line) > WIDTH] == []


@pytest.mark.parametrize("document", sorted(DOCUMENTS), ids=str)
def test_every_link_leads_somewhere(document: object) -> None:
    path = ROOT / str(document)
    targets = re.findall(r"\]\((?!https?:)([^)#\s]+)", path.read_text())
    missing = [target for target in targets if not (path.parent / target).exists()]
    assert missing == []


def test_every_decision_says_what_is_lost_by_it() -> None:
    decisions = {p: text for p, text in DOCUMENTS.items() if re.match(r"docs/decisions/\d", str(p))}
    template = next(text for p, text in decisions.items() if "0000" in str(p))
    headings = re.findall(r"^## .+$", template, re.MULTILINE)
    assert len(headings) >= 3
    for path, text in decisions.items():
        assert [heading for heading in headings if heading not in text] == [], str(path)
