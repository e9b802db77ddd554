"""What somebody demands of a certificate: that it speaks for their day, enterprise and lot.

A certificate is true for ever, about its own day. Whoever decides something on a day needs one that
speaks for that day: an older one may state a grade that is long gone.
"""

from collections.abc import Iterator
from datetime import date

import msgspec

from schemas.vocabulary.canonical_text import canonical, in_one_line
from schemas.vocabulary.personal_data import mask

from .certificate import Certificate


class Demand(msgspec.Struct, frozen=True, kw_only=True):
    """The day, the code and the lot that a certificate has to speak for; None: any."""

    day: date | None = None
    code: str | None = None
    lot: str | None = None


class Mismatch(msgspec.Struct, frozen=True):
    """What of a demand a certificate does not fulfil: the option, what it states, what is asked."""

    about: str
    stated: str
    demanded: str

    def __str__(self) -> str:
        """Say it in words."""
        return f"{self.about}: 证明所载 it states {self.stated}, 要求 demanded {self.demanded}"


def mismatches(certificate: Certificate, demand: Demand) -> Iterator[Mismatch]:
    """Yield what a certificate does not speak for."""
    if demand.day is not None and demand.day != certificate.day:
        yield Mismatch("day", str(certificate.day), str(demand.day))
    elif demand.day is not None and not is_of(certificate, demand.day):
        yield Mismatch("as known", str(certificate.as_known), f"{demand.day} or later")
    if demand.code is not None and demand.code != certificate.sub:
        yield Mismatch("code", certificate.sub, demand.code)
    if demand.lot is not None and canonical(mask(in_one_line(demand.lot))) != canonical(
        certificate.purpose
    ):
        yield Mismatch("lot", certificate.purpose, demand.lot)


def is_of(certificate: Certificate, day: date) -> bool:
    """Say whether a certificate speaks for a day, by what was known on that day or later."""
    as_known = certificate.as_known
    return certificate.day == day and (as_known is None or as_known >= day)
