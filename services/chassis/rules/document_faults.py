"""All that is wrong with a rulebook's file, at once: each fault with its line and key."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
import yaml

from schemas.vocabulary.rule_value import ContradictionsError

from .rulebook import located, node_below
from .strict_yaml import Data, RulebookError, line_of, read_yaml, strict_faults

Type = Any  # a class, or what `typing` makes of classes
Part = tuple[str, Data, Type]


def faults_of(file: Path, type_: Type) -> list[RulebookError]:
    """Return every fault of a file that shall hold a value of a type; none where it does.

    What YAML itself can't read hides what is behind it, so that it is named alone.
    """
    try:
        root, data = read_yaml(file)
    except RulebookError as error:
        return list(strict_faults(file)) or [error]
    return list(_Document(file, root).faults(root, data, type_, ()))


class _Document:
    def __init__(self, file: Path, root: yaml.Node) -> None:
        self._file = file
        self._root = root

    def faults(
        self, node: yaml.Node, data: Data, type_: Type, names: tuple[str, ...]
    ) -> Iterator[RulebookError]:
        """Yield the faults of the parts; of the whole only where no part is to blame."""
        try:
            msgspec.convert(data, type_)
            return
        except (msgspec.ValidationError, ArithmeticError) as error:
            whole = error
        count = 0
        for fault in self._of_parts(node, data, type_, names):
            count += 1
            yield fault
        if not count:
            yield from self._of_the_whole(node, data, type_, names, whole)

    def _of_parts(
        self, node: yaml.Node, data: Data, type_: Type, names: tuple[str, ...]
    ) -> Iterator[RulebookError]:
        type_ = _chosen(type_, data)
        if _is_struct(type_) and isinstance(data, dict):
            yield from self._of_names(node, data, type_, names)
        for name, part, of in _parts(data, type_):
            below = node_below(node, name)
            yield from self.faults(below[0] if below else node, part, of, (*names, name))

    def _of_names(
        self, node: yaml.Node, data: Mapping[str, Data], type_: Type, names: tuple[str, ...]
    ) -> Iterator[RulebookError]:
        fields = {field.encode_name: field for field in msgspec.structs.fields(type_)}
        config = _class_of(type_).__struct_config__
        for name in data:
            if config.forbid_unknown_fields and name not in {*fields, config.tag_field}:
                below = node_below(node, str(name))
                line = below[1] if below else line_of(node)
                yield self._fault(line, (*names, str(name)), "an unknown key; take it out")
        for name, field in fields.items():
            if field.required and name not in data:
                yield self._fault(line_of(node), (*names, name), "is missing")

    def _of_the_whole(
        self,
        node: yaml.Node,
        data: Data,
        type_: Type,
        names: tuple[str, ...],
        error: Exception,
    ) -> Iterator[RulebookError]:
        if isinstance(error, ArithmeticError):
            yield self._fault(line_of(node), names, f"a number that is none: {error}")
            return
        cause = error.__cause__
        texts = cause.faults if isinstance(cause, ContradictionsError) else (str(error),)
        for text in texts:
            line, key, what = located(node, data, type_, text)
            yield self._fault(line, (*names, *filter(None, [key])), what)

    def _fault(self, line: int, names: tuple[str, ...], what: str) -> RulebookError:
        return RulebookError(self._file, line, ".".join(names), what)


def _parts(data: Data, type_: Type) -> Iterator[Part]:
    """Yield the parts of a value with the type that each shall have."""
    if _is_struct(type_) and isinstance(data, dict):
        for field in msgspec.structs.fields(type_):
            if field.encode_name in data:
                yield field.encode_name, data[field.encode_name], field.type
        return
    arguments, origin = get_args(type_), _class_of(type_)
    if origin is dict and isinstance(data, dict):
        yield from ((str(name), part, arguments[1]) for name, part in data.items())
    if origin in {tuple, list} and isinstance(data, list) and Ellipsis in arguments:
        yield from ((str(index), part, arguments[0]) for index, part in enumerate(data))


def _chosen(type_: Type, data: Data) -> Type:
    """Return the type that a value can be meant for, where several may stand."""
    if _class_of(type_) is Annotated:
        return _chosen(get_args(type_)[0], data)
    if _class_of(type_) not in {Union, UnionType}:
        return type_
    choices = [each for each in get_args(type_) if each is not type(None)]
    if isinstance(data, dict):
        tagged = [
            each
            for each in choices
            if _is_struct(each)
            and (config := _class_of(each).__struct_config__).tag_field
            and data.get(config.tag_field) == config.tag
        ]
        choices = tagged or choices
    return _chosen(choices[0], data) if len(choices) == 1 else type_


def _class_of(type_: Type) -> Any:  # noqa: ANN401 - a class, whichever
    return get_origin(type_) or type_


def _is_struct(type_: Type) -> bool:
    return isinstance(_class_of(type_), type) and issubclass(_class_of(type_), msgspec.Struct)
