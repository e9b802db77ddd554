"""Generates docs/how-to/records.md: each kind of record with its fields, reporters and an example.

`python -m schemas.record_reference` writes it; a test demands that it is current.
"""

import inspect
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec import inspect as types

from schemas.prose import paragraph
from schemas.records import Content
from schemas.vocabulary.department import departments

DOCUMENT = Path(__file__).parents[1] / "docs" / "how-to" / "records.md"
EXAMPLES = Path(__file__).parent / "examples" / "reports"
_HEADER = """# The kinds of record

Written by `make schemas` from `schemas/records` and `schemas/vocabulary/departments`. This is the
city's own language: what every layout is brought into, and what a department may send as it is with
the layout `record` ([how to report](report.md)).
Money is in yuan, days are calendar days in Asia/Shanghai (`2026-03-05`), instants have an offset.

**A correction** is the same record (kind, enterprise, `document_number`) with another content, from
the department that reported it first. **A withdrawal** is the same with `"withdrawn": true`: from
then on it counts as never having been. The same finding from a second department, with the same
number, enterprise and day, counts once, and both are named as its sources.
"""
_NAMES: dict[type[types.Type], str] = {
    types.StrType: "text",
    types.IntType: "whole number",
    types.DecimalType: "number",
    types.BoolType: "true or false",
    types.DateType: "day",
    types.DateTimeType: "instant",
}


def document() -> str:
    """Return the whole page."""
    kinds = sorted(get_args(Content), key=_tag)
    return _HEADER + "".join(f"\n{_of_kind(kind)}" for kind in kinds)


def _tag(kind: type[msgspec.Struct]) -> str:
    return str(kind.__struct_config__.tag)


def _of_kind(kind: type[msgspec.Struct]) -> str:
    tag = _tag(kind)
    reporters = [f"`{each.code}`" for each in departments() if tag in each.record_kinds]
    summary, _, more = (inspect.getdoc(kind) or "").partition("\n")
    lines = [
        f"## `{tag}`",
        paragraph(" ".join(f"{summary} {more}".split())),
        paragraph(f"Reported by {', '.join(reporters)}."),
        "",
        "| field | what | needed |",
        "|---|---|---|",
        *_fields(kind, ""),
        "",
        "```json",
        _example(tag),
        "```",
    ]
    return "\n".join(lines) + "\n"


def _fields(kind: type[Any], path: str) -> list[str]:
    info = types.type_info(kind)
    if not isinstance(info, types.StructType):
        raise TypeError(f"{kind} is no struct")
    rows: list[str] = []
    for field in info.fields:
        needed = "yes" if field.required else ""
        name = f"{path}{field.name}"
        rows.append(f"| `{name}` | {_words(field.type)} | {needed} |")
        if (inner := _struct_within(field.type)) is not None:
            rows += _fields(inner, f"{name}.")
    return rows


def _words(of: types.Type) -> str:
    if isinstance(of, types.UnionType):
        return " or ".join(
            _words(each) for each in of.types if not isinstance(each, types.NoneType)
        )
    if isinstance(of, types.LiteralType):
        return ", ".join(f"`{value}`" for value in of.values)
    if isinstance(of, types.EnumType):
        return ", ".join(f"`{member.value}`" for member in of.cls)
    if isinstance(of, types.VarTupleType):
        return f"list: {_words(of.item_type)}"
    if isinstance(of, types.StructType):
        return "object"
    return _NAMES[type(of)]


def _struct_within(of: types.Type) -> type[Any] | None:
    if isinstance(of, types.UnionType):
        return next((struct for each in of.types if (struct := _struct_within(each))), None)
    if isinstance(of, types.VarTupleType):
        return _struct_within(of.item_type)
    return of.cls if isinstance(of, types.StructType) else None


def _example(tag: str) -> str:
    example = msgspec.yaml.decode((EXAMPLES / f"{tag}.yaml").read_bytes())
    report = {"layout": "record", "fields": example["report"]}
    return msgspec.json.format(msgspec.json.encode(report), indent=1).decode()


if __name__ == "__main__":
    DOCUMENT.write_text(document())
