"""Certificates of standing over HTTP, and the public key by which they are verified."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, Field

from .http_standings import AsKnown, Code, On
from .issuing import Issuer, NotCertifiableError, NotRatedError


class CertificateAnswer(BaseModel):
    """A certificate, and what it states."""

    certificate: str = Field(description="A compact JWS, signed by Ed25519 (EdDSA).")
    key_id: str
    code: str
    name: str | None
    day: date
    grade: str
    purpose: str


class KeyAnswer(BaseModel):
    """A public key."""

    key_id: str
    pem: str


def router(issuer: Issuer | None) -> APIRouter:
    """Return the routes; without an issuer no certificates are issued."""
    routes = APIRouter()

    @routes.get("/standings/{code}/certificate")
    def certificate_of(
        code: Code,
        lot: Annotated[
            str, Query(min_length=1, max_length=500, description="What it is issued for.")
        ],
        on: On = None,
        as_known: AsKnown = None,
    ) -> CertificateAnswer:
        """Return a signed certificate of the standing on a day, e.g. for the opening of bids."""
        if issuer is None:
            raise HTTPException(503, "no certificates are issued here: SIGNING_KEY is not set")
        try:
            issued = issuer.issue(code, lot, on, as_known)
        except NotCertifiableError as error:
            raise HTTPException(422, str(error)) from error
        except NotRatedError as error:
            raise HTTPException(404, str(error)) from error
        return CertificateAnswer(
            certificate=issued.certificate,
            key_id=issuer.key.public.id,
            code=issued.code,
            name=issued.standing.name,
            day=issued.standing.day,
            grade=issued.standing.grade,
            purpose=lot,
        )

    @routes.get("/keys")
    def keys() -> list[KeyAnswer]:
        """Return the public key by which certificates and the decision log are verified."""
        public = issuer.key.public if issuer else None
        return [KeyAnswer(key_id=public.id, pem=public.pem)] if public else []

    return routes
