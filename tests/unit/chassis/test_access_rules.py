"""The broker's access rules: nobody can report in another's name."""

import pytest

from schemas.topics import OPERATOR, SERVICES, catalogue, reports_topics
from services.chassis.kafka.access_rules import (
    UnknownPrincipalError,
    principals,
    rules_of,
)

BANK, PORTAL = "reader-bank", "office-portal"
PUBLIC = {
    "standings",
    "sheet-changes",
    "grade-changes",
    "measure-changes",
    "measures",
    "decision-seals",
    "disclosures",
    "disclosed-records",
}
CONFIDENTIAL = {
    *("alerts", "delivery-receipts", "report-rejections", "report-receipts"),
    *("source-alarms", "act-answers", "record-ends"),
}
DEPARTMENTS = [name for name in principals() if name.startswith("department-")]


def topics(principal: str, operation: str) -> set[str]:
    return {
        rule.name
        for rule in rules_of(principal)
        if rule.operation == operation and rule.resource == "topic"
    }


def test_each_department_may_write_its_own_topic_and_nothing_else() -> None:
    assert len(DEPARTMENTS) == len(reports_topics())
    for topic in reports_topics():
        department = f"department-{topic.producer}"
        assert topics(department, "Write") == {topic.name}
        assert topics(department, "Read") == set()
        assert {rule.operation for rule in rules_of(department)} == {"Describe", "Write"}


def test_services_may_do_what_the_catalogue_says() -> None:
    for topic in catalogue():
        if topic.producer in SERVICES:
            assert topic.name in topics(topic.producer, "Write")
        for consumer in topic.consumers:
            if consumer in SERVICES:
                assert topic.name in topics(consumer, "Read")


def test_no_service_writes_anothers_topic() -> None:
    producers = {topic.name: topic.producer for topic in catalogue()}
    for service in SERVICES:
        for name in topics(service, "Write"):
            if name in producers and not name.startswith("reports-"):
                assert producers[name] == service


@pytest.mark.parametrize("operation", ["Read", "Write"])
def test_each_service_keeps_its_states_to_itself(operation: str) -> None:
    for service in SERVICES:
        holders = {who for who in principals() if f"{service}-states" in topics(who, operation)}
        assert holders == {service}


def test_readers_read_what_is_public_and_write_nothing() -> None:
    assert topics(BANK, "Read") == topics(BANK, "Describe") == PUBLIC
    assert {rule.operation for rule in rules_of(BANK)} == {"Describe", "Read"}


def test_offices_read_what_is_confidential_as_well_and_write_nothing() -> None:
    assert topics(PORTAL, "Read") == topics(PORTAL, "Describe") == PUBLIC | CONFIDENTIAL
    assert {rule.operation for rule in rules_of(PORTAL)} == {"Describe", "Read"}


def test_notify_reads_what_it_delivers_and_receipts_of_that_and_nothing_else_confidential() -> None:
    reads = topics("notify", "Read")
    assert {"grade-changes", "measure-changes", "alerts", "delivery-receipts"} <= reads
    assert "report-receipts" not in reads


@pytest.mark.parametrize("name", [BANK, PORTAL])
def test_an_outsider_keeps_its_place_in_groups_of_its_own(name: str) -> None:
    (group,) = [rule for rule in rules_of(name) if rule.resource == "group"]
    assert (group.name, group.pattern) == (name, "prefixed")


def test_the_operator_may_do_all() -> None:
    kinds = {rule.resource for rule in rules_of(OPERATOR) if rule.operation == "All"}
    assert kinds == {"topic", "group", "cluster"}


@pytest.mark.parametrize(
    "name", ["", "reader", "reader-", "reader-A", "office-", "office-*", "department-nobody", "*"]
)
def test_a_name_that_nobody_can_have_is_refused(name: str) -> None:
    with pytest.raises(UnknownPrincipalError, match="neither operator"):
        rules_of(name)
