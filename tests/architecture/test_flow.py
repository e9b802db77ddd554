"""Law 8: topics flow one way, and each stage reads and writes what the catalogue says."""

import re

import pytest

from schemas.codec import decode
from schemas.messages import BODIES, DayBegan
from schemas.topics import (
    CONTACTS,
    DECISION_SEALS,
    DELIVERIES,
    DELIVERY_RECEIPTS,
    EARLY_WARNINGS,
    INTAKE,
    NOTIFY,
    SCORING,
    SERVICES,
    SUBSCRIPTIONS,
    WORLD,
    catalogue,
)
from schemas.vocabulary.department import departments
from services.command_line.stages import build_stages
from tests.support.sample_city import sample_city

STAGES = {stage.service: stage for stage in build_stages()}
ROOMS = ("departments", *SERVICES, WORLD)
REPORTING = {department.code for department in departments()}
# What notify's API and dispatcher remember: they hold it by themselves, the stage never sees it.
REMEMBERED = (SUBSCRIPTIONS, CONTACTS, DELIVERIES)


def room(party: str) -> int:
    return ROOMS.index("departments" if party in REPORTING else party)


def test_no_topic_leads_back() -> None:
    for topic in catalogue():
        for consumer in topic.consumers:
            assert room(topic.producer) <= room(consumer), topic.name
            if room(topic.producer) == room(consumer):
                inner = topic.producer == INTAKE or topic in REMEMBERED
                assert inner, f"{topic.name}: only intake and notify's memory are inner topics"


def test_inner_topics_stand_before_all_else_that_their_service_writes() -> None:
    order = [topic.name for topic in catalogue()]
    inner = [
        topic
        for topic in catalogue()
        if topic.producer in topic.consumers and topic not in REMEMBERED
    ]
    outer = [
        topic
        for topic in catalogue()
        if topic.producer == SERVICES[0] and topic not in inner and topic.consumers != (WORLD,)
    ]
    assert [topic.name for topic in inner] == ["identifications", "admissions", "report-receipts"]
    assert max(order.index(topic.name) for topic in inner) < min(
        order.index(topic.name) for topic in outer
    )


@pytest.mark.parametrize("service", SERVICES)
def test_a_stage_reads_and_writes_what_the_catalogue_says(service: str) -> None:
    stage = STAGES[service]
    reads = {topic.name for topic in catalogue() if service in topic.consumers}
    writes = {topic.name for topic in catalogue() if topic.producer == service}
    remembered = {topic.name for topic in REMEMBERED}
    assert {topic.name for topic in stage.reads} == reads - remembered
    # Seals are written by who seals, receipts of deliveries and what is remembered by who delivers.
    beside = {f"dead-letters-{service}", DECISION_SEALS.name, DELIVERY_RECEIPTS.name, *remembered}
    assert {topic.name for topic in stage.writes} == writes - beside
    assert {topic.name for topic in stage.relays_days_to} <= writes


def test_what_is_remembered_is_compacted_and_read_by_notify_alone() -> None:
    for topic in REMEMBERED:
        assert (topic.producer, topic.consumers) == (NOTIFY, (NOTIFY,)), topic.name
        assert topic.config == (("cleanup.policy", "compact"),), topic.name


def test_early_warnings_go_from_scoring_to_notify() -> None:
    assert EARLY_WARNINGS in STAGES[SCORING].writes
    readers = [service for service in SERVICES if service in EARLY_WARNINGS.consumers]
    assert readers == [NOTIFY]


def test_every_message_type_travels_and_every_topic_is_read() -> None:
    assert {body for topic in catalogue() for body in topic.carries} == set(BODIES)
    assert all(topic.consumers for topic in catalogue())


def test_names_are_plural_nouns_with_hyphens() -> None:
    names = [topic.name for topic in catalogue()]
    assert len(set(names)) == len(names)
    for name in names:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name), name
    for body in BODIES:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*-(ed|[a-z]*(ed|an))", body.SUBJECT_ACTION), (
            f"{body.SUBJECT_ACTION} is no past participle"
        )
    assert all(topic.name == f"reports-{topic.producer}" for topic in catalogue()[: len(REPORTING)])


def test_there_are_nineteen_departments() -> None:
    assert len(REPORTING) == len(departments()) == 19
    assert not REPORTING & {*SERVICES, WORLD}


def test_in_a_whole_city_every_cause_stands_on_an_earlier_topic() -> None:
    order = {topic.name: place for place, topic in enumerate(catalogue())}
    log = sample_city().log
    facts = [
        (order[record.topic], decode(record.value or b""))
        for topic in catalogue()
        for record in log.all(topic.name)
    ]
    first: dict[str, int] = {}
    for place, fact in facts:
        first[fact.id] = min(place, first.get(fact.id, place))
    # A partition counts the days that the clock left out by itself, so a day is no such cause.
    days = {fact.id for _, fact in facts if isinstance(fact.body, DayBegan)}
    checked = 0
    for place, fact in facts:
        cause = fact.causation_id
        if cause is not None and cause not in days and place == first[fact.id]:
            assert first[cause] < place, (fact.body.SUBJECT_ACTION, cause)
            checked += 1
    assert checked > 1000
