"""Deterministic ids and partitions: the same cause gives the same id on every machine."""

from functools import lru_cache
from uuid import UUID, uuid5

from kafka.partitioner.default import murmur2

NAMESPACE = UUID("6f2f9d0c-9a0b-5b7e-8c55-6d4a7a0f5e11")


def derived_id(*parts: object) -> str:
    """Return the id (UUID version 5) of the parts in their order."""
    return str(uuid5(NAMESPACE, "\x1f".join(map(str, parts))))


@lru_cache(maxsize=100_000)
def partition_of(key: bytes, partitions: int) -> int:
    """Return the partition of a key, as Kafka's default partitioner decides it (murmur2)."""
    return int((murmur2(key) & 0x7FFFFFFF) % partitions)
