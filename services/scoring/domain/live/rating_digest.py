"""Whether two assessments say the same to a reader."""

import hashlib

import msgspec

from services.scoring.domain.standing.assessment import Rating

_encoder = msgspec.msgpack.Encoder(decimal_format="string")


def digest_of(rating: Rating, sheet_digest: str) -> bytes:
    """Return a digest of all that a reader would see, except the day of the assessment."""
    content = (
        rating.name,
        rating.sector,
        rating.score,
        rating.grade,
        rating.base_grade,
        rating.level,
        rating.edition,
        rating.registration,
        rating.changes_next_on,
        rating.thin_data,
        sheet_digest,
    )
    return hashlib.blake2b(_encoder.encode(content), digest_size=16).digest()
