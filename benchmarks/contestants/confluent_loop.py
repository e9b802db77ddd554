"""A bare loop over confluent-kafka, as somebody would write it without a framework.

A poll is a batch of the stage's own fold. The states are in a dict of this process and in their
log; offsets are committed once facts and states are acknowledged. It has no group, no recovery, no
days, no views, no lease: what is left is what the client and the fold cost.
"""

import os

from confluent_kafka import Consumer, KafkaError, Message, Producer, TopicPartition

from benchmarks.stopwatch import Stopwatch
from schemas.topics import SAFETY_RECORDS
from services.chassis.garbage import collect_seldom
from services.chassis.processing.fold import Fold, Received
from services.chassis.state.store import MemoryStore
from services.scoring.stage import build_stage

BATCH = 2000
POLL_SECONDS = 0.5
STATES_LOG = "scoring-states"


class NotDeliveredError(RuntimeError):
    """The broker refused a message."""


def main() -> None:
    """Consume, fold, produce, commit, until everything is done."""
    stopwatch, partitions = Stopwatch(), int(os.environ["TOPIC_PARTITIONS"])
    collect_seldom()  # as in our worker
    stage, store = build_stage(), MemoryStore()
    fold = Fold(stage, partitions, store)
    servers = {"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP_SERVERS"]}
    consumer = Consumer({**servers, "group.id": "confluent-scoring", "enable.auto.commit": False})
    consumer.assign([TopicPartition(SAFETY_RECORDS.name, each, 0) for each in range(partitions)])
    producer = Producer({**servers, "acks": "all", "queue.buffering.max.messages": 1_000_000})
    done = False
    while not done:
        polled = consumer.consume(BATCH, POLL_SECONDS)
        if not polled:
            continue
        stopwatch.begin()
        received: dict[int, list[Received]] = {}
        for message in polled:
            received.setdefault(message.partition(), []).append(_received(message))
        for partition, records in received.items():
            effect = fold.fold(records)
            for out in effect.publish:
                producer.produce(
                    out.topic,
                    out.value,
                    out.key,
                    out.partition,
                    timestamp=out.timestamp,
                    on_delivery=_require_delivered,
                )
            for key, value in effect.states.items():
                producer.produce(
                    STATES_LOG,
                    value,
                    key,
                    partition,
                    on_delivery=_require_delivered,
                )
            store.apply(partition, effect.states)
            producer.poll(0)
        producer.flush()
        consumer.commit(asynchronous=True)
        done = stopwatch.add(len(polled))
    stopwatch.report()
    consumer.close()


def _received(message: Message) -> Received:
    if message.error():
        raise NotDeliveredError(message.error())
    return Received(
        message.topic(),
        message.partition(),
        message.offset(),
        message.key(),
        message.value(),
        message.timestamp()[1],
    )


def _require_delivered(error: KafkaError | None, _message: object) -> None:
    if error is not None:
        raise NotDeliveredError(error)


if __name__ == "__main__":
    main()
