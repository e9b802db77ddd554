"""Who may do what on the broker, derived from the catalogue: Kafka's access control lists."""

import re
from collections.abc import Iterable, Iterator

import msgspec

from schemas.topics import (
    OPERATOR,
    OUTSIDE,
    SERVICES,
    WORLD,
    Topic,
    catalogue,
    reports_topics,
)

from .admin import states_topic_of

_DEPARTMENT = "department-"
_OUTSIDER_NAME = re.compile(r"(reader|office)-[a-z0-9]+(-[a-z0-9]+)*")


class AccessRule(msgspec.Struct, frozen=True, order=True):
    """A principal may do an operation on a resource (a topic, a consumer group, the cluster)."""

    principal: str
    operation: str
    resource: str
    name: str
    pattern: str = "literal"


class UnknownPrincipalError(ValueError):
    """A name that nobody on the broker can have. The text says which can be had."""


def rules_of(principal: str) -> tuple[AccessRule, ...]:
    """Return what a principal may do.

    A department writes its own topic. A service does what is its own; intake also writes the
    departments' topics, for its API accepts what a department's credential proves. A reader
    (`reader-<name>`) reads what is public, an office of the city (`office-<name>`) what is for
    offices alone as well; both in groups that begin with their names. The operator creates topics,
    admits others and replays. Raises UnknownPrincipalError.
    """
    if principal == OPERATOR:
        everything = (("topic", "*"), ("group", "*"), ("cluster", "kafka-cluster"))
        return tuple(AccessRule(OPERATOR, "All", kind, name) for kind, name in everything)
    if principal in SERVICES:
        return tuple(_of_service(principal))
    if match := _OUTSIDER_NAME.fullmatch(principal):
        parties = OUTSIDE if match[1] == "office" else (WORLD,)
        return tuple(_of_outsider(principal, parties))
    for topic in reports_topics():
        if principal == _DEPARTMENT + topic.producer:
            return tuple(_of_topic(principal, ("Describe", "Write"), topic.name))
    raise UnknownPrincipalError(
        f"{principal!r} is neither {OPERATOR}, a service ({', '.join(SERVICES)}), department-<code>"
        " with a department's code, nor reader-<name> or office-<name> of small letters, digits"
        " and hyphens"
    )


def principals() -> tuple[str, ...]:
    """Return all principals but readers and offices, who come and go."""
    departments = (_DEPARTMENT + topic.producer for topic in reports_topics())
    return (*departments, *SERVICES, OPERATOR)


def _of_service(service: str) -> Iterator[AccessRule]:
    states = states_topic_of(service)
    reads = {topic.name for topic in catalogue() if service in topic.consumers} | {states}
    writes = {topic.name for topic in catalogue() if topic.producer == service} | {states}
    if service == SERVICES[0]:
        writes |= {topic.name for topic in reports_topics()}
    for name in sorted(reads | writes):
        operations = ["Describe", *(["Read"] * (name in reads)), *(["Write"] * (name in writes))]
        yield from _of_topic(service, operations, name)
    yield AccessRule(service, "Read", "group", service, "prefixed")


def _of_outsider(principal: str, parties: Iterable[str]) -> Iterator[AccessRule]:
    for topic in _read_by(parties):
        yield from _of_topic(principal, ("Describe", "Read"), topic.name)
    yield AccessRule(principal, "Read", "group", principal, "prefixed")


def _of_topic(principal: str, operations: Iterable[str], name: str) -> Iterator[AccessRule]:
    for operation in operations:
        yield AccessRule(principal, operation, "topic", name)


def _read_by(parties: Iterable[str]) -> list[Topic]:
    return [topic for topic in catalogue() if not set(parties).isdisjoint(topic.consumers)]
