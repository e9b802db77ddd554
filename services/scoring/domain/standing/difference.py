"""Whether two standings say the same."""

import hashlib

import msgspec

from .assessment import Standing

_encoder = msgspec.msgpack.Encoder(decimal_format="string")


def equal_except_day(standing: Standing, other: Standing) -> bool:
    """Say whether a reader would see no difference, except in the day of the assessment."""
    return msgspec.structs.replace(other, day=standing.day) == standing


def digest_of(standing: Standing) -> bytes:
    """Return a digest of all that a reader would see, except the day of the assessment."""
    content = (
        standing.name,
        standing.sector,
        standing.score,
        standing.grade,
        standing.base_grade,
        standing.level,
        standing.edition,
        standing.lines,
        standing.overrides,
        standing.registration,
        standing.changes_next_on,
        standing.thin_data,
        standing.statuses,
        standing.budgets,
    )
    return hashlib.blake2b(_encoder.encode(content), digest_size=16).digest()
