"""Views that prove themselves, over a Redis that somebody else can write to as well."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from services.chassis.views.proofs import ProofKey
from services.chassis.views.proven_views import ProvenViews
from services.chassis.views.proven_writer import ProvenWriter
from services.chassis.views.redis_store import client_of

SERVICE = "scoring"
TOPIC = "safety-records"
PARTITIONS = 2
KEY = ProofKey(b"s" * 32, SERVICE)


@dataclass
class KnownLog:
    """What is known of the log: by partition, up to where it was handled."""

    offsets: dict[int, int] = field(default_factory=dict)
    ends: dict[int, int] | None = None

    def handled(self, partition: int) -> Mapping[str, int]:
        return {TOPIC: self.offsets[partition]} if partition in self.offsets else {}

    def current_at(self, partition: int, positions: Mapping[str, int]) -> datetime | None:
        if self.ends is None or positions.get(TOPIC, 0) < self.ends.get(partition, 0):
            return None
        return datetime.now(UTC)


def writer(url: str, key: ProofKey = KEY, service: str = SERVICE) -> ProvenWriter:
    return ProvenWriter(client_of(url), key, service)


def reader(
    url: str,
    log: KnownLog,
    behind: timedelta = timedelta(hours=1),
    key: ProofKey = KEY,
    service: str = SERVICE,
) -> ProvenViews:
    return ProvenViews(client_of(url), key, service, PARTITIONS, log, behind)


def contents(client: Any) -> dict[bytes, Any]:
    """Return all that a Redis holds, by name: bytes, or a dict of fields."""
    stored: dict[bytes, Any] = {}
    for name in client.keys("*"):
        of_type = client.type(name)
        stored[name] = client.hgetall(name) if of_type == b"hash" else client.get(name)
    return stored


def put(client: Any, name: bytes, content: Any) -> None:
    """Make a name hold something (None: nothing)."""
    client.delete(name)
    if isinstance(content, dict):
        client.hset(name, mapping=content)
    elif content is not None:
        client.set(name, content)
