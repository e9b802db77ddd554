"""Certificates of standing over HTTP."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from schemas.vocabulary.canonical_text import in_one_line
from services.chassis.http.asked_days import AskedDay
from services.chassis.http.named_enterprises import name_enterprises
from services.scoring.adapters.certificates.issuing import (
    Issued,
    Issuer,
    NoKeyError,
    NotCertifiableError,
    NotIssued,
    NotRatedError,
)

from .questions import AsKnown, Code, On

MOST_CODES = 500  # bidders of one lot, in one call
LONGEST_CODE = 100  # characters, blanks included

Purpose = Annotated[
    str,
    Field(min_length=1, max_length=500, description="What it is issued for."),
    AfterValidator(in_one_line),
]


class CertificateAnswer(BaseModel):
    """A certificate, and what it states."""

    certificate: str = Field(
        description="A compact JWS, signed by the key `key_id` of the register of keys."
    )
    key_id: str
    code: str
    name: str | None
    day: date
    grade: str
    purpose: str


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
    """Return the routes; without an issuer no certificates are issued."""
    routes = APIRouter()

    def ready() -> Issuer:
        if issuer is None:
            raise HTTPException(503, "no certificates are issued here: CERTIFICATE_KEYS is not set")
        return issuer

    @routes.get("/standings/{code}/certificate")
    def certificate_of(
        asked: Request,
        code: Code,
        lot: Annotated[Purpose, Query()],
        on: On = None,
        as_known: AsKnown = None,
    ) -> CertificateAnswer:
        """Return a signed certificate of the standing on a day, e.g. for the opening of bids."""
        name_enterprises(asked, (), lot)
        try:
            issued = ready().issue(code, lot, on, as_known)
        except NotCertifiableError as error:
            raise HTTPException(422, str(error)) from error
        except NotRatedError as error:
            raise HTTPException(404, str(error)) from error
        except NoKeyError as error:
            raise HTTPException(503, str(error)) from error
        return _answer(issued, lot)

    @routes.post("/certificates/batch")
    def certificates_of(asked: Request, request: CertificatesRequest) -> CertificatesAnswer:
        """Return the certificate of each bidder of a lot on a day, or why one has none."""
        by = ready()
        try:
            results = list(by.issue_each(request.codes, request.lot, request.on, request.as_known))
        except NotCertifiableError as error:
            raise HTTPException(422, str(error)) from error
        except NoKeyError as error:
            raise HTTPException(503, str(error)) from error
        name_enterprises(asked, (each.code for each in results), request.lot)
        return CertificatesAnswer(
            certificates=[_one_of_batch(each, request.lot) for each in results]
        )

    return routes


def _one_of_batch(result: Issued | NotIssued, lot: str) -> OneOfBatch:
    if isinstance(result, NotIssued):
        return OneOfBatch(code=result.code, issued=None, reason=result.reason)
    return OneOfBatch(code=result.code, issued=_answer(result, lot), reason=None)


def _answer(issued: Issued, lot: str) -> CertificateAnswer:
    return CertificateAnswer(
        certificate=issued.certificate,
        key_id=issued.key_id,
        code=issued.code,
        name=issued.standing.name,
        day=issued.standing.day,
        grade=issued.standing.grade,
        purpose=lot,
    )
