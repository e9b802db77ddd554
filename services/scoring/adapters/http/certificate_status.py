"""What a certificate of standing is still worth: anybody may ask, by its serial number.

The answer says no more than that and days: not whose it is, nor what it states.
"""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from services.chassis.clock import Clock
from services.chassis.views.store import Views
from services.scoring import read_model
from services.scoring.read_model.certificates import certificate

SERIAL = "^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
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


def router(views: Views, clock: Clock) -> APIRouter:
    """Return the route, for which nobody is asked who one is."""
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

    return routes
