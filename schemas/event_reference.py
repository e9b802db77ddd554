"""Generates docs/events.md: each public message field by field, with an example.

`python -m schemas.event_reference` writes it; a test demands that it is current.
"""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import inspect as types

from schemas.field_meanings import meaning, public_topics, structs_of
from schemas.json_schema import schema_name
from schemas.messages import BODIES, Body
from schemas.prose import paragraph
from schemas.topics import WORLD

DOCUMENT = Path(__file__).parents[1] / "docs" / "events.md"
EXAMPLES = Path(__file__).parent / "examples"
_HEADER = """# The public messages, field by field

Written by `make schemas` from `schemas/messages` and `schemas/field_meanings.yaml`. How to get
them: [changes](how-to/changes.md), [webhooks](how-to/webhooks.md). To the letter they are in
[schemas/published](../schemas/published) (JSON Schema, AsyncAPI 3). Readers must take more than
that says: new fields, new values and new types come without a new major
([check yours](../examples/contract/README.md)).

Every message is a CloudEvent 1.0 in structured JSON (`application/cloudevents+json`); what is
described below is its `data`.

| attribute | what |
|---|---|
| `id` | equal ids are the same fact: keep those that you have seen |
| `source` | which service said so |
| `type` | `safety-credit.<kind>.v<major>` |
| `subject` | the message's key: of an enterprise its unified social credit code |
| `time` | when it was known, UTC |
| `occurredat` | when it happened, UTC |
| `correlationid` | the first message of the chain of causes |
| `causationid` | the message that caused this one, or null |

Days are calendar days in Asia/Shanghai (`2026-03-05`), instants UTC. Numbers with a point are exact
decimals: read them as such, never as floats. *Needed*: the field is always there (it may be null
where that is said); the others may be missing, and then have their default.
"""
_NAMES: dict[type[types.Type], str] = {
    types.StrType: "text",
    types.IntType: "whole number",
    types.DecimalType: "decimal",
    types.BoolType: "true or false",
    types.DateType: "day",
    types.DateTimeType: "instant",
    types.NoneType: "null",
    types.AnyType: "any value",
}


def document() -> str:
    """Return the whole page."""
    bodies = list(dict.fromkeys(body for topic in public_topics() for body in topic.carries))
    bodies.sort(key=BODIES.index)
    contents = "".join(
        paragraph(f"- [`{body.SUBJECT_ACTION}`](#{body.SUBJECT_ACTION}): {_summary(body)}", "  ")
        + "\n"
        for body in bodies
    )
    return f"{_HEADER}\n{contents}" + "".join(f"\n{_of_message(body)}" for body in bodies)


def _summary(struct: type[Any]) -> str:
    return (inspect.getdoc(struct) or "").partition("\n")[0]


def _of_message(body: type[Body]) -> str:
    topics = [topic for topic in public_topics() if body in topic.carries]
    compacted = " (compacted: the latest of each key)"
    topic_notes = [
        f"`{topic.name}`{compacted if ('cleanup.policy', 'compact') in topic.config else ''},"
        f" by {topic.producer}, keyed by {topic.key}"
        f"{'' if WORLD in topic.consumers else ', for offices of the city alone'}"
        for topic in topics
    ]
    first, *inner = structs_of(body)
    lines = [
        f"## {body.SUBJECT_ACTION}",
        paragraph(
            f"Type `{body.event_type()}`, on {'; on '.join(topic_notes)}."
            f" [JSON Schema](../schemas/published/json-schema/{schema_name(body)})."
        ),
        "",
        paragraph(_prose(first)),
        "",
        *_table(first),
    ]
    for struct in inner:
        prose = paragraph(f"**{struct.__name__}**: {_prose(struct)}")
        lines += ["", prose, "", *_table(struct)]
    return "\n".join([*lines, *_example(body)]) + "\n"


def _prose(struct: type[Any]) -> str:
    return " ".join((inspect.getdoc(struct) or "").split())


def _table(struct: type[Any]) -> Iterator[str]:
    yield "| field | what | needed | meaning |"
    yield "|---|---|---|---|"
    info = types.type_info(struct)
    if not isinstance(info, types.StructType):
        raise TypeError(f"{struct} is no struct")
    name = struct.__name__
    if info.tag_field:
        yield f"| `{info.tag_field}` | `{info.tag}` | yes | {meaning(name, info.tag_field)} |"
    for field in info.fields:
        needed = "yes" if field.required else ""
        meaning_text = meaning(name, field.encode_name)
        yield f"| `{field.encode_name}` | {_words(field.type)} | {needed} | {meaning_text} |"


def _words(of: types.Type) -> str:
    if isinstance(of, types.UnionType):
        return " or ".join(map(_words, of.types))
    if isinstance(of, types.LiteralType | types.EnumType):
        values = of.values if isinstance(of, types.LiteralType) else [each.value for each in of.cls]
        return ", ".join(f"`{value}`" for value in values)
    if isinstance(of, types.VarTupleType):
        return f"list of {_words(of.item_type)}"
    if isinstance(of, types.DictType):
        return f"names to {_words(of.value_type)}"
    if isinstance(of, types.StructType):
        return of.cls.__name__
    return _NAMES[type(of)]


def _example(body: type[Body]) -> list[str]:
    """Return the first golden message; a type that is too new to have one shows none."""
    golden = sorted((EXAMPLES / body.SUBJECT_ACTION / f"v{body.MAJOR}").glob("*.json"))
    return ["", "```json", golden[0].read_text("utf-8").rstrip("\n"), "```"] if golden else []


if __name__ == "__main__":
    DOCUMENT.write_text(document(), "utf-8")
