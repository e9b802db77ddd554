"""The rules as the public reads them: the numbers of each edition, with their articles."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from schemas.topics import DISCLOSURE, SCORING
from services.chassis.rules.strict_yaml import read_yaml

_SERVICES = Path(__file__).parents[2]
_BESIDE = ("edition", "effective_from", "approvals", "sector", "chinese", "english")


class PublishedValue(NamedTuple):
    """A value of the rules: the words of where it stands, what it is, and on what it rests."""

    words: tuple[str, ...]
    value: Any
    unit: str
    article: str
    mark: str


class PublishedRule(NamedTuple):
    """A part of an edition with its values; a rule of a pack has names, another part has not."""

    word: str
    chinese: str | None
    english: str | None
    values: tuple[PublishedValue, ...]


class PublishedEdition(NamedTuple):
    """An edition: of the rules on disclosure (`sector` None) or of a sector's pack."""

    edition: str
    effective_from: date
    sector: str | None
    rules: tuple[PublishedRule, ...]

    def cut_offs(self) -> dict[str, Any]:
        """Return from how many points on each grade is given, as far as it has such."""
        return {
            value.words[0]: value.value
            for rule in self.rules
            if rule.word == "grades"
            for value in rule.values
            if value.words[1:] == ("at_least",)
        }


def published_rules(rulebooks: Path | None = None) -> tuple[PublishedEdition, ...]:
    """Return the editions on disclosure and of all packs, in a folder or (None) as shipped.

    Raises RulebookError.
    """
    editions: list[PublishedEdition] = []
    for room in (DISCLOSURE, SCORING):
        folder = rulebooks / room if rulebooks else _SERVICES / room / "rulebook"
        editions += (_edition(read_yaml(file)[1]) for file in sorted(folder.glob("*.yaml")))
    return tuple(sorted(editions, key=lambda each: (each.sector or "", each.effective_from)))


def in_force_on(
    editions: Iterable[PublishedEdition], day: date
) -> tuple[list[PublishedEdition], list[PublishedEdition]]:
    """Return the editions in force on a day, one of each sector, and those still to come."""
    current: dict[str | None, PublishedEdition] = {}
    upcoming: list[PublishedEdition] = []
    for each in sorted(editions, key=lambda each: each.effective_from):
        if each.effective_from > day:
            upcoming.append(each)
        else:
            current[each.sector] = each
    return list(current.values()), upcoming


def _edition(data: dict[str, Any]) -> PublishedEdition:
    rules: list[PublishedRule] = []
    for part, content in data.items():
        if part in _BESIDE:
            continue
        if part == "rules":
            rules += (_rule(word, each) for word, each in content.items())
        elif values := tuple(_values(content, ())):
            rules.append(PublishedRule(part, None, None, values))
    return PublishedEdition(
        data["edition"], data["effective_from"], data.get("sector"), tuple(rules)
    )


def _rule(word: str, content: dict[str, Any]) -> PublishedRule:
    names = content["chinese"], content["english"]
    return PublishedRule(word, *names, tuple(_values(content, ())))


def _values(data: Any, words: tuple[str, ...]) -> Iterator[PublishedValue]:  # noqa: ANN401 - any YAML
    """Yield each mapping that is a value of the rules, with the words of its path."""
    if isinstance(data, dict):
        if "value" in data and "article" in data:
            yield PublishedValue(words, data["value"], data["unit"], data["article"], data["mark"])
            return
        for key, child in data.items():
            yield from _values(child, (*words, str(key)))
    elif isinstance(data, list):
        for index, child in enumerate(data, 1):
            name = child.get("name", index) if isinstance(child, dict) else index
            yield from _values(child, (*words, str(name)))
