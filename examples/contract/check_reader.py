"""Checks that a reader takes the city's messages, those of today and those of the next versions.

`python check_reader.py --types grade-changed,standing-assessed -- <command of your reader>`

The command gets one message on its standard input, prints what it understood of it, and exits with
0; it exits with anything else where it refuses the message. Standard library only, any language.
"""

import argparse
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).parents[2] / "schemas"
SECONDS = 30
_NUMBER = re.compile(r'"\\u0000([^"\\]+)\\u0000"')

Schema = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A message, and what a reader has to do with it.

    `same`: take it and print the same as of the golden one; `taken`: take it; `refused`: refuse it.
    """

    name: str
    message: bytes
    expected: str


def main() -> int:
    """Check; print what the reader got wrong; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--types", required=True, help="those that you read, with commas between")
    parser.add_argument("--messages", type=Path, default=SCHEMAS / "examples")
    parser.add_argument("--schemas", type=Path, default=SCHEMAS / "published" / "json-schema")
    parser.add_argument("reader", nargs="+", help="the command, after --")
    arguments = parser.parse_args()
    wrong = checked = 0
    for kind in arguments.types.split(","):
        majors = (arguments.messages / kind).glob("v*")
        newest = max(majors, key=lambda folder: int(folder.name[1:]), default=Path("none"))
        goldens = sorted(newest.glob("*.json"))
        schema_file = arguments.schemas / f"{kind}.{newest.name}.json"
        if not goldens or not schema_file.exists():
            parser.error(f"{kind}: no golden message or no schema of this type")
        schema = json.loads(schema_file.read_text())
        for golden in goldens:
            for case, fault in faults(golden.read_bytes(), schema, arguments.reader):
                checked += 1
                if fault:
                    wrong += 1
                    print(f"{kind}/{golden.stem}, {case}: {fault}")
    print(f"{checked - wrong} of {checked} right")
    return 1 if wrong else 0


def faults(golden: bytes, schema: Schema, reader: list[str]) -> Iterator[tuple[str, str | None]]:
    """Yield each case of a golden message with what the reader did wrong (None: nothing)."""
    code, understood, said = ask(reader, golden)
    if code != 0 or not understood:
        yield "as published", f"exit code {code}, printed {understood!r}: {said}"
        return
    yield "as published", None
    for case in cases(golden, schema):
        code, printed, said = ask(reader, case.message)
        if case.expected == "refused":
            yield case.name, None if code else "taken, although its fields may mean other things"
        elif code != 0:
            yield case.name, f"exit code {code}: {said}"
        elif case.expected == "same" and printed != understood:
            yield case.name, f"understood otherwise: {printed!r}, not {understood!r}"
        else:
            yield case.name, None


def ask(reader: list[str], message: bytes) -> tuple[int, str, str]:
    """Return exit code, what the reader printed, and the last line that it complained with."""
    done = subprocess.run(reader, input=message, capture_output=True, timeout=SECONDS, check=False)
    complaint = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    return done.returncode, done.stdout.decode(errors="replace").strip(), complaint


def cases(golden: bytes, schema: Schema) -> Iterator[Case]:
    """Yield what may come instead of a golden message."""
    event = _parsed(golden)
    data = event["data"]
    body = _resolved(schema, schema["properties"]["data"])
    yield Case("in another order, on one line", _bytes(_reversed(event), None), "same")
    extended = event | {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
    yield Case("with an attribute of CloudEvents that is new", _bytes(extended), "same")
    yield Case("with a new field", _bytes(event | {"data": data | {"new_field": 1}}), "same")
    everywhere = _with_new_fields(schema, body, data)
    yield Case("with new fields in every object", _bytes(event | {"data": everywhere}), "same")
    needed = {name: data[name] for name in data if name in body.get("required", ())}
    yield Case("without what may be missing", _bytes(event | {"data": needed}), "taken")
    for name, changed in _with_new_values(schema, body, data):
        yield Case(f"with a new value of {name}", _bytes(event | {"data": changed}), "taken")
    other = {"type": "safety-credit.something-happened.v1", "data": {"new_field": 1}}
    yield Case("of a type that is new", _bytes(event | other), "taken")
    name, _, major = event["type"].rpartition(".v")
    newer = f"{name}.v{int(major) + 1}"
    yield Case("of the next major", _bytes(event | {"type": newer}), "refused")


def _with_new_fields(root: Schema, schema: Schema, value: Any) -> Any:
    """Add a field to every object that has named fields (not to free maps of names to values)."""
    for each in (_resolved(root, found) for found in _alternatives(_resolved(root, schema))):
        if isinstance(value, list) and isinstance(each.get("items"), dict):
            return [_with_new_fields(root, each["items"], part) for part in value]
        if isinstance(value, dict) and "properties" in each:
            known = each["properties"]
            inner = {n: _with_new_fields(root, known.get(n, {}), value[n]) for n in value}
            return inner | {"new_field": {"a": [1, "b"]}}
    return value


def _with_new_values(root: Schema, schema: Schema, data: Any) -> Iterator[tuple[str, Any]]:
    """Yield the data with a new word in each field that has one of a list of words."""
    for name, value in data.items():
        of = [_resolved(root, each) for each in _alternatives(schema["properties"].get(name, {}))]
        if isinstance(value, str) and any("enum" in each for each in of):
            yield name, data | {name: "something_new"}


def _alternatives(schema: Schema) -> list[Schema]:
    return schema.get("anyOf", [schema])


def _resolved(root: Schema, schema: Schema) -> Schema:
    reference = schema.get("$ref", "")
    return root["$defs"][reference.rpartition("/")[2]] if reference else schema


def _reversed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _reversed(value[name]) for name in reversed(value)}
    return [_reversed(part) for part in value] if isinstance(value, list) else value


def _parsed(message: bytes) -> dict[str, Any]:
    """Read a message; numbers with a point keep their digits, which a float would not."""
    return json.loads(message, parse_float=lambda digits: f"\0{digits}\0")


def _bytes(event: dict[str, Any], indent: int | None = 2) -> bytes:
    return _NUMBER.sub(r"\1", json.dumps(event, indent=indent)).encode()


if __name__ == "__main__":
    sys.exit(main())
