"""Issuing certificates of standing, for the command line and HTTP alike.

Who asks is put on the log; the worker answers there from its state; what it answered is signed.
Nothing that is signed was ever read from a view.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import uuid4

from schemas.messages import (
    CertificateIssued,
    CertificateRefused,
    CertificateRequested,
    Fact,
    first_fact,
)
from schemas.vocabulary.canonical_text import in_one_line
from schemas.vocabulary.enterprise_code import tidy
from schemas.vocabulary.personal_data import mask
from schemas.vocabulary.written_code import NotACodeError, doubt, written_code
from services.chassis.clock import Clock, day_of
from services.chassis.signing.key_register import NoKeyInForceError, RegisterError
from services.chassis.signing.keyring import Keyring
from services.chassis.signing.keys import KeyUnusableError, SigningKey
from services.chassis.views.as_of import note_as_of
from services.scoring.domain.records.retention import NoLongerKept
from services.scoring.domain.standing.titles import no_longer_kept

from .certificate import signed

SOURCE = "/safety-credit/scoring/certificates"
LONGEST_PURPOSE = 500  # characters
Answer = Fact[CertificateIssued] | Fact[CertificateRefused]


class NotCertifiableError(ValueError):
    """What nobody can certify: without a purpose, or on a day that is to come."""


class NotRatedError(LookupError):
    """An enterprise that has no standing."""


class NoKeyError(RuntimeError):
    """No key that may sign certificates today is here. The text says why."""


class NotAnsweredError(RuntimeError):
    """The worker did not answer in time, or is behind the log. The text says which."""


class RequestLog(Protocol):
    """Where requests are put, and the worker's answers to them come from."""

    def answers(self, requests: Sequence[Fact[CertificateRequested]]) -> Mapping[str, Answer]:
        """Return the first answer to each request, by the request's id.

        Raises NotAnsweredError, NotReachableError.
        """


@dataclass(frozen=True)
class Issued:
    """A certificate (a compact JWS), its key, and what the worker said that it states."""

    certificate: str
    key_id: str
    code: str
    stated: CertificateIssued


@dataclass(frozen=True)
class NotIssued:
    """A code about which there is no certificate, and why, in Chinese and English."""

    code: str
    reason: str


@dataclass(frozen=True)
class CertificateQuestion:
    """What is asked of certificates: for what, of which day, as known when, and by whom."""

    purpose: str
    requested_by: str
    on: date | None = None
    as_known: date | None = None


@dataclass(frozen=True)
class Issuer:
    """Issues certificates that are valid for a time, by the key that is in force.

    `handled_until` says up to which instant the worker has handled all that was reported about a
    code; it raises NotAnsweredError where that is not known, or too long ago. `status_base` is the
    public address of the API that is asked for a certificate's status.
    """

    keys: Keyring
    valid: timedelta
    log: RequestLog
    handled_until: Callable[[str], datetime]
    clock: Clock
    status_base: str | None = None

    def issue(self, code: str, question: CertificateQuestion) -> Issued:
        """Return the certificate of a standing on a day (None: today), as known by a day's end.

        Raises NotACodeError, NotCertifiableError, NotRatedError, NoKeyError, NotAnsweredError.
        """
        key, request = self._key(), self._request(written_code(code), question)
        return self._issued(key, self.log.answers([request])[request.id])

    def issue_each(
        self, codes: Iterable[str], question: CertificateQuestion
    ) -> list[Issued | NotIssued]:
        """Return the certificate of each code, or why there is none; all are asked for at once.

        A code that is asked twice is answered once. Raises NotCertifiableError, NoKeyError,
        NotAnsweredError.
        """
        key, requests = self._key(), dict[str, Fact[CertificateRequested] | NotIssued]()
        for code in dict.fromkeys(map(tidy, codes)):
            try:
                requests[code] = self._request(written_code(code), question)
            except NotACodeError as error:
                requests[code] = NotIssued(code, str(error))
        sent = [each for each in requests.values() if isinstance(each, Fact)]
        answers = self.log.answers(sent)
        return [
            each if isinstance(each, NotIssued) else self._one(key, code, answers[each.id])
            for code, each in requests.items()
        ]

    def _one(self, key: SigningKey, code: str, answer: Answer) -> Issued | NotIssued:
        try:
            return self._issued(key, answer)
        except (NotRatedError, NotCertifiableError) as error:
            return NotIssued(code, str(error))

    def _key(self) -> SigningKey:
        try:
            return self.keys.on(day_of(self.clock()))
        except (KeyUnusableError, NoKeyInForceError, RegisterError) as error:
            raise NoKeyError(str(error)) from error

    def _request(self, code: str, question: CertificateQuestion) -> Fact[CertificateRequested]:
        now, purpose = self.clock(), mask(in_one_line(question.purpose))
        day = question.on or day_of(now)
        if not purpose:
            raise NotCertifiableError("须说明用途 say what the certificate is for")
        if len(purpose) > LONGEST_PURPOSE:
            raise NotCertifiableError(
                f"用途最多{LONGEST_PURPOSE}字 a purpose has at most {LONGEST_PURPOSE} characters"
            )
        if day > day_of(now):
            raise _to_come(day)
        as_of = self.handled_until(code)
        note_as_of(as_of)
        body = CertificateRequested(
            purpose=purpose,
            requested_by=question.requested_by,
            day=day,
            as_known=question.as_known,
            as_of=as_of,
            valid_until=now + self.valid,
        )
        return first_fact(body, identity=str(uuid4()), source=SOURCE, subject=code, known_at=now)

    def _issued(self, key: SigningKey, answer: Answer) -> Issued:
        body = answer.body
        if isinstance(body, CertificateRefused):
            raise _refused(answer.subject, body)
        token = signed(key, answer.subject, answer.known_at, body, self.status_base)
        return Issued(token, key.public.id, answer.subject, body)


def _to_come(day: date) -> NotCertifiableError:
    return NotCertifiableError(
        f"{day} 尚未到来，无法证明 is to come: nobody can certify what will be known then"
    )


def _refused(code: str, body: CertificateRefused) -> Exception:
    """Return what is raised for a refusal."""
    if body.reason == "to_come":
        return _to_come(body.day)
    if body.records is None or body.first_day is None or body.last_day is None:
        return NotRatedError(f"{code}: 未评级 is not rated{doubt(code)}")
    gone = NoLongerKept(body.records, body.first_day, body.last_day)
    chinese, english = no_longer_kept(gone)
    return NotCertifiableError(f"{code}: {chinese} {english}")
