"""Inputs that no reader can take, one for each reason."""

from datetime import UTC, datetime

import msgspec

from schemas.codec import encode
from schemas.messages import Fact
from schemas.topics import MAXIMUM_MESSAGE_BYTES
from services.chassis.processing.identity import partition_of
from tests.support.log_contents import Input

AT = 1_770_000_000_000


def poisoned(topic: str, fact: Fact, partitions: int) -> list[Input]:
    """Return bad variants of a good fact: bytes, fields, types, keys, places, sizes, dates."""
    key, good = fact.subject.encode(), encode(fact)
    place = partition_of(key, partitions)
    late = msgspec.structs.replace(fact, known_at=datetime(9999, 12, 31, 23, tzinfo=UTC))
    kind = fact.body.event_type().encode()
    data = good.index(b'"data":{') + len(b'"data":{')
    unknown_field = good[:data] + b'"nobody_knows":1,' + good[data:]
    variants: list[tuple[bytes | None, bytes | None]] = [
        (None, good),
        (key, None),
        (key, b"\xb0\xb2\xc8\xab"),  # GB18030
        (key, b"{}"),
        (key, unknown_field),
        (key, good.replace(b'"time":"', b'"time":1,"tome":"')),
        (key, good.replace(kind, b"safety-credit.weather-changed.v1")),
        (key, good.replace(kind, kind[:-1] + b"9")),
        (key, b" " * (MAXIMUM_MESSAGE_BYTES + 1)),
        (b"\x00own", good),
        (key, encode(late)),
        (key, b'{"a":' * 3_000 + b"1" + b"}" * 3_000),
        (key, good[:data] + b'"deep":' + b"[" * 3_000 + b"]" * 3_000 + b"," + good[data:]),
        (key, good.replace(kind, kind[:-1] + b"1" * 5_000)),
        (b"k" * 2_000, good),
    ]
    found = [Input(topic, place, k, v, AT + n) for n, (k, v) in enumerate(variants)]
    found.append(Input(topic, (place + 1) % partitions, key, good, AT))
    return found


REASONS = {
    "no_key",
    "no_value",
    "not_cloudevent",
    "schema_violation",
    "absurd_time",
    "unknown_type",
    "unknown_version",
    "too_large",
    "bad_key",
    "handler_failed",
}
