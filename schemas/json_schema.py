"""JSON Schema (2020-12) of every message type, as it stands on the wire: a CloudEvent."""

import inspect
from typing import Any

import msgspec

from schemas.field_meanings import meaning
from schemas.messages import BODIES, Body

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DECIMAL = {
    "type": ["number", "string"],
    "format": "decimal",
    "pattern": r"^-?[0-9]+(\.[0-9]+)?$",
    "description": "Exact decimal: written as a number, also read from a string; never a float.",
}
Schema = dict[str, Any]


def event_schema(body: type[Body]) -> Schema:
    """Return the self-contained schema of the events that carry this body."""
    (reference,), components = msgspec.json.schema_components([body], ref_template="#/$defs/{name}")
    return {
        "$schema": DIALECT,
        "$id": f"urn:safety-credit:schema:{body.SUBJECT_ACTION}:v{body.MAJOR}",
        "title": body.event_type(),
        "description": summary_of(body),
        "type": "object",
        "properties": _envelope(body.event_type()) | {"data": reference},
        "required": [
            "specversion",
            "id",
            "source",
            "type",
            "subject",
            "time",
            "occurredat",
            "correlationid",
            "data",
        ],
        "$defs": {
            name: _with_meanings(name, _on_the_wire(schema))
            for name, schema in sorted(components.items())
        },
    }


def summary_of(body: type[Body]) -> str:
    """Return the first line of a body's description."""
    return (inspect.getdoc(body) or "").partition("\n")[0]


def schema_name(body: type[Body]) -> str:
    """Return the name of the published file of a type's schema, without its folder."""
    return f"{body.SUBJECT_ACTION}.v{body.MAJOR}.json"


def all_schemas() -> dict[str, Schema]:
    """Return the schema of every type by its file's name."""
    return {schema_name(body): event_schema(body) for body in BODIES}


def _envelope(event_type: str) -> Schema:
    instant = {"type": "string", "format": "date-time"}
    text = {"type": "string", "minLength": 1}
    return {
        "specversion": {"const": "1.0"},
        "id": text | {"description": "Equal ids are the same fact; keep those that you have seen."},
        "source": text,
        "type": {"const": event_type},
        "subject": text | {"description": "The message key."},
        "time": instant | {"description": "When it was known, UTC."},
        "occurredat": instant | {"description": "When it happened, UTC."},
        "correlationid": text | {"description": "The first message of the chain of causes."},
        "causationid": {"type": ["string", "null"], "description": "The message that caused it."},
        "datacontenttype": {"const": "application/json"},
    }


def _on_the_wire(schema: Any) -> Any:  # noqa: ANN401 - any part of a JSON Schema
    """Return the schema with tidy descriptions, and decimals as the codec writes them."""
    if isinstance(schema, list):
        return [_on_the_wire(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("format") == "decimal":
        return DECIMAL | {key: schema[key] for key in schema.keys() & {"default"}}
    tidy = {key: _on_the_wire(part) for key, part in schema.items()}
    if isinstance(tidy.get("description"), str):
        tidy["description"] = inspect.cleandoc(tidy["description"])
    return tidy


def _with_meanings(struct: str, schema: Schema) -> Schema:
    """Return a type's schema with what its fields mean, where it is public."""
    for field, of in schema.get("properties", {}).items():
        if field_meaning := meaning(struct, field):
            form = of.get("description")
            of["description"] = f"{field_meaning} {form}" if form else field_meaning
    return schema
