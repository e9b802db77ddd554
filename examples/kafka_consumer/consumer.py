"""Keeps the grade of every enterprise in a database of your own, each change exactly once.

`python consumer.py grades.sqlite` runs until it is stopped, in whatever way, and goes on where it
was. The offsets are in the database, written in one transaction with what was derived from the
messages before them: so there is no moment at which one is kept without the other.
"""

import argparse
import os
import ssl
import sys
import time

from grades import Database
from kafka import KafkaConsumer, TopicPartition

CHANGES, STANDINGS = "grade-changes", "standings"
OVERLAP = 1000  # changes read again at the start: standings and changes are published side by side
POLL_MILLISECONDS = 250
EMPTY_POLLS = 3  # in a row, at the end that the brokers named: there is no more


def connect() -> KafkaConsumer:
    """Return a consumer without a group: the positions are ours, not the brokers'."""
    protocol = os.environ.get("KAFKA_SECURITY_PROTOCOL", "PLAINTEXT")
    sasl = {
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": os.environ.get("KAFKA_USERNAME"),
        "sasl_plain_password": os.environ.get("KAFKA_PASSWORD"),
    }
    encrypted = protocol.endswith("SSL")
    return KafkaConsumer(
        bootstrap_servers=os.environ.get("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:9092").split(","),
        security_protocol=protocol,
        ssl_context=ssl.create_default_context(cafile=os.environ.get("KAFKA_CA_FILE"))
        if encrypted
        else None,
        **(sasl if protocol.startswith("SASL_") else {}),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="none",  # what is gone from the log is an error, never passed over
        fetch_max_wait_ms=100,
    )


def partitions(consumer: KafkaConsumer, topic: str) -> list[TopicPartition]:
    """Return a topic's partitions; ends the program where there is no such topic for us."""
    found = consumer.partitions_for_topic(topic)
    if not found:
        sys.exit(f"{topic}: not there, or not for this user (KAFKA_USERNAME)")
    return [TopicPartition(topic, number) for number in sorted(found)]


def start(consumer: KafkaConsumer, database: Database) -> None:
    """Keep the latest standing of each enterprise, and from where on to read the changes.

    All in one transaction: killed in between, the program begins anew. The place in the changes is
    noted first, and a little before the end, so that no change falls between the two.
    """
    places = partitions(consumer, CHANGES)
    oldest, ends = consumer.beginning_offsets(places), consumer.end_offsets(places)
    first = {(p.topic, p.partition): max(oldest[p], ends[p] - OVERLAP) for p in places}
    places = partitions(consumer, STANDINGS)
    consumer.assign(places)
    for place, offset in consumer.beginning_offsets(places).items():
        consumer.seek(place, offset)
    ends, empty = consumer.end_offsets(places), 0
    with database.transaction:
        while empty < EMPTY_POLLS:
            found = consumer.poll(timeout_ms=POLL_MILLISECONDS)
            for record in (record for records in found.values() for record in records):
                database.take(record.value)
            at_end = all(consumer.position(place) >= ends[place] for place in places)
            empty = empty + 1 if at_end and not found else 0
        database.begin(first)


def follow(consumer: KafkaConsumer, database: Database, idle_seconds: float | None) -> None:
    """Read the changes from where the database stands; with `idle_seconds`, until none come."""
    at = database.positions()
    consumer.assign([TopicPartition(*place) for place in at])
    for place, offset in at.items():
        consumer.seek(TopicPartition(*place), offset)
    heard = time.monotonic()
    while idle_seconds is None or time.monotonic() - heard < idle_seconds:
        found = consumer.poll(timeout_ms=POLL_MILLISECONDS, max_records=500)
        if not found:
            continue
        with database.transaction:  # all of it, or nothing
            for partition, records in found.items():
                for record in records:
                    database.take(record.value)
                place, following = (partition.topic, partition.partition), records[-1].offset + 1
                database.move(place, at[place], following)
                at[place] = following
        heard = time.monotonic()


def main() -> None:
    """Read until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database", help="file of the database; made where there is none")
    parser.add_argument("--until-idle", type=float, metavar="SECONDS", help="stop after silence")
    arguments = parser.parse_args()
    database, consumer = Database(arguments.database), connect()
    if not database.positions():
        start(consumer, database)
    follow(consumer, database, arguments.until_idle)


if __name__ == "__main__":
    main()
