"""Rulebooks: YAML files, read strictly. What is wrong is told with file, line and key."""

import re
from collections.abc import Hashable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from schemas.vocabulary.rule_value import Edition

from .adoption import APPROVALS, content_hash, not_adopted

T = TypeVar("T")
E = TypeVar("E", bound=Edition)

Data = Any  # what YAML can hold
_FAILURE = re.compile(r"(?P<what>.*?)(?: - at `(?:key in )?\$(?P<path>.*)`)?", re.DOTALL)
_STEP = re.compile(r"\.(?P<field>[^.\[\]]+)|\[(?P<index>\d+)\]|(?P<some>\[\.\.\.\])")
_NAMED = re.compile(r"(?:unknown|required) field `(?P<field>[^`]+)`")


class RulebookError(ValueError):
    """A rulebook that can't be used: which file, which line, which key, and why."""

    def __init__(self, file: Path, line: int, key: str, what: str) -> None:
        super().__init__(f"{file}, line {line}, {key or 'document'}: {what}")
        self.file = file
        self.line = line
        self.key = key
        self.what = what


def load_editions(folder: Path, type_: type[E], *, drafts: bool = False) -> tuple[E, ...]:
    """Return the editions in a folder's *.yaml files, by scope and first day.

    Raises RulebookError where one can't be read, two overlap, or the folder has none; and, unless
    `drafts` may be loaded, where one was not adopted as it is.
    """
    found: dict[tuple[str, object], tuple[Path, E]] = {}
    for file in sorted(folder.glob("*.yaml")):
        edition = load_document(file, type_)
        if not drafts and (problem := adoption_problem(file, edition)) is not None:
            raise RulebookError(file, _line_of(file, APPROVALS), APPROVALS, problem)
        place = (edition.scope, edition.effective_from)
        if place in found:
            raise RulebookError(
                file,
                _line_of(file, "effective_from"),
                "effective_from",
                f"{found[place][0].name} begins on {edition.effective_from} too",
            )
        if any(other.edition == edition.edition for _, other in found.values()):
            line = _line_of(file, "edition")
            raise RulebookError(file, line, "edition", f"another one is named {edition.edition}")
        found[place] = (file, edition)
    if not found:
        raise RulebookError(folder, 0, "", "the folder holds no edition (*.yaml)")
    return tuple(
        sorted(
            (edition for _, edition in found.values()), key=lambda e: (e.scope, e.effective_from)
        )
    )


def hash_of(file: Path) -> str:
    """Return the hash of what an edition's file says, but the approvals. Raises RulebookError."""
    return content_hash(_data_of(file)[1])


def adoption_problem(file: Path, edition: Edition) -> str | None:
    """Return why an edition was not adopted as its file has it, or None."""
    return "; ".join(not_adopted(edition, hash_of(file))) or None


def load_document(file: Path, type_: type[T]) -> T:
    """Return one YAML file as a value of a type. Raises RulebookError."""
    root, data = _data_of(file)
    try:
        return msgspec.convert(data, type_)
    except ArithmeticError as error:
        raise RulebookError(file, 1, "", f"a number that is none: {error}") from error
    except msgspec.ValidationError as error:
        line, key, what = _locate(root, data, type_, str(error))
        raise RulebookError(file, line, key, what) from error


def _data_of(file: Path) -> tuple[yaml.Node, Data]:
    try:
        root = yaml.compose(file.read_text("utf-8"), Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise RulebookError(file, line, "", str(error.problem)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise RulebookError(file, 0, "", str(error)) from error
    if root is None:
        raise RulebookError(file, 1, "", "the file is empty")
    _refuse_repeated_keys(file, root, "")
    try:
        data = _construct(root)
    except (yaml.YAMLError, ValueError, ArithmeticError) as error:
        raise RulebookError(file, root.start_mark.line + 1, "", str(error)) from error
    return root, data


class _Loader(yaml.SafeLoader):
    """Reads numbers with a point exactly, as decimals."""


def _exact(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(loader.construct_scalar(node).replace("_", ""))


_Loader.add_constructor("tag:yaml.org,2002:float", _exact)


def _construct(root: yaml.Node) -> Data:
    loader = _Loader("")
    try:
        return loader.construct_document(root)
    finally:
        loader.dispose()


def _refuse_repeated_keys(file: Path, node: yaml.Node, key: str) -> None:
    seen: set[Hashable] = set()
    for name, place, child in _children(node):
        if isinstance(node, yaml.MappingNode) and name in seen:
            raise RulebookError(
                file, place.start_mark.line + 1, f"{key}{name}", "the key stands twice"
            )
        seen.add(name)
        _refuse_repeated_keys(file, child, f"{key}{name}.")


def _children(node: yaml.Node) -> Iterator[tuple[Data, yaml.Node, yaml.Node]]:
    """Yield name, the node of the name, and the node of the value."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield name.value, name, value
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield index, value, value


def _locate(root: yaml.Node, data: Data, type_: type[object], message: str) -> tuple[int, str, str]:
    """Return line, key and text of a validation error."""
    match = _FAILURE.fullmatch(message)
    what, path = (match["what"], match["path"] or "") if match else (message, "")
    node, names = root, list[str]()
    for step in _STEP.finditer(path):
        name = step["field"] or step["index"] or _guilty(data, type_, names)
        names.append(name)
        for candidate, _, child in _children(node):
            if str(candidate) == name:
                node = child
                break
    line = node.start_mark.line + 1
    named = _NAMED.search(what)
    if named:
        for candidate, place, _ in _children(node):
            if candidate == named["field"]:
                line = place.start_mark.line + 1
        names.append(named["field"])
    return line, ".".join(names), what


def _guilty(data: Data, type_: type[object], names: list[str]) -> str:
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
        except msgspec.ValidationError:
            holder.update(whole)
            return str(key)
    holder.update(whole)
    return "?"


def _line_of(file: Path, key: str) -> int:
    root = yaml.compose(file.read_text("utf-8"), Loader=_Loader)
    children = _children(root) if root is not None else ()
    return next((place.start_mark.line + 1 for name, place, _ in children if name == key), 1)
