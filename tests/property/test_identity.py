"""Ids are those of RFC 9562, version 5, and partitions those of Kafka's own partitioner."""

from uuid import uuid5

from aiokafka.partitioner import DefaultPartitioner
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.processing.identity import NAMESPACE, derived_id, partition_of

PARTS = st.lists(
    st.one_of(st.text(st.characters(exclude_categories=["Cs"])), st.integers(), st.dates()),
    max_size=5,
)


@given(PARTS)
def test_an_id_is_a_uuid_of_version_5(parts: list[object]) -> None:
    assert derived_id(*parts) == str(uuid5(NAMESPACE, "\x1f".join(map(str, parts))))


@given(st.binary(), st.integers(1, 64))
def test_a_partition_is_that_of_any_kafka_client(key: bytes, partitions: int) -> None:
    every = list(range(partitions))
    assert partition_of(key, partitions) == DefaultPartitioner()(key, every, every)
