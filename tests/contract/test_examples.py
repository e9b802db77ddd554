"""The golden examples are read, written again byte for byte, and fit the published schemas."""

import re
from pathlib import Path

import jsonschema
import msgspec
import pytest

from schemas import asyncapi
from schemas.codec import decode, encode
from schemas.messages import BODIES, RecordAdmitted
from schemas.records import Content
from schemas.vocabulary import enterprise_code
from tests.support.golden_examples import EXAMPLES

FILES = sorted(EXAMPLES.rglob("*.json"))
CURRENT = {(body.SUBJECT_ACTION, f"v{body.MAJOR}") for body in BODIES}


def kind_of(path: Path) -> tuple[str, str]:
    return path.parent.parent.name, path.parent.name


def name_of(path: Path) -> str:
    return str(path.relative_to(EXAMPLES))


def test_every_message_type_has_an_example() -> None:
    assert {kind_of(path) for path in FILES} >= CURRENT


def test_every_kind_of_record_has_an_example() -> None:
    shown = set()
    for path in FILES:
        body = decode(path.read_bytes()).body
        if isinstance(body, RecordAdmitted):
            shown.add(type(body.content))
    assert shown == set(Content.__args__)


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_an_example_is_read_and_written_again_as_it_was(path: Path) -> None:
    golden = path.read_bytes()
    fact = decode(golden)
    action, major = kind_of(path)
    assert action == fact.body.SUBJECT_ACTION
    if (action, major) in CURRENT:
        assert msgspec.json.format(encode(fact), indent=2) + b"\n" == golden
    assert decode(encode(fact)) == fact


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_an_example_fits_its_published_schema(path: Path) -> None:
    action, major = kind_of(path)
    schema = (asyncapi.PUBLISHED / "json-schema" / f"{action}.{major}.json").read_bytes()
    validator = jsonschema.Draft202012Validator(
        msgspec.json.decode(schema), format_checker=jsonschema.FormatChecker()
    )
    example = msgspec.json.decode(path.read_bytes())
    validator.validate(example)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**example, "data": {**example["data"], "unknown": 1}})
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**example, "type": "safety-credit.other.v1"})


def test_no_example_holds_personal_data() -> None:
    numbers = [
        (name_of(path), found)
        for path in FILES
        for found in re.findall(r"(?<![0-9A-Z])[0-9]{17}[0-9X](?![0-9A-Z])", path.read_text())
        if not enterprise_code.check_fits(found)
    ]
    assert numbers == []
