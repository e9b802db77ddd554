"""Law 8: topics flow one way, and each stage reads and writes what the catalogue says."""

import re

import pytest

from applications.pipe.stages import build_stages
from schemas.codec import decode
from schemas.messages import BODIES, DayBegan
from schemas.topics import (
    BESIDE_THE_WORKER,
    CERTIFICATE_REQUESTS,
    CERTIFICATES,
    DECISION_SEALS,
    DISCLOSED_RECORDS,
    DISCLOSURES,
    OFFICES,
    OPERATOR,
    SERVICES,
    WORLD,
    catalogue,
)
from schemas.vocabulary.department import departments
from services.chassis.processing.outcome import Outcome
from tests.support.sample_city import sample_city

STAGES = {stage.service: stage for stage in build_stages()}
ROOMS = ("departments", *SERVICES, OFFICES, WORLD, OPERATOR)
REPORTING = {department.code for department in departments()}


def room(party: str) -> int:
    return ROOMS.index("departments" if party in REPORTING else party)


def test_no_topic_leads_back() -> None:
    for topic in catalogue():
        for consumer in topic.consumers:
            assert room(topic.producer) <= room(consumer), topic.name
            if room(topic.producer) == room(consumer):
                viewed = topic in STAGES[consumer].viewed_as_read
                assert (
                    viewed
                    or consumer == SERVICES[0]
                    or topic in (*BESIDE_THE_WORKER, CERTIFICATE_REQUESTS)
                ), f"{topic.name}: only intake, and what asks and answers, have inner topics"


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_read_for_its_views_alone_brings_about_nothing(service: str) -> None:
    stage = STAGES[service]
    assert set(stage.viewed_as_read) <= set(stage.reads)
    if service != SERVICES[0]:
        bodies = {body for topic in stage.viewed_as_read for body in topic.carries}
        for body in bodies:
            state = stage.blank("")
            assert stage.handlers[body](state, None, None) == Outcome(state=state)


def test_inner_topics_stand_before_all_else_that_their_service_writes() -> None:
    order = [topic.name for topic in catalogue()]
    inner = [topic for topic in catalogue() if topic.producer == SERVICES[0] in topic.consumers]
    outer = [
        topic
        for topic in catalogue()
        if topic.producer == SERVICES[0] and topic not in inner and topic.consumers != (OPERATOR,)
    ]
    assert [topic.name for topic in inner] == [
        "identifications",
        "admissions",
        "report-receipts",
        "report-rejections",
    ]
    assert max(order.index(topic.name) for topic in inner) < min(
        order.index(topic.name) for topic in outer
    )


@pytest.mark.parametrize("service", SERVICES)
def test_a_stage_reads_and_writes_what_the_catalogue_says(service: str) -> None:
    stage = STAGES[service]
    read = [topic for topic in catalogue() if service in topic.consumers]
    reads = {topic.name for topic in read if topic not in BESIDE_THE_WORKER}
    writes = {topic.name for topic in catalogue() if topic.producer == service}
    assert {topic.name for topic in stage.reads} == reads
    # By who seals, by scoring's API, by notify's API and by its dispatcher.
    beside = {f"dead-letters-{service}", DECISION_SEALS.name, CERTIFICATE_REQUESTS.name}
    own = {CERTIFICATES.name, DISCLOSURES.name, DISCLOSED_RECORDS.name}  # what an API reads of them
    beside |= {topic.name for topic in BESIDE_THE_WORKER} - own
    assert {topic.name for topic in stage.writes} == writes - beside
    assert {topic.name for topic in stage.relays_days_to} <= writes


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
    assert not REPORTING & {*SERVICES, OFFICES, WORLD, OPERATOR}


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
