"""What really travels in a city keeps the published contract."""

import re

import jsonschema
import msgspec
import pytest

from schemas.codec import decode, encode
from schemas.json_schema import all_schemas
from schemas.topics import catalogue
from tests.support.sample_city import sample_city

VALIDATORS = {
    schema["title"]: jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.FormatChecker()
    )
    for schema in all_schemas().values()
}
TOPICS = [topic.name for topic in catalogue() if sample_city().log.all(topic.name)]
CHECKED_A_TOPIC = 60


def test_enough_topics_carry_something() -> None:
    assert len(TOPICS) >= 15


@pytest.mark.parametrize("topic", TOPICS)
def test_every_message_is_written_canonically(topic: str) -> None:
    for record in sample_city().log.all(topic):
        value = record.value or b""
        assert encode(decode(value)) == value


@pytest.mark.parametrize("topic", TOPICS)
def test_messages_fit_their_published_schema(topic: str) -> None:
    records = sample_city().log.all(topic)
    step = max(1, len(records) // CHECKED_A_TOPIC)
    for record in records[::step]:
        event = msgspec.json.decode(record.value or b"")
        VALIDATORS[event["type"]].validate(event)


@pytest.mark.parametrize("topic", [name for name in TOPICS if not name.startswith("reports-")])
def test_every_instant_is_in_utc(topic: str) -> None:
    """Equal instants in other offsets would give other bytes after a state was stored."""
    elsewhere = re.compile(rb'T[0-9:.]+[+-][0-9]{2}:[0-9]{2}"')
    offending = [
        record.value
        for record in sample_city().log.all(topic)
        if topic != "report-rejections" and elsewhere.search(record.value or b"")
    ]
    assert offending == []
