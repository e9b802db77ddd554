"""The kinds of record, by the name that they have on the wire."""

from collections.abc import Mapping
from functools import cache
from typing import get_args

import msgspec

from schemas.records import Content
from schemas.records.base import Record

KINDS: Mapping[str, type[Record]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(Content)
}


def kind_of(content: Content) -> str:
    """Return the name of a record's kind."""
    return str(content.__struct_config__.tag)


@cache
def required_fields(kind: str) -> tuple[str, ...]:
    """Return the names of the fields that a record of this kind can't be without."""
    return tuple(field.name for field in msgspec.structs.fields(KINDS[kind]) if field.required)


@cache
def required_within(kind: str, name: str) -> tuple[str, ...]:
    """Return the names of the fields that a part (or each of the parts) at a field needs."""
    types = {field.name: field.type for field in msgspec.structs.fields(KINDS[kind])}
    for each in (types.get(name), *get_args(types.get(name))):
        if isinstance(each, type) and issubclass(each, msgspec.Struct):
            return tuple(one.name for one in msgspec.structs.fields(each) if one.required)
    return ()
