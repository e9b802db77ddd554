"""What may change in a published schema, and what needs a new major."""

from decimal import Decimal
from typing import Any, Literal

import msgspec
import pytest

from schemas.compatibility import faults


class Plain(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    points: int
    grade: Literal["A", "B"]
    note: str | None = None
    tags: dict[str, int] = {}
    days: tuple[str, ...] = ()


class Dog(msgspec.Struct, tag_field="kind", tag="dog", forbid_unknown_fields=True):
    age: int


class Cat(msgspec.Struct, tag_field="kind", tag="cat", forbid_unknown_fields=True):
    age: int


class OlderCat(msgspec.Struct, tag_field="kind", tag="cat", forbid_unknown_fields=True):
    age: int
    lives: int


def schema(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a struct that is Plain but for these fields (None: without it)."""
    annotations = {
        field.name: (field.name, field.type)
        if field.required
        else (
            field.name,
            field.type,
            field.default_factory() if callable(field.default_factory) else field.default,
        )
        for field in msgspec.structs.fields(Plain)
    }
    for name, definition in fields.items():
        if definition is None:
            annotations.pop(name)
        else:
            annotations[name] = (name, *definition)
    built = msgspec.defstruct(
        "Built", list(annotations.values()), forbid_unknown_fields=True, kw_only=True
    )
    (reference,), components = msgspec.json.schema_components(
        [built], ref_template="#/$defs/{name}"
    )
    return {**reference, "$defs": components}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"added": (str | None, None)},
        {"points": (int | None,)},
        {"points": (float,)},
        {"points": (int | str,)},
        {"grade": (Literal["A", "B", "C"],)},
        {"grade": (str,)},
        {"name": (str, "unnamed")},
        {"note": (str | int | None, None)},
        {"tags": (dict[str, int | None], {})},
        {"days": (tuple[str | int, ...], ())},
    ],
)
def test_allowed(change: dict[str, Any]) -> None:
    assert faults(schema({}), schema(change)) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"note": None}, ".note: removed"),
        ({"added": (str,)}, ".added: required now"),
        ({"note": (str | None,)}, ".note: required now"),
        ({"points": (str,)}, ".points: type is now string"),
        ({"note": (str, "")}, ".note: null is no longer allowed"),
        ({"note": (int | None, None)}, ".note: string is no longer allowed"),
        ({"grade": (Literal["A"],)}, ".grade: ['B'] no longer allowed"),
        ({"name": (Literal["A"],)}, ".name: only ['A'] from now on"),
        ({"tags": (dict[str, str], {})}, ".tags.*: type is now string"),
        ({"days": (tuple[int, ...], ())}, ".days[]: type is now integer"),
        ({"name": (__import__("datetime").date,)}, ".name: format is now 'date'"),
    ],
)
def test_refused(change: dict[str, Any], fault: str) -> None:
    (found,) = faults(schema({}), schema(change))
    assert found.startswith(fault)


def test_a_kind_may_be_added_to_a_union_but_not_taken_away() -> None:
    one = schema({"animal": (Dog | int,)})
    two = schema({"animal": (Dog | Cat | int,)})
    assert faults(one, two) == []
    (found,) = faults(two, one)
    assert found.startswith(".animal: Cat is no longer allowed")


def test_a_kind_inside_a_union_is_compared_with_itself() -> None:
    before = schema({"animal": (Dog | Cat | int,)})
    after = schema({"animal": (Dog | OlderCat | int,)})
    (found,) = faults(before, after)
    assert ".animal: Cat is no longer allowed" in found
    assert "lives: required now" in found


def test_a_closed_object_may_open_but_an_open_one_not_close() -> None:
    closed = {"type": "object", "properties": {}, "additionalProperties": False}
    open_ = {"type": "object", "properties": {}}
    assert faults(closed, open_) == []
    assert faults(open_, closed) == [": further fields are no longer allowed"]


def test_a_decimal_that_becomes_a_whole_number_is_refused() -> None:
    before = schema({"points": (Decimal,)})
    assert faults(before, schema({})) == [".points: type is now integer"]
