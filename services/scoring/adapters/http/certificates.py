"""Certificates of standing over HTTP: issued to who may read standings."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from schemas.vocabulary.canonical_text import in_one_line
from services.chassis.http.admission import admitted_credential
from services.chassis.http.asked_days import AskedDay
from services.chassis.http.named_enterprises import name_enterprises
from services.chassis.http.write_threads import in_write_threads
from services.scoring.adapters.certificates.issuing import (
    LONGEST_PURPOSE,
    CertificateQuestion,
    Issued,
    Issuer,
    NoKeyError,
    NotAnsweredError,
    NotCertifiableError,
    NotIssued,
    NotRatedError,
)

from .questions import AsKnown, Code, On

MOST_CODES = 500  # bidders of one lot, in one call
LONGEST_CODE = 100  # characters, blanks included
RETRY_SECONDS = "5"  # after which who was not answered may ask again

Purpose = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_PURPOSE, description="What it is issued for."),
    AfterValidator(in_one_line),
]


class CertificateAnswer(BaseModel):
    """A certificate, and what it states."""

    serial: str = Field(description="Its number, by which anybody may ask for its status.")
    certificate: str = Field(
        description="A compact JWS, signed by the key `key_id` of the register of keys."
    )
    key_id: str
    code: str
    name: str | None
    day: date
    grade: str
    purpose: str
    valid_until: datetime


class CertificatesRequest(BaseModel):
    """All bidders of a lot, on one day."""

    model_config = ConfigDict(extra="forbid")

    codes: list[Annotated[str, Field(max_length=LONGEST_CODE)]] = Field(
        min_length=1, max_length=MOST_CODES, description="Unified social credit codes."
    )
    lot: Purpose
    on: AskedDay | None = Field(
        default=None, description="The day that is asked about; default: now."
    )
    as_known: AskedDay | None = Field(
        default=None, description="As it was known at the end of this day; default: as now."
    )


class OneOfBatch(BaseModel):
    """The certificate of one code, or why there is none."""

    code: str
    issued: CertificateAnswer | None
    reason: str | None = Field(description="Why no certificate is issued; null: one is.")


class CertificatesAnswer(BaseModel):
    """What became of each code, in the order in which they were asked, each once."""

    certificates: list[OneOfBatch]


def router(issuer: Issuer | None) -> APIRouter:
    """Return the routes that issue; without an issuer no certificates are issued."""
    routes = APIRouter()

    def ready() -> Issuer:
        if issuer is None:
            raise HTTPException(503, "no certificates are issued here: CERTIFICATE_KEYS is not set")
        return issuer

    @routes.post("/standings/{code}/certificate")
    @in_write_threads
    def certificate_of(
        asked: Request,
        code: Code,
        lot: Annotated[Purpose, Query()],
        on: On = None,
        as_known: AsKnown = None,
    ) -> CertificateAnswer:
        """Issue a certificate of the standing on a day, e.g. for the opening of bids.

        It takes the place of the one before for the same lot.
        """
        name_enterprises(asked, (), lot)
        by = ready()
        with _problems_of_issuing():
            return _answer(by.issue(code, _question(asked, lot, on, as_known)))

    @routes.post("/certificates/batch")
    @in_write_threads
    def certificates_of(asked: Request, request: CertificatesRequest) -> CertificatesAnswer:
        """Issue the certificate of each bidder of a lot on a day, or say why one has none."""
        by = ready()
        question = _question(asked, request.lot, request.on, request.as_known)
        with _problems_of_issuing():
            results = by.issue_each(request.codes, question)
        name_enterprises(asked, (each.code for each in results), request.lot)
        return CertificatesAnswer(certificates=[_one_of_batch(each) for each in results])

    return routes


def _question(
    asked: Request, lot: str, on: date | None, as_known: date | None
) -> CertificateQuestion:
    credential = admitted_credential(asked.scope)
    return CertificateQuestion(lot, credential.id if credential else "", on, as_known)


@contextmanager
def _problems_of_issuing() -> Iterator[None]:
    try:
        yield
    except NotCertifiableError as error:
        raise HTTPException(422, str(error)) from error
    except NotRatedError as error:
        raise HTTPException(404, str(error)) from error
    except NoKeyError as error:
        raise HTTPException(503, str(error)) from error
    except NotAnsweredError as error:
        raise HTTPException(503, str(error), {"Retry-After": RETRY_SECONDS}) from error


def _one_of_batch(result: Issued | NotIssued) -> OneOfBatch:
    if isinstance(result, NotIssued):
        return OneOfBatch(code=result.code, issued=None, reason=result.reason)
    return OneOfBatch(code=result.code, issued=_answer(result), reason=None)


def _answer(issued: Issued) -> CertificateAnswer:
    stated = issued.stated
    return CertificateAnswer(
        serial=stated.serial,
        certificate=issued.certificate,
        key_id=issued.key_id,
        code=issued.code,
        name=stated.name,
        day=stated.day,
        grade=stated.grade,
        purpose=stated.purpose,
        valid_until=stated.valid_until,
    )
