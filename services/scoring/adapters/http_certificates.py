"""Certificates of standing over HTTP, and the public key by which they are verified."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from pydantic import BaseModel, Field

from services.chassis.clock import Clock, day_of
from services.chassis.views import Views
from services.scoring import read_model
from services.scoring.domain.pack import Rulebooks

from .certificate import issue
from .http_standings import AsKnown, Code, On, found_on
from .signing import SigningKey


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


def router(
    key: SigningKey | None, valid: timedelta, views: Views, rulebooks: Rulebooks, clock: Clock
) -> APIRouter:
    """Return the routes; without a key no certificates are issued."""
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
        signing, today = _required(key), day_of(clock())
        if on is not None and on > today:
            raise HTTPException(422, f"{on} is to come: nobody can certify what will be known then")
        tidy, value = found_on(views, rulebooks, code, on or today, as_known)
        certificate = issue(
            signing,
            tidy,
            value,
            purpose=lot,
            now=clock(),
            valid=valid,
            as_known=as_known,
            decision=read_model.last_decision(views, tidy),
        )
        return CertificateAnswer(
            certificate=certificate,
            key_id=signing.public.id,
            code=tidy,
            name=value.name,
            day=value.day,
            grade=value.grade,
            purpose=lot,
        )

    @routes.get("/keys")
    def keys() -> list[KeyAnswer]:
        """Return the public key by which certificates and the decision log are verified."""
        return [KeyAnswer(key_id=key.public.id, pem=key.public.pem)] if key else []

    return routes


def _required(key: SigningKey | None) -> SigningKey:
    if key is None:
        raise HTTPException(503, "no certificates are issued here: SIGNING_KEY is not set")
    return key
