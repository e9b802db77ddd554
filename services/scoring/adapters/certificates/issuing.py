"""Issuing a certificate of standing from the views, for the command line and HTTP alike."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from schemas.messages import StandingAssessed
from schemas.vocabulary.canonical_text import in_one_line
from schemas.vocabulary.enterprise_code import tidy
from schemas.vocabulary.written_code import NotACodeError, doubt, written_code
from services.chassis.clock import Clock, day_of
from services.chassis.signing.key_register import NoKeyInForceError, RegisterError
from services.chassis.signing.keyring import Keyring
from services.chassis.signing.keys import KeyUnusableError
from services.chassis.views.as_of import note_as_of, noting_as_of
from services.chassis.views.store import Views
from services.scoring import read_model
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.standing.titles import no_longer_kept

from .certificate import issue


class NotCertifiableError(ValueError):
    """What nobody can certify: without a purpose, or on a day that is to come."""


class NotRatedError(LookupError):
    """An enterprise that has no standing."""


class NoKeyError(RuntimeError):
    """No key that may sign certificates today is here. The text says why."""


@dataclass(frozen=True)
class Issued:
    """A certificate (a compact JWS), its key, and the standing that it states."""

    certificate: str
    key_id: str
    code: str
    standing: StandingAssessed


@dataclass(frozen=True)
class NotIssued:
    """A code about which there is no certificate, and why, in Chinese and English."""

    code: str
    reason: str


@dataclass(frozen=True)
class Issuer:
    """Issues certificates that are valid for a time, by the key that is in force."""

    keys: Keyring
    valid: timedelta
    views: Views
    rulebooks: Rulebooks
    clock: Clock

    def issue(self, code: str, purpose: str, on: date | None, as_known: date | None) -> Issued:
        """Return the certificate of a standing on a day (None: today), as known by a day's end.

        Raises NotACodeError, NotCertifiableError, NotRatedError, NoKeyError.
        """
        now, written = self.clock(), written_code(code)
        today, purpose = day_of(now), in_one_line(purpose)
        if not purpose:
            raise NotCertifiableError("须说明用途 say what the certificate is for")
        if on is not None and on > today:
            raise NotCertifiableError(
                f"{on} 尚未到来，无法证明 is to come: nobody can certify what will be known then"
            )
        with noting_as_of() as noted:
            standing = read_model.standing_on(
                self.views, self.rulebooks, written, on or today, as_known
            )
            gone = read_model.no_longer_kept(self.views, written, on or today)
            decision = read_model.last_decision(self.views, written)
        if noted.instant is not None:
            note_as_of(noted.instant)  # who asks may note it too
        if gone is not None:
            chinese, english = no_longer_kept(gone)
            raise NotCertifiableError(f"{written}: {chinese} {english}")
        if standing is None:
            raise NotRatedError(f"{written}: 未评级 is not rated{doubt(written)}")
        try:
            key = self.keys.on(today)
            certificate = issue(
                key,
                written,
                standing,
                purpose=purpose,
                now=now,
                valid=self.valid,
                as_known=as_known,
                as_of=noted.instant,
                decision=decision,
            )
        except (KeyUnusableError, NoKeyInForceError, RegisterError) as error:
            raise NoKeyError(str(error)) from error
        return Issued(certificate, key.public.id, written, standing)

    def issue_each(
        self, codes: Iterable[str], purpose: str, on: date | None, as_known: date | None
    ) -> Iterator[Issued | NotIssued]:
        """Yield the certificate of each code, all of one day (None: today), or why there is none.

        A code that is asked twice is answered once. Raises NotCertifiableError, NoKeyError.
        """
        day = on or day_of(self.clock())
        for code in dict.fromkeys(map(tidy, codes)):
            try:
                yield self.issue(code, purpose, day, as_known)
            except (NotACodeError, NotRatedError) as error:
                yield NotIssued(code, str(error))
