"""The page of the public messages is current, and every public field says what it means."""

import re

from schemas import event_reference, field_meanings
from schemas.json_schema import all_schemas, event_schema
from schemas.messages import BODIES, GradeChanged, ReportSubmitted

PUBLIC = [body for topic in field_meanings.public_topics() for body in topic.carries]


def test_the_page_of_the_public_messages_is_current() -> None:
    assert event_reference.DOCUMENT.read_text("utf-8") == event_reference.document()


def test_every_public_field_has_a_meaning_and_no_meaning_is_of_a_field_that_is_gone() -> None:
    assert field_meanings.missing() == []
    assert field_meanings.stale() == []


def test_a_field_without_meaning_and_a_stale_one_are_found(monkeypatch) -> None:
    table = {"anywhere": {"no_such": "x"}, "GradeChanged": {"day": "x"}, "NoSuch": {"day": "x"}}
    monkeypatch.setattr(field_meanings, "_table", lambda: table)
    assert "GradeChanged.hash" in field_meanings.missing()
    assert "GradeChanged.day" not in field_meanings.missing()
    assert field_meanings.stale() == ["anywhere.no_such", "NoSuch.day"]


def test_every_public_message_has_its_section_and_no_other_has() -> None:
    sections = re.findall(r"^## (.+)$", event_reference.document(), re.MULTILINE)
    assert sections == [body.SUBJECT_ACTION for body in BODIES if body in PUBLIC]
    assert {"grade-changed", "alert-raised", "receipt-recorded"} <= set(sections)
    assert "contacts-stated" not in sections


def test_the_published_schemas_say_what_the_fields_mean() -> None:
    silent = [
        f"{name}: {struct}.{field}"
        for body in PUBLIC
        for name, schema in [(body.SUBJECT_ACTION, event_schema(body))]
        for struct, one in schema["$defs"].items()
        for field, of in one.get("properties", {}).items()
        if not of.get("description")
    ]
    assert silent == []
    score = event_schema(GradeChanged)["$defs"]["GradeChanged"]["properties"]["score"]
    assert score["description"].startswith("The points of 100 behind the new grade. Exact decimal")


def test_messages_that_are_not_public_stay_as_they_are() -> None:
    schema = event_schema(ReportSubmitted)["$defs"]["ReportSubmitted"]
    assert "description" not in schema["properties"]["layout"]
    assert len(all_schemas()) == len(BODIES)
