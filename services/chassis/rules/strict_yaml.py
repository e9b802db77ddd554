"""YAML, read strictly: what stands there is what it looks like, or an error names where it stands.

YAML 1.1 reads `010` as eight, `1:30` as ninety, `no` as false. Nobody who writes rules means that.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import yaml

Data = Any  # what YAML can hold

_TAG = "tag:yaml.org,2002:"
_DEEPEST = 100  # collections within collections
_MOST_BY_ALIASES = 100_000  # nodes: 300 bytes of aliases of aliases can stand for millions
_NUMBERS = {f"{_TAG}int", f"{_TAG}float"}
_PLAIN = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")


class RulebookError(ValueError):
    """A rulebook that can't be used: which file, which line, which key, and why."""

    def __init__(self, file: Path, line: int, key: str, what: str) -> None:
        super().__init__(f"{file}, line {line}, {key or 'document'}: {what}")
        self.file = file
        self.line = line
        self.key = key
        self.what = what


def read_yaml(file: Path, text: str | None = None) -> tuple[yaml.Node, Data]:
    """Return a file's YAML (or that of a text which it shall hold) as nodes and as data.

    Raises RulebookError.
    """
    try:
        root = _composed(file.read_text("utf-8") if text is None else text)
        if root is None:
            raise RulebookError(file, 1, "", "the file is empty")
        for fault in _faults(file, root, ""):
            raise fault
        return root, _construct(root)
    except RecursionError as error:
        raise RulebookError(file, 1, "", "something there holds itself, or is too deep") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise RulebookError(file, line, "", str(error.problem)) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RulebookError(
            file, line, "", "it is not UTF-8 here; save the file as UTF-8"
        ) from error
    except (OSError, yaml.YAMLError) as error:
        raise RulebookError(file, 0, "", str(error)) from error


def strict_faults(file: Path) -> Iterator[RulebookError]:
    """Yield each thing in a file that is not what it looks like; nothing where YAML is broken."""
    with suppress(yaml.YAMLError, OSError, UnicodeDecodeError, RecursionError):
        root = _composed(file.read_text("utf-8"))
        if root is not None:
            yield from _faults(file, root, "")


def _composed(text: str) -> yaml.Node | None:
    """Return a text as nodes.

    Raises RecursionError for one that is too deep (libyaml would die) or holds itself, and
    MarkedYAMLError for one whose aliases stand for so much that walking it would not end.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                raise RecursionError
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    root: yaml.Node | None = yaml.compose(text, Loader=_Loader)
    sizes: dict[int, int] = {}
    if root is not None and _size(root, sizes) - len(sizes) > _MOST_BY_ALIASES:
        what = f"aliases stand for more than {_MOST_BY_ALIASES} nodes"
        raise yaml.MarkedYAMLError(problem=what, problem_mark=root.start_mark)
    return root


def _size(node: yaml.Node, sizes: dict[int, int]) -> int:
    """Return how many nodes one stands for, each alias counted as what it names.

    `sizes` holds those of the nodes before, 0: not yet known. Raises RecursionError where a node
    holds itself.
    """
    identity = id(node)
    if identity not in sizes:
        sizes[identity] = 0
        size = 1
        for _, name, child in children(node):
            size += _size(child, sizes) + (_size(name, sizes) if name is not child else 0)
        sizes[identity] = size
    elif not sizes[identity]:
        raise RecursionError
    return sizes[identity]


def children(node: yaml.Node) -> Iterator[tuple[Data, yaml.Node, yaml.Node]]:
    """Yield name, the node of the name, and the node of the value."""
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield name.value, name, value
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield index, value, value


def line_of(node: yaml.Node) -> int:
    """Return the line on which a node begins."""
    return int(node.start_mark.line) + 1


class _Loader(yaml.CSafeLoader):
    """Reads numbers with a point exactly, as decimals; by libyaml, in a tenth of the time."""


def _exact(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(loader.construct_scalar(node))


_Loader.add_constructor(f"{_TAG}float", _exact)


def _construct(root: yaml.Node) -> Data:
    loader = _Loader("")
    try:
        return loader.construct_document(root)
    finally:
        loader.dispose()


def _faults(file: Path, node: yaml.Node, key: str) -> Iterator[RulebookError]:
    """Yield where a key stands twice, or a scalar is not what it looks like."""
    if isinstance(node, yaml.ScalarNode) and (problem := _problem(node)) is not None:
        yield RulebookError(file, line_of(node), key.removesuffix("."), problem)
    seen: set[str | int] = set()
    for name, name_node, child in children(node):
        if isinstance(name, list):
            yield RulebookError(
                file, line_of(name_node), key.removesuffix("."), "a key is one word"
            )
            continue
        if name in seen:
            yield RulebookError(file, line_of(name_node), f"{key}{name}", "the key stands twice")
        seen.add(name)
        if name_node is not child:
            yield from _faults(file, name_node, f"{key}{name}.")
        yield from _faults(file, child, f"{key}{name}.")


def _problem(node: yaml.ScalarNode) -> str | None:
    """Return what is wrong with a scalar, or None."""
    written = str(node.value)
    if node.tag in _NUMBERS and not _PLAIN.fullmatch(written):
        return f"{written} is no plain decimal number; write the digits alone, or a text in quotes"
    if node.tag == f"{_TAG}bool" and written not in {"true", "false"}:
        return f"{written} is neither true nor false; write one of them, or a text in quotes"
    if node.tag == f"{_TAG}str" and not node.style and _is_number(written):
        return f"{written} is no plain decimal number; write the digits alone, or a text in quotes"
    if node.tag == f"{_TAG}timestamp":
        try:
            _construct(node)
        except ValueError as error:
            return f"{written} is no day: {error}"
    return None


def _is_number(written: str) -> bool:
    """Say whether a word would be taken for a number where one is wanted, as `1e3` and `NaN`."""
    try:
        Decimal(written)
    except InvalidOperation:
        return False
    return True
