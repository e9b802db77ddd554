"""The register of keys over HTTP: what each key may sign, and since and until when."""

from collections.abc import Callable
from datetime import date

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field

from services.chassis.clock import Clock, day_of
from services.chassis.signing.key_register import (
    KeyEntry,
    KeyPurpose,
    KeyRegister,
    KeyState,
    RegisterError,
)

KEYS_SECONDS = 300  # for which an answer may be kept by who asked


class KeyAnswer(BaseModel):
    """A key that signs, or has signed."""

    key_id: str
    suite: str
    purpose: KeyPurpose
    state: KeyState = Field(description="What it is today.")
    valid_from: date
    last_day: date = Field(description="The last day on which it may sign.")
    retired_on: date | None
    revoked_on: date | None
    not_believed_since: date | None = Field(description="Of a revoked key.")
    reason: str | None = Field(description="Why it was revoked.")
    pem: str


class RegisterAnswer(BaseModel):
    """All keys that there were. What proves them is the signed register, `/keys/register`."""

    origin: str
    version: int
    issued_on: date
    keys: list[KeyAnswer]


Signed = tuple[KeyRegister, str]  # the register, and the note that it is in


def router(read: Callable[[], Signed] | None, clock: Clock) -> APIRouter:
    """Return the routes of a register, for which nobody is asked who one is."""
    routes = APIRouter()

    def present(response: Response) -> Signed:
        if read is None:
            raise HTTPException(503, "there is no register of keys here: KEY_REGISTER is not set")
        try:
            found = read()
        except RegisterError as error:
            raise HTTPException(503, str(error)) from error
        response.headers["Cache-Control"] = f"public, max-age={KEYS_SECONDS}"
        return found

    @routes.get("/keys")
    def keys(response: Response) -> RegisterAnswer:
        """Return the keys by which certificates and the decision log are verified."""
        register, _ = present(response)
        today = day_of(clock())
        return RegisterAnswer(
            origin=register.origin,
            version=register.version,
            issued_on=register.issued_on,
            keys=[_answer(entry, today) for entry in register.keys],
        )

    @routes.get("/keys/register", response_class=PlainTextResponse)
    def signed_register(response: Response) -> str:
        """Return the register as its authority has signed it (C2SP signed-note)."""
        return present(response)[1]

    return routes


def _answer(entry: KeyEntry, today: date) -> KeyAnswer:
    revoked = entry.revoked
    return KeyAnswer(
        key_id=entry.id,
        suite=entry.suite,
        purpose=entry.purpose,
        state=entry.state(today),
        valid_from=entry.valid_from,
        last_day=entry.last_day,
        retired_on=entry.retired_on,
        revoked_on=revoked.on if revoked else None,
        not_believed_since=revoked.since if revoked else None,
        reason=revoked.reason if revoked else None,
        pem=entry.public_key,
    )
