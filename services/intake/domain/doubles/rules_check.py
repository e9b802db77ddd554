"""Checks that the rules on doubles name kinds and fields that exist, done as they are loaded."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Any, get_args

import msgspec

from services.intake.domain.records.kinds import KINDS

from .rules import EACH, DoubleRules, Side

_DAYS = date  # an instant is one too
_NUMBERS = (int, Decimal)


def problems_of(rules: DoubleRules) -> Iterator[str]:
    """Yield what is wrong with the rules, one sentence each."""
    for name, rule in rules.rules.items():
        for kind, side in rule.kinds.items():
            if kind not in KINDS:
                yield f"rule {name}: no kind {kind!r}"
            else:
                yield from (f"rule {name}: {problem}" for problem in _of_side(kind, side))


def _of_side(kind: str, side: Side) -> Iterator[str]:
    paths = (side.day, *side.same, *side.above_zero, *side.stated, *side.only)
    values = {path: _types_at(KINDS[kind], path) for path in paths}
    for path in (path for path, types in values.items() if not types):
        yield f"{kind} has no field {path!r}"
    if any(not issubclass(each, _DAYS) for each in values[side.day]):
        yield f"{side.day!r} of {kind} is no day"
    for path in side.above_zero:
        if any(not issubclass(each, _NUMBERS) for each in values[path]):
            yield f"{path!r} of {kind} is no number"
    if not side.same:
        yield f"of {kind} nothing has to be the same"


def _types_at(kind: type, path: str) -> set[type]:
    """Return the types of what may stand at a path of a record; none where nothing can."""
    types = {kind}
    for step in path.split("."):
        fields = [_fields_of(each) for each in types]
        if step == EACH:
            if not all("reported_on" in each for each in fields):
                return set()
        else:
            types = {
                step_type for each in fields if step in each for step_type in _plain(each[step])
            }
    return types


def _fields_of(kind: type) -> Mapping[str, Any]:
    if not issubclass(kind, msgspec.Struct):
        return {}
    return {field.name: field.type for field in msgspec.structs.fields(kind)}


def _plain(annotation: Any) -> set[type]:  # noqa: ANN401 - whatever a field is annotated with
    """Return the types that an annotation is made of: of X | None, tuple[X, ...], Literal[x]."""
    if isinstance(annotation, type) and not get_args(annotation):
        return set() if annotation is NoneType else {annotation}
    parts = (each for each in get_args(annotation) if each is not Ellipsis)
    return {
        part_type
        for each in parts
        for part_type in (_plain(each) if not isinstance(each, str | int) else {type(each)})
    }
