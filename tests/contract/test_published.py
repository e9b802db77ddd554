"""What is published is what the code says, and it hangs together."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from schemas import asyncapi, record_reference
from schemas.json_schema import all_schemas
from schemas.messages import BODIES
from schemas.topic import FIVE_YEARS
from schemas.topics import SERVICES, catalogue

DOCUMENT = asyncapi.document()


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def resolve(document: Any, pointer: str) -> Any:
    for part in pointer.removeprefix("#/").split("/"):
        document = document[part]
    return document


def test_the_committed_files_are_those_that_the_code_generates() -> None:
    generated = asyncapi.generate()
    committed = {
        str(path.relative_to(asyncapi.PUBLISHED)): path.read_bytes()
        for path in asyncapi.PUBLISHED.rglob("*")
        if path.is_file()
    }
    current = {name: committed.get(name) for name in generated}
    assert current == generated, "run `make schemas`"
    old_majors = committed.keys() - generated.keys()
    assert {name.partition(".v")[0] for name in old_majors} <= {
        name.partition(".v")[0] for name in generated
    }


@pytest.mark.parametrize("name", sorted(all_schemas()))
def test_each_schema_is_valid_and_stands_alone(name: str) -> None:
    schema = all_schemas()[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    for reference in references(schema):
        assert resolve(schema, reference)


def test_every_reference_of_the_asyncapi_document_leads_somewhere() -> None:
    files = asyncapi.generate()
    for reference in references(DOCUMENT):
        if reference.startswith("#/"):
            assert resolve(DOCUMENT, reference)
        else:
            assert reference.removeprefix("./") in files


def test_every_topic_has_its_channel_and_its_parties() -> None:
    assert list(DOCUMENT["channels"]) == [topic.name for topic in catalogue()]
    for topic in catalogue():
        actions = {
            name.partition("-send-" if operation["action"] == "send" else "-receive-")[0]: (
                operation["action"]
            )
            for name, operation in DOCUMENT["operations"].items()
            if operation["channel"]["$ref"] == f"#/channels/{topic.name}"
            and operation["action"] == "receive"
        }
        assert set(actions) == set(topic.consumers)
        assert f"{topic.producer}-send-{topic.name}" in DOCUMENT["operations"]


def test_every_message_type_is_described() -> None:
    messages = DOCUMENT["components"]["messages"]
    assert set(messages) == {body.SUBJECT_ACTION for body in BODIES}
    assert all(message["summary"].endswith((".", ":")) for message in messages.values())


def test_compacted_topics_and_those_of_a_stated_time_say_so() -> None:
    channels = DOCUMENT["channels"]
    standings = channels["standings"]["bindings"]["kafka"]["topicConfiguration"]
    assert standings == {"cleanup.policy": ["compact"]}
    assert channels["dead-letters-intake"]["bindings"]["kafka"]["topicConfiguration"] == {
        "retention.ms": int(FIVE_YEARS),
        "max.message.bytes": 2 * 1024 * 1024,
    }
    assert len([name for name in channels if name.startswith("dead-letters-")]) == len(SERVICES)


def test_a_schema_that_old_messages_would_fail_is_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert asyncapi.main([], tmp_path) == 0
    path = tmp_path / "json-schema" / "day-began.v1.json"
    schema = msgspec.json.decode(path.read_bytes())
    schema["$defs"]["DayBegan"]["properties"]["season"] = {"type": "string"}
    before = msgspec.json.encode(schema)
    path.write_bytes(before)

    assert asyncapi.main([], tmp_path) == 1
    assert "day-began.v1.json: .data.season: removed" in capsys.readouterr().err
    assert path.read_bytes() == before

    assert asyncapi.main(["--replace"], tmp_path) == 0
    assert path.read_bytes() == asyncapi.generate()["json-schema/day-began.v1.json"]


def test_the_page_of_the_kinds_of_record_is_current() -> None:
    assert record_reference.DOCUMENT.read_text("utf-8") == record_reference.document()
