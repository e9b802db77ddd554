"""What each field of the public messages means, from field_meanings.yaml.

The meanings stand beside the types, not in them: a sentence a field would bury the few lines that
say what a message is, and one sentence serves the many types that have the same field.
"""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from msgspec import inspect as types

from schemas.messages import Body
from schemas.topics import OUTSIDE, Topic, catalogue

ANYWHERE = "anywhere"


def public_topics() -> tuple[Topic, ...]:
    """Return the topics that are read outside, by everybody or by the city's offices alone."""
    return tuple(topic for topic in catalogue() if not set(OUTSIDE).isdisjoint(topic.consumers))


@cache
def public_structs() -> tuple[type[Any], ...]:
    """Return the types of the public messages and of all that stands in them."""
    structs: dict[type[Any], None] = {}
    for topic in public_topics():
        for body in topic.carries:
            structs.update(dict.fromkeys(structs_of(body)))
    return tuple(structs)


def structs_of(body: type[Body]) -> Iterator[type[Any]]:
    """Yield a message's type, and those that stand in it."""
    pending: list[types.Type] = [types.type_info(body)]
    seen: set[type[Any]] = set()
    while pending:
        of = pending.pop(0)
        if isinstance(of, types.UnionType):
            pending += of.types
        elif isinstance(of, types.VarTupleType):
            pending.append(of.item_type)
        elif isinstance(of, types.StructType) and of.cls not in seen:
            seen.add(of.cls)
            yield of.cls
            pending += [field.type for field in of.fields]


def meaning(struct: str, field: str) -> str | None:
    """Return what a field of a type means (None: the type is not public)."""
    if struct not in {each.__name__ for each in public_structs()}:
        return None
    table = _table()
    return table.get(struct, {}).get(field) or table[ANYWHERE].get(field)


def stale() -> list[str]:
    """Return the types and fields of the table that there are not."""
    fields = {each.__name__: set(_fields(each)) for each in public_structs()}
    everywhere = set[str]().union(*fields.values())
    return [
        f"{struct}.{field}"
        for struct, row in _table().items()
        for field in row
        if field not in (everywhere if struct == ANYWHERE else fields.get(struct, ()))
    ]


def missing() -> list[str]:
    """Return the fields of public messages that have no meaning."""
    return [
        f"{each.__name__}.{field}"
        for each in public_structs()
        for field in _fields(each)
        if not meaning(each.__name__, field)
    ]


def _fields(struct: type[Any]) -> Iterator[str]:
    yield from (field.encode_name for field in msgspec.structs.fields(struct))
    if struct.__struct_config__.tag_field:
        yield struct.__struct_config__.tag_field


@cache
def _table() -> dict[str, dict[str, str]]:
    file = files(__package__).joinpath("field_meanings.yaml")
    return msgspec.yaml.decode(file.read_bytes(), type=dict[str, dict[str, str]])
