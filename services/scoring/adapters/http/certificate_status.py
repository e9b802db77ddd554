"""What a certificate of standing is still worth: anybody may ask, by its serial number.

The answer says no more than that and days: not whose it is, nor what it states.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Path, Response
from pydantic import BaseModel, Field

from services.chassis.clock import Clock
from services.chassis.views.store import Views
from services.scoring import read_model
from services.scoring.adapters.certificates.certificate import status_address
from services.scoring.adapters.certificates.qr_code import qr_code
from services.scoring.read_model.certificates import certificate

SERIAL = "^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
_SVG: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/svg+xml": {"schema": {"type": "string"}}}}
}
Serial = Annotated[str, Path(pattern=SERIAL, description="A certificate's serial number.")]


class StatusAnswer(BaseModel):
    """The status of a certificate."""

    serial: str
    status: Literal["good", "superseded", "revoked", "expired", "unknown"] = Field(
        description="`superseded`: there is a newer one for the same lot, or the grade has changed"
        " since; `unknown`: none of this number was issued."
    )
    issued_at: datetime | None
    valid_until: datetime | None
    revoked_at: datetime | None


def router(views: Views, clock: Clock, status_base: str | None) -> APIRouter:
    """Return the routes, for which nobody is asked who one is.

    `status_base` is the public address of this API (None: there is none, and so no QR codes).
    """
    routes = APIRouter()

    @routes.get("/certificates/{serial}")
    def status_of(serial: Serial) -> StatusAnswer:
        """Return what a certificate is worth at this instant."""
        known = certificate(views, serial)
        if known is None:
            return StatusAnswer(
                serial=serial, status="unknown", issued_at=None, valid_until=None, revoked_at=None
            )
        decision = read_model.last_decision(views, known.code)
        issued = known.certificate
        return StatusAnswer(
            serial=serial,
            status=issued.state(decision.number if decision else 0, clock()),
            issued_at=issued.issued_at,
            valid_until=issued.valid_until,
            revoked_at=issued.revoked_at,
        )

    @routes.get("/certificates/{serial}/qr", response_class=Response, responses=_SVG)
    def qr_code_of(serial: Serial) -> Response:
        """Return the QR code of where the status of a certificate is asked, for its print."""
        if status_base is None:
            raise HTTPException(
                503, "no QR codes are drawn here: CERTIFICATE_STATUS_URL is not set"
            )
        if certificate(views, serial) is None:
            raise HTTPException(404, f"none of the number {serial} was issued")
        return Response(qr_code(status_address(status_base, serial)), media_type="image/svg+xml")

    return routes
