"""Who may do what on the broker, derived from the catalogue: Kafka's access control lists."""

from collections.abc import Iterable, Iterator

import msgspec

from schemas.topics import SERVICES, WORLD, Topic, catalogue, reports_topics

from .kafka_admin import states_topic_of

OPERATOR = "operator"
READER = "reader"


class AccessRule(msgspec.Struct, frozen=True, order=True):
    """A principal may do an operation on a resource (a topic or consumer group)."""

    principal: str
    operation: str
    resource: str
    name: str
    pattern: str = "literal"


def access_rules() -> tuple[AccessRule, ...]:
    """Return the rules: each department writes its own topic, each service what is its own.

    Intake also writes the departments' topics, for its API accepts what a department's credential
    proves. Readers read what is for the world. The operator creates topics and replays.
    """
    rules = [
        AccessRule(_department(topic), operation, "topic", topic.name)
        for topic in reports_topics()
        for operation in ("Describe", "Write")
    ]
    for service in SERVICES:
        rules.extend(_of_service(service))
    for topic in _public():
        rules.extend(_of_topic(READER, ("Describe", "Read"), topic.name))
    rules.append(AccessRule(READER, "Read", "group", f"{READER}-", "prefixed"))
    rules.append(AccessRule(OPERATOR, "All", "topic", "*"))
    rules.append(AccessRule(OPERATOR, "All", "group", "*"))
    return tuple(rules)


def _of_service(service: str) -> Iterator[AccessRule]:
    states = states_topic_of(service)
    reads = {topic.name for topic in catalogue() if service in topic.consumers} | {states}
    writes = {topic.name for topic in catalogue() if topic.producer == service} | {states}
    if service == SERVICES[0]:
        writes |= {topic.name for topic in reports_topics()}
    if service == SERVICES[-1]:
        reads |= {topic.name for topic in _public()}  # it delivers them as webhooks
    for name in sorted(reads | writes):
        operations = ["Describe", *(["Read"] * (name in reads)), *(["Write"] * (name in writes))]
        yield from _of_topic(service, operations, name)
    yield AccessRule(service, "Read", "group", service, "prefixed")


def _of_topic(principal: str, operations: Iterable[str], name: str) -> Iterator[AccessRule]:
    for operation in operations:
        yield AccessRule(principal, operation, "topic", name)


def _public() -> list[Topic]:
    """Return what the world may read; dead letters are for the operator alone."""
    return [
        topic
        for topic in catalogue()
        if WORLD in topic.consumers and not topic.name.startswith("dead-letters-")
    ]


def _department(topic: Topic) -> str:
    return f"department-{topic.producer}"


def as_commands(rules: Iterable[AccessRule], bootstrap_servers: str) -> Iterator[str]:
    """Yield one `kafka-acls.sh` command for each principal and resource."""
    grouped: dict[tuple[str, str, str, str], list[str]] = {}
    for rule in rules:
        place = (rule.principal, rule.resource, rule.name, rule.pattern)
        grouped.setdefault(place, []).append(rule.operation)
    for (principal, resource, name, pattern), operations in grouped.items():
        allowed = " ".join(f"--operation {operation}" for operation in operations)
        yield (
            f"kafka-acls.sh --bootstrap-server {bootstrap_servers} --add"
            f" --allow-principal User:{principal} {allowed}"
            f" --{resource} '{name}' --resource-pattern-type {pattern}"
        )
