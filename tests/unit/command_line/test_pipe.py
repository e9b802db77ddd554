from datetime import date

import pytest

from applications.pipe.pipe import Pipe
from applications.pipe.stages import build_stages
from development.demo.scenario import load_scenario
from schemas.codec import decode, encode
from schemas.messages import (
    DayBegan,
    EnterpriseDisclosed,
    MessageDeadLettered,
    RecordAdmitted,
    RecordDisclosed,
)
from schemas.topics import (
    ALERTS,
    DISCLOSED_RECORDS,
    DISCLOSURES,
    GRADE_CHANGES,
    MEASURE_CHANGES,
    REPORT_RECEIPTS,
    SERVICES,
    STANDINGS,
)
from tests.support.played_city import PlayedCity, sample_reports, story_reports


@pytest.fixture(scope="module")
def story():
    return load_scenario()


@pytest.fixture(scope="module")
def lines(story):
    reports = [encode(fact) for fact in sample_reports(story)]
    for step in story.steps:
        reports += [encode(fact) for fact in story_reports(step)]
    return reports


@pytest.fixture(scope="module")
def piped(lines):
    return list(Pipe(build_stages()).feed(lines, until=date(2028, 1, 15)))


def test_the_pipe_publishes_what_the_city_does(piped):
    city = PlayedCity(partitions=1)
    city.play()
    for topic in (REPORT_RECEIPTS, STANDINGS, GRADE_CHANGES, MEASURE_CHANGES, ALERTS):
        types = {body.event_type().encode() for body in topic.carries}
        from_pipe = [line for line in piped if any(type_ in line for type_ in types)]
        from_city = [record.value for record in city.log.all(topic.name)]
        assert from_city, topic.name
        assert sorted(from_pipe) == sorted(from_city), topic.name
    disclosed = [r.value for t in (DISCLOSURES, DISCLOSED_RECORDS) for r in city.log.all(t.name)]
    assert latest_disclosed(piped) == latest_disclosed(disclosed)


def test_pipes_in_a_row_do_what_one_does(lines, piped):
    flowing = lines
    for service in SERVICES:
        stages = build_stages(first=service, last=service)
        flowing = list(Pipe(stages).feed(flowing, until=date(2028, 1, 15)))
    disclosed = (EnterpriseDisclosed, RecordDisclosed)
    assert sorted(but(flowing, disclosed)) == sorted(but(piped, disclosed))
    assert latest_disclosed(flowing) == latest_disclosed(piped)


def but(lines, types):
    return [line for line in lines if not isinstance(decode(line).body, types)]


def latest_disclosed(lines):
    """Return what is public at the end: disclosure reads topics without an order among them."""
    latest = {}
    for fact in map(decode, lines):
        if isinstance(fact.body, EnterpriseDisclosed):
            latest[fact.subject] = fact.body.entry
        elif isinstance(fact.body, RecordDisclosed):
            latest[fact.subject] = fact.body
    assert len(latest) > 400
    return latest


def test_what_leaves_intake_is_records_and_days(lines):
    stages = build_stages(last="intake")
    bodies = [decode(line).body for line in Pipe(stages).feed(lines[:3], until=date(2026, 11, 2))]
    days = [body.day for body in bodies if isinstance(body, DayBegan)]
    assert days == [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 2)]
    assert sum(isinstance(body, RecordAdmitted) for body in bodies) == 3


def test_an_unreadable_line_is_set_aside_and_the_rest_goes_on(lines):
    found = list(Pipe(build_stages()).feed([b"not json", lines[0], b"", b'{"type": 1}']))
    bodies = [decode(line).body for line in found]
    dead = [body for body in bodies if isinstance(body, MessageDeadLettered)]
    assert [letter.reason for letter in dead] == ["not_cloudevent", "not_cloudevent"]
    assert any(body.SUBJECT_ACTION == "standing-assessed" for body in bodies)


def test_services_are_named_in_the_order_of_the_flow():
    with pytest.raises(ValueError, match="scoring stands before sanctions"):
        build_stages(first="sanctions", last="scoring")
