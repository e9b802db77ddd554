"""Deterministic ids and partitions: the same cause gives the same id on every machine."""

from functools import lru_cache
from hashlib import sha1
from uuid import UUID

NAMESPACE = UUID("6f2f9d0c-9a0b-5b7e-8c55-6d4a7a0f5e11")
_NAMESPACE_BYTES = NAMESPACE.bytes
_VARIANTS = "89ab"  # RFC 9562: the two highest bits of the ninth byte are 10


def derived_id(*parts: object) -> str:
    """Return the id (UUID version 5) of the parts in their order.

    Equal to str(uuid.uuid5(NAMESPACE, ...)), without its detour over an integer: an id is made for
    every fact.
    """
    name = "\x1f".join(map(str, parts)).encode()
    digest = sha1(_NAMESPACE_BYTES + name, usedforsecurity=False).hexdigest()
    variant = _VARIANTS[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"


@lru_cache(maxsize=100_000)
def partition_of(key: bytes, partitions: int) -> int:
    """Return the partition of a key, as Kafka's default partitioner decides it (murmur2)."""
    if partitions == 1:
        return 0
    from kafka.partitioner.default import murmur2  # noqa: PLC0415 - heavy: only where Kafka is used

    return int((murmur2(key) & 0x7FFFFFFF) % partitions)
