"""Findings as they are stored with their records: as arrays, as a fleet has thousands of them.

Without the names of its fields, and with ids and digests as bytes, one takes less than half of its
JSON.
"""

from datetime import date
from typing import Any

import msgspec

from schemas.messages import FindingNormalized, Origin
from services.intake.domain.records.kinds import KINDS, kind_of

# One that comes is packed, and read for several ends, in the same handler.
_RECENT: dict[bytes, FindingNormalized] = {}
_MOST_RECENT = 256
_UUID_BYTES = 16


class _PackedFinding(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A finding and its origin. The content is a kind and the values of its fields, in order."""

    report_id: Any  # bytes, or a text
    department: str
    layout: str
    submission: Any
    row: int
    file: str | None
    digest: Any
    identifier: str
    identifier_field: str | None
    name: str | None
    document_number: str
    occurred_on: date
    kind: str
    content: tuple[Any, ...]
    reported_on: date
    fields_filled: int
    fields_expected: int
    withdrawn: bool
    day_stated: bool
    placeholder: str | None
    assumed: tuple[str, ...]


_encoder = msgspec.msgpack.Encoder(decimal_format="string")
_decoder = msgspec.msgpack.Decoder(_PackedFinding)


def packed(finding: FindingNormalized) -> bytes:
    """Return a finding as a state stores it."""
    origin = finding.origin
    packed_bytes = _encoder.encode(
        _PackedFinding(
            report_id=_as_bytes(origin.report_id),
            department=origin.department,
            layout=origin.layout,
            submission=_as_bytes(origin.submission),
            row=origin.row,
            file=origin.file,
            digest=None if origin.digest is None else _as_bytes(origin.digest),
            identifier=finding.identifier,
            identifier_field=finding.identifier_field,
            name=finding.name,
            document_number=finding.document_number,
            occurred_on=finding.occurred_on,
            kind=kind_of(finding.content),
            content=msgspec.structs.astuple(finding.content),
            reported_on=finding.reported_on,
            fields_filled=finding.fields_filled,
            fields_expected=finding.fields_expected,
            withdrawn=finding.withdrawn,
            day_stated=finding.day_stated,
            placeholder=finding.placeholder,
            assumed=finding.assumed,
        )
    )
    _remember(packed_bytes, finding)
    return packed_bytes


def unpacked(packed_bytes: bytes) -> FindingNormalized:
    """Return the finding that was packed."""
    recent = _RECENT.get(packed_bytes)
    if recent is not None:
        return recent
    stored = _decoder.decode(packed_bytes)
    of_kind: Any = KINDS[stored.kind]
    values = zip(of_kind.__struct_fields__, stored.content, strict=True)
    finding = FindingNormalized(
        origin=Origin(
            report_id=_as_text(stored.report_id),
            department=stored.department,
            layout=stored.layout,
            submission=_as_text(stored.submission),
            row=stored.row,
            file=stored.file,
            digest=None if stored.digest is None else _as_text(stored.digest),
        ),
        identifier=stored.identifier,
        identifier_field=stored.identifier_field,
        name=stored.name,
        document_number=stored.document_number,
        occurred_on=stored.occurred_on,
        content=msgspec.convert(dict(values), of_kind),
        reported_on=stored.reported_on,
        fields_filled=stored.fields_filled,
        fields_expected=stored.fields_expected,
        withdrawn=stored.withdrawn,
        day_stated=stored.day_stated,
        placeholder=stored.placeholder,
        assumed=stored.assumed,
    )
    _remember(packed_bytes, finding)
    return finding


def _as_bytes(identity: str) -> bytes | str:
    """Return a UUID or a digest as its bytes, any other text as it is."""
    try:
        value = bytes.fromhex(identity.replace("-", ""))
    except ValueError:
        return identity
    return value if _as_text(value) == identity else identity


def _as_text(identity: bytes | str) -> str:
    if isinstance(identity, str):
        return identity
    text = identity.hex()
    if len(identity) != _UUID_BYTES:
        return text
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _remember(packed_bytes: bytes, finding: FindingNormalized) -> None:
    if packed_bytes not in _RECENT and len(_RECENT) >= _MOST_RECENT:
        del _RECENT[next(iter(_RECENT))]  # the one that came first
    _RECENT[packed_bytes] = finding
