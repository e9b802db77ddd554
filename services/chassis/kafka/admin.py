"""Topics on the broker: created from the catalogue, and every deviation from it named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from schemas.topics import MAXIMUM_MESSAGE_BYTES, SERVICES, catalogue, reports_topics
from services.chassis.reachability import require_kafka
from services.chassis.state.codec import MAXIMUM_STATE_BYTES

from .connection import connection

if TYPE_CHECKING:
    from services.chassis.settings import ServiceSettings

TOPIC_ALREADY_EXISTS = 36
CLUSTER_SECONDS = 30
PROBE_MILLISECONDS = 10_000
ANY_INSTANT = str(2**63 - 1)
A_DAY = str(24 * 3600 * 1000)
# Room for a message of the greatest size that a reader accepts, and for one too large: it has to
# reach the log, so that the reader can set it aside with its reason.
RECORD_BYTES = str(2 * MAXIMUM_MESSAGE_BYTES)


class TopicPlan(msgspec.Struct, frozen=True):
    """A topic as the broker shall have it."""

    name: str
    partitions: int
    config: Mapping[str, str]


class TopicsDeviateError(RuntimeError):
    """The broker's topics are not as planned. The text names every deviation."""


def states_topic_of(service: str) -> str:
    """Return the compacted topic that holds the states of a service's worker.

    The record of an enterprise is `services.chassis.state.codec` bytes; keys that begin with a
    zero byte are the worker's own (the day of a partition, the end marks of a recovery).
    """
    return f"{service}-states"


def planned_topics(settings: ServiceSettings) -> tuple[TopicPlan, ...]:
    """Return the catalogue's topics and the workers' state topics.

    Under the system's clock the brokers themselves date what departments report: that is when it
    was known. In a story, whose days are not today's, its sender does.
    """
    partitions = settings.topic_partitions
    # Facts carry the instant at which they were known, which may lie ahead of the broker's clock.
    every = {"message.timestamp.after.max.ms": ANY_INSTANT, "max.message.bytes": RECORD_BYTES}
    states = {
        "cleanup.policy": "compact",
        "max.message.bytes": str(MAXIMUM_STATE_BYTES),
        "min.compaction.lag.ms": A_DAY,
    }
    dated = {"message.timestamp.type": "LogAppendTime"} if settings.clock == "system" else {}
    by_name = {topic.name: dated for topic in reports_topics()}
    return (
        *(
            TopicPlan(t.name, partitions, {**every, **dict(t.config), **by_name.get(t.name, {})})
            for t in catalogue()
        ),
        *(TopicPlan(states_topic_of(s), partitions, {**every, **states}) for s in SERVICES),
    )


def create_topics(settings: ServiceSettings) -> list[str]:
    """Create the topics that are missing, and return their names."""
    from kafka.admin import NewTopic  # noqa: PLC0415 - heavy: only where Kafka is used

    plans = planned_topics(settings)
    with admin_of(settings) as admin:
        there = set(admin.list_topics())
        missing = [plan for plan in plans if plan.name not in there]
        if not missing:
            return []
        answer = admin.create_topics(
            [
                NewTopic(
                    name=plan.name,
                    num_partitions=plan.partitions,
                    replication_factor=settings.kafka_replication_factor,
                    topic_configs=dict(plan.config),
                )
                for plan in missing
            ],
            raise_errors=False,
        )
        _raise_for(answer)
        admin.wait_for_topics([plan.name for plan in missing])
    return [plan.name for plan in missing]


def verify_topics(settings: ServiceSettings, only: Iterable[str] | None = None) -> list[str]:
    """Return a sentence for each way in which the broker's topics differ from the plan.

    `only` restricts it to some names. A broker that answers nothing about a configuration (the
    embedded one keeps none) deviates in every one of them.
    """
    plans = planned_topics(settings)
    if only is not None:
        names = set(only)
        plans = tuple(plan for plan in plans if plan.name in names)
    with admin_of(settings) as admin:
        there = {topic["name"]: topic for topic in admin.describe_topics()}
        present = [plan for plan in plans if plan.name in there]
        configurations = _configurations(admin, [plan.name for plan in present])
    deviations = [f"{plan.name}: missing" for plan in plans if plan.name not in there]
    for plan in present:
        partitions = there[plan.name]["partitions"]
        if len(partitions) != plan.partitions:
            deviations.append(
                f"{plan.name}: {len(partitions)} partitions, {plan.partitions} are planned"
            )
        for partition in partitions:
            copies = len(partition["replica_nodes"])
            if copies != settings.kafka_replication_factor:
                deviations.append(
                    f"{plan.name}: partition {partition['partition_index']} has {copies} copies, "
                    f"{settings.kafka_replication_factor} are planned"
                )
        for key, value in plan.config.items():
            actual = configurations.get(plan.name, {}).get(key)
            if actual != value:
                deviations.append(f"{plan.name}: {key} is {actual}, {value} is planned")
    return deviations


def require_topics(settings: ServiceSettings, names: Iterable[str]) -> None:
    """Raise TopicsDeviateError unless the topics are there with the planned partitions.

    Only what a worker can't work without: partition counts decide which state a message meets.
    """
    required = set(names)
    with admin_of(settings) as admin:
        counts = {t["name"]: len(t["partitions"]) for t in admin.describe_topics()}
    wrong = [
        f"{name}: {counts.get(name, 0)} partitions, {settings.topic_partitions} are planned"
        for name in sorted(required)
        if counts.get(name, 0) != settings.topic_partitions
    ]
    if wrong:
        raise TopicsDeviateError("; ".join(wrong))


def _configurations(admin: Any, names: list[str]) -> dict[str, dict[str, str]]:  # noqa: ANN401 - kafka-python ships no types
    from kafka.admin import ConfigResource, ConfigResourceType  # noqa: PLC0415 - as above

    if not names:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    answer = admin.describe_configs(resources, config_filter="all")
    topics: dict[str, dict[str, Any]] = answer.get("topic", {})
    return {
        name: {key: str(entry["value"]) for key, entry in entries.items()}
        for name, entries in topics.items()
    }


def _raise_for(answer: Mapping[str, Any]) -> None:
    from kafka.errors import for_code  # noqa: PLC0415 - as above

    failed = [
        f"{topic['name']}: {for_code(topic['error_code']).__name__} {topic['error_message'] or ''}"
        for topic in answer["topics"]
        if topic["error_code"] not in (0, TOPIC_ALREADY_EXISTS)
    ]
    if failed:
        raise TopicsDeviateError("; ".join(failed))


@contextmanager
def admin_of(settings: ServiceSettings) -> Iterator[Any]:
    """Yield an admin client (kafka-python) that is closed at the end.

    Raises NotReachableError.
    """
    from kafka import KafkaAdminClient  # noqa: PLC0415 - heavy: only where Kafka is used

    require_kafka(settings)
    admin = KafkaAdminClient(
        **connection(settings),
        client_id="safety-credit-admin",
        request_timeout_ms=CLUSTER_SECONDS * 1000,
    )
    try:
        yield admin
    finally:
        admin.close()


def broker_answers(settings: ServiceSettings, brokers: int = 1) -> bool:
    """Return whether so many brokers answer a metadata request."""
    from kafka import KafkaAdminClient  # noqa: PLC0415 - heavy: only where Kafka is used
    from kafka.errors import KafkaError  # noqa: PLC0415 - as above

    try:
        require_kafka(settings)  # kafka-python would knock again and again, and log each time
        admin = KafkaAdminClient(
            **connection(settings),
            client_id="safety-credit-probe",
            bootstrap_timeout_ms=PROBE_MILLISECONDS,
            request_timeout_ms=PROBE_MILLISECONDS,
        )
    except (KafkaError, OSError):
        return False
    try:
        return len(admin.describe_cluster()["brokers"]) >= brokers
    except (KafkaError, OSError):
        return False
    finally:
        admin.close()
