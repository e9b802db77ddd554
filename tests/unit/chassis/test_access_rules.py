"""The broker's access rules: nobody can report in another's name."""

from schemas.topics import SERVICES, WORLD, catalogue, reports_topics
from services.chassis.access_rules import access_rules, as_commands

RULES = access_rules()


def may(operation: str) -> set[tuple[str, str]]:
    return {
        (rule.principal, rule.name)
        for rule in RULES
        if rule.operation == operation and rule.resource == "topic" and rule.name != "*"
    }


def test_each_department_may_write_its_own_topic_and_nothing_else() -> None:
    departments = {pair for pair in may("Write") if pair[0].startswith("department-")}
    assert departments == {
        (f"department-{topic.producer}", topic.name) for topic in reports_topics()
    }
    assert not any(principal.startswith("department-") for principal, _ in may("Read"))


def test_services_may_do_what_the_catalogue_says() -> None:
    for topic in catalogue():
        if topic.producer in SERVICES:
            assert (topic.producer, topic.name) in may("Write")
        for consumer in topic.consumers:
            if consumer in SERVICES:
                assert (consumer, topic.name) in may("Read")


def test_no_service_writes_anothers_topic() -> None:
    producers = {topic.name: topic.producer for topic in catalogue()}
    for principal, name in may("Write"):
        if name in producers and not name.startswith("reports-"):
            assert principal == producers[name]


def test_each_service_keeps_its_states_to_itself() -> None:
    for service in SERVICES:
        for operation in ("Read", "Write"):
            holders = {
                principal for principal, name in may(operation) if name == f"{service}-states"
            }
            assert holders == {service}


def test_readers_read_what_is_public_and_write_nothing() -> None:
    public = {name for principal, name in may("Read") if principal == "reader"}
    assert {"standings", "grade-changes", "measure-changes", "alerts"} <= public
    assert public == {
        topic.name
        for topic in catalogue()
        if WORLD in topic.consumers and not topic.name.startswith("dead-letters-")
    }
    assert "reader" not in {principal for principal, _ in may("Write")}


def test_a_command_sets_all_operations_of_a_principal_on_a_resource() -> None:
    commands = list(as_commands(RULES, "127.0.0.1:9092"))
    assert len(commands) == len(set(commands))
    assert (
        "kafka-acls.sh --bootstrap-server 127.0.0.1:9092 --add"
        " --allow-principal User:department-fire --operation Describe --operation Write"
        " --topic 'reports-fire' --resource-pattern-type literal" in commands
    )
    assert sum("User:department-fire " in command for command in commands) == 1
