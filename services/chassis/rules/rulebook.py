"""Rulebooks: YAML files, read strictly. What is wrong is told with file, line and key."""

import re
from datetime import date
from pathlib import Path
from typing import TypeVar

import msgspec
import yaml

from schemas.vocabulary.rule_value import Edition
from services.chassis.clock import Clock, day_of, system_clock

from .adoption import APPROVALS, content_hash, not_adopted
from .strict_yaml import Data, RulebookError, children, line_of, read_yaml

T = TypeVar("T")
E = TypeVar("E", bound=Edition)

__all__ = ["RulebookError"]  # from here it is known

_FAILURE = re.compile(r"(?P<what>.*?)(?: - at (?:`key` in )?`\$(?P<path>.*)`)?", re.DOTALL)
_STEP = re.compile(r"\.(?P<field>[^.\[\]]+)|\[(?P<index>\d+)\]|(?P<some>\[\.\.\.\])")
_WITHIN = re.compile(r"(?P<path>[^\s:`]+): (?P<what>.+)", re.DOTALL)  # what our own checks raise
_NAMED = re.compile(r"(?:unknown|required) field `(?P<field>[^`]+)`")


def load_editions(
    folder: Path, type_: type[E], *, drafts: bool = False, clock: Clock = system_clock
) -> tuple[E, ...]:
    """Return the editions in a folder's *.yaml files, by scope and first day.

    Raises RulebookError where one can't be read, two overlap, or the folder has none; and, unless
    `drafts` may be loaded, where one was not adopted as it is by the clock's day.
    """
    today = day_of(clock())
    editions: dict[tuple[str, object], tuple[Path, E]] = {}
    for file in sorted(folder.glob("*.y*ml")):
        if file.suffix != ".yaml":
            raise RulebookError(file, 0, "", "would not be read; name it *.yaml or take it away")
        edition = load_document(file, type_)
        if not drafts and (problem := adoption_problem(file, edition, today)) is not None:
            raise RulebookError(file, _line_of(file, APPROVALS), APPROVALS, problem)
        scope_and_first_day = (edition.scope, edition.effective_from)
        if scope_and_first_day in editions:
            raise RulebookError(
                file,
                _line_of(file, "effective_from"),
                "effective_from",
                f"{editions[scope_and_first_day][0].name} begins on {edition.effective_from} too",
            )
        if any(other.edition == edition.edition for _, other in editions.values()):
            line = _line_of(file, "edition")
            raise RulebookError(file, line, "edition", f"another one is named {edition.edition}")
        editions[scope_and_first_day] = (file, edition)
    if not editions:
        raise RulebookError(folder, 0, "", "the folder holds no edition (*.yaml)")
    return tuple(
        sorted(
            (edition for _, edition in editions.values()), key=lambda e: (e.scope, e.effective_from)
        )
    )


def hash_of(file: Path) -> str:
    """Return the hash of what an edition's file says, but the approvals. Raises RulebookError."""
    return content_hash(read_yaml(file)[1])


def adoption_problem(file: Path, edition: Edition, today: date) -> str | None:
    """Return why an edition was not adopted, by a day and as its file has it, or None."""
    return "; ".join(not_adopted(edition, hash_of(file), today)) or None


def load_document(file: Path, type_: type[T], text: str | None = None) -> T:
    """Return one YAML file (or a text that it shall hold) as a value of a type.

    Raises RulebookError.
    """
    root, data = read_yaml(file, text)
    try:
        return msgspec.convert(data, type_)
    except ArithmeticError as error:
        raise RulebookError(file, 1, "", f"a number that is none: {error}") from error
    except msgspec.ValidationError as error:
        line, key, what = located(root, data, type_, str(error))
        raise RulebookError(file, line, key, what) from error


def located(root: yaml.Node, data: Data, type_: type[object], message: str) -> tuple[int, str, str]:
    """Return line, key and text of a validation error."""
    match = _FAILURE.fullmatch(message)
    what, path = (match["what"], match["path"] or "") if match else (message, "")
    node, line, names = root, line_of(root), list[str]()
    for step in _STEP.finditer(path):
        name = step["field"] or step["index"] or _guilty(data, type_, names, message)
        node, line = node_below(node, name) or (node, line)
        names.append(name)
    if named := _NAMED.search(what):
        _, line = node_below(node, named["field"]) or (node, line)
        names.append(named["field"])
    elif within := _WITHIN.fullmatch(what):
        steps = within["path"].split(".")
        while steps and (child := node_below(node, steps[0])):
            node, line = child
            names.append(steps.pop(0))
        what = f"{'.'.join(steps)}: {within['what']}" if steps else within["what"]
    return line, ".".join(names), what


def node_below(node: yaml.Node, name: str) -> tuple[yaml.Node, int] | None:
    """Return the node under a key or at an index, and its line; None where there is none."""
    for candidate, name_node, child in children(node):
        if str(candidate) == name:
            return child, line_of(name_node)
    return None


def _guilty(data: Data, type_: type[object], names: list[str], message: str) -> str:
    """Return the key of a mapping whose value is wrong (the error itself doesn't name it)."""
    holder = data
    for name in names:
        holder = holder[int(name)] if isinstance(holder, list) else holder[name]
    whole = dict(holder)
    for key, value in whole.items():
        holder.clear()
        holder[key] = value
        try:
            msgspec.convert(data, type_)
        except msgspec.ValidationError as error:
            if str(error) != message:
                continue
            holder.update(whole)
            return str(key)
    holder.update(whole)
    return "?"


def _line_of(file: Path, key: str) -> int:
    root, _ = read_yaml(file)
    child = node_below(root, key)
    return child[1] if child else 1
