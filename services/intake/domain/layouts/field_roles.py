"""What the fields of a row hold, as far as it says which personal data may stand in them."""

from collections.abc import Iterator
from decimal import Decimal
from types import UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

import msgspec

from schemas.records import Content


class FieldRoles(NamedTuple):
    """`codes` hold those of enterprises, `numbers` those of documents, `figures` sums and counts.

    `known` are the names of all fields that are read.
    """

    codes: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    figures: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()


NO_ROLES = FieldRoles()


def _fields_of(kind: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - whatever annotates a field
    """Yield the names and types of all fields of a kind of record, those of its parts too."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        for field in msgspec.structs.fields(kind):
            yield field.name, field.type
            yield from _fields_of(field.type)
    else:
        for part in get_args(kind):
            yield from _fields_of(part)


def _holds_text(annotation: Any) -> bool:  # noqa: ANN401 - whatever annotates a field
    if get_origin(annotation) in {Union, UnionType, tuple}:
        return any(map(_holds_text, get_args(annotation)))
    return get_origin(annotation) is Literal or (
        isinstance(annotation, type) and issubclass(annotation, str | bool | msgspec.Struct)
    )


_FIELDS = [field for kind in get_args(Content) for field in _fields_of(kind)]
_TEXTS = {name for name, type_ in _FIELDS if _holds_text(type_)}
CODE_FIELDS = frozenset(
    name for name in _TEXTS if name.endswith(("_code", "_codes")) or name == "registration_number"
)
NUMBER_FIELDS = (
    frozenset(name for name in _TEXTS if name == "order" or name.endswith("_number")) - CODE_FIELDS
)
RECORD_ROLES = FieldRoles(
    codes=CODE_FIELDS | {"code"},
    numbers=NUMBER_FIELDS | {"document_number"},
    figures=frozenset(name for name, type_ in _FIELDS if {int, Decimal} & {type_, *get_args(type_)})
    - _TEXTS,
    known=frozenset(name for name, _ in _FIELDS)
    | {"code", "document_number", "occurred_on", "content", "withdrawn", "kind"},
)
DECISION_ROLES = FieldRoles(
    codes=frozenset({"identifier", "code"}),
    numbers=frozenset({"value", "holds"}),
    known=frozenset({"identifier", "code", "value", "holds", "decision", "reason", "decided_by"}),
)
