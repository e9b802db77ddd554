"""Facts as bytes and back: CloudEvents 1.0, structured JSON.

Encoding is canonical: equal facts give equal bytes, on every machine.
"""

import re
from datetime import UTC, datetime
from typing import Any

import msgspec

from schemas.messages import BODIES, Body, Fact, ReportSubmitted
from schemas.unique_keys import key_twice
from schemas.upcast import UPCASTERS, upcast

CONTENT_TYPE = "application/cloudevents+json"
_EVENT_TYPE = re.compile(r"safety-credit\.(?P<subject_action>[a-z-]+)\.v(?P<major>[0-9]{1,4})")
# What stands in no year of these is a slip or an attack; day and month arithmetic stays in range.
FIRST_INSTANT = datetime(1899, 12, 31, tzinfo=UTC)  # the city's 1900 begins before UTC's
LAST_INSTANT = datetime(2200, 1, 1, tzinfo=UTC)
# Bytes of a stranger can be nested without end, or hold numbers that no type takes.
_UNREADABLE = (msgspec.DecodeError, ValueError, OverflowError, RecursionError)


class UndecodableError(ValueError):
    """A message that can't be read. `reason` is a code, the text says what was wrong."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class _Envelope(msgspec.Struct, frozen=True, kw_only=True):
    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    occurredat: datetime
    correlationid: str
    data: msgspec.Raw
    causationid: str | None = None
    datacontenttype: str = "application/json"


_encoder = msgspec.json.Encoder(order="deterministic", decimal_format="number")
_envelope_decoder = msgspec.json.Decoder(_Envelope)
_body_decoders: dict[str, msgspec.json.Decoder[Any]] = {
    body.event_type(): msgspec.json.Decoder(body) for body in BODIES
}
_REPORT = ReportSubmitted.event_type()  # the one that strangers write
_majors: dict[str, type[Body]] = {body.SUBJECT_ACTION: body for body in BODIES}


def encode(fact: Fact[Body]) -> bytes:
    """Return the fact as one CloudEvents JSON object, without line breaks."""
    return _encoder.encode(
        _Envelope(
            specversion="1.0",
            id=fact.id,
            source=fact.source,
            type=fact.body.event_type(),
            subject=fact.subject,
            time=fact.known_at,
            occurredat=fact.occurred_at,
            correlationid=fact.correlation_id,
            causationid=fact.causation_id,
            data=msgspec.Raw(_encoder.encode(fact.body)),
        )
    )


def decode(value: bytes) -> Fact[Body]:
    """Return the fact that the bytes hold, upcast to the newest major.

    Raises UndecodableError with the reason `not_cloudevent`, `absurd_time`, `key_twice` (in a
    report), `unknown_type`, `unknown_version` or `schema_violation`.
    """
    try:
        envelope = _envelope_decoder.decode(value)
    except _UNREADABLE as error:
        raise UndecodableError("not_cloudevent", str(error)) from error
    for instant in (envelope.time, envelope.occurredat):
        if instant.tzinfo is None:
            raise UndecodableError("not_cloudevent", "time and occurredat need an offset from UTC")
        if not FIRST_INSTANT <= instant < LAST_INSTANT:
            raise UndecodableError("absurd_time", f"{instant} is not of the years 1900 to 2199")
    if envelope.type == _REPORT and (key := key_twice(value.decode())) is not None:
        raise UndecodableError("key_twice", f"the key {key} stands twice in one object")
    decoder = _body_decoders.get(envelope.type)
    try:
        body = decoder.decode(envelope.data) if decoder else _decode_old(envelope)
    except UndecodableError:
        raise
    except _UNREADABLE as error:
        raise UndecodableError("schema_violation", f"{envelope.type}: {error}") from error
    return Fact(
        id=envelope.id,
        source=envelope.source,
        subject=envelope.subject,
        known_at=envelope.time,
        occurred_at=envelope.occurredat,
        correlation_id=envelope.correlationid,
        causation_id=envelope.causationid,
        body=body,
    )


def _decode_old(envelope: _Envelope) -> Body:
    match = _EVENT_TYPE.fullmatch(envelope.type)
    body = _majors.get(match["subject_action"]) if match else None
    if match is None or body is None:
        raise UndecodableError("unknown_type", f"{envelope.type!r} is no type of this system")
    major = int(match["major"])
    data = msgspec.json.decode(envelope.data, type=dict[str, Any])
    known = f"this reader knows major {body.MAJOR}"
    if major > body.MAJOR:
        raise UndecodableError("unknown_version", f"{envelope.type!r} is newer: {known}")
    try:
        data = upcast(body.SUBJECT_ACTION, major, data, body.MAJOR, UPCASTERS)
    except KeyError as error:
        raise UndecodableError("unknown_version", f"{envelope.type!r}: {known}") from error
    return msgspec.convert(data, type=body)


def to_json(value: object) -> bytes:
    """Return any value of the contract as canonical JSON (for views and HTTP answers)."""
    return _encoder.encode(value)
