"""The receipts of an alert over HTTP: what is known of it, and that its recipient read it.

A recipient's own system says so: a department's credential for its own alerts, and no other; for
enterprises the portal in which they prove who they are, with the scope `alerts:acknowledge`.
"""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from schemas.messages import AlertRaised, Fact, ReceiptRecorded, caused_fact
from schemas.topics import DELIVERY_RECEIPTS
from services.chassis.clock import Clock
from services.chassis.http.admission import Proven
from services.chassis.http.credentials import Credential
from services.chassis.http.named_enterprises import name_enterprises
from services.chassis.http.problems import problems
from services.chassis.http.write_threads import in_write_threads
from services.chassis.processing.identity import derived_id
from services.chassis.views.store import Views
from services.notify.adapters.channels.letters import agreed
from services.notify.adapters.contacts.address_book import AddressBook
from services.notify.adapters.delivery.outbox import SOURCE
from services.notify.adapters.subscriptions.stated_facts import Statements
from services.notify.read_model import alert, receipts_of

INBOX = "inbox"
READ, ACKNOWLEDGE = "receipts:read", "alerts:acknowledge"

Identity = Annotated[str, Path(alias="alert", description="Id of the alert.")]


class _MayKnow(Proven):
    """Asks for the right to an alert: a department's own, of which it is found out later."""

    def permit(self, credential: Credential, request: Request) -> None:
        """Let pass a department, and a reader with the scope. Raises HTTPException 403."""
        if credential.kind != "department":
            super().permit(credential, request)


class Acknowledgement(BaseModel):
    """What the recipient says of an alert."""

    model_config = ConfigDict(extra="forbid")

    status: Literal["read", "acknowledged"]


class DeliveryReceiptAnswer(BaseModel):
    """A receipt."""

    id: str
    receiver: str = Field(description="The channel, or `inbox`.")
    status: Literal["sent", "delivered", "read", "acknowledged", "refused", "given_up"]
    at: datetime
    attempts: int
    fault: str | None
    serves: str | None = Field(description="Number of the order whose document it served.")


def receipts_router(
    statements: Statements, book: AddressBook, views: Views, clock: Clock
) -> APIRouter:
    """Return the routes."""
    router = APIRouter(tags=["receipts"], responses=problems(401, 403, 404, 422, 503))

    @router.get("/alerts/{alert}/receipts")
    def receipts(
        request: Request, identity: Identity, who: Annotated[Credential, Depends(_MayKnow(READ))]
    ) -> list[DeliveryReceiptAnswer]:
        """Return what is known of an alert's way to its recipient, the oldest first."""
        fact = _permitted(views, identity, who, READ)
        name_enterprises(request, [fact.body.about] if fact.body.about else ())
        receipts = receipts_of(views, identity, fact.body.recipient)
        return [_answer(each) for each in receipts]

    @router.post(
        "/alerts/{alert}/receipts",
        status_code=201,
        responses={200: {"model": DeliveryReceiptAnswer}},
    )
    @in_write_threads
    def acknowledge(
        identity: Identity,
        who: Annotated[Credential, Depends(_MayKnow(ACKNOWLEDGE))],
        acknowledgement: Acknowledgement,
        response: Response,
    ) -> DeliveryReceiptAnswer:
        """Record that the recipient read or acknowledged an alert; said again, it is there once.

        It is among the receipts as soon as the worker has read it, mostly within a second.
        """
        fact = _permitted(views, identity, who, ACKNOWLEDGE)
        receipts = receipts_of(views, identity, fact.body.recipient)
        known = {each.id: each for each in receipts}
        receipt = _receipt(fact, acknowledgement.status, book, clock())
        if receipt.id in known:
            response.status_code = 200
            return _answer(known[receipt.id])
        statements.publish(DELIVERY_RECEIPTS, receipt)
        return _answer(receipt)

    return router


def _permitted(views: Views, identity: str, who: Credential, scope: str) -> Fact[AlertRaised]:
    """Return an alert to who may know of it, or speak for its recipient; else answer 404."""
    alert_fact = alert(views, identity)
    if scope not in who.scopes:
        if alert_fact is not None and alert_fact.body.recipient != who.holder:
            alert_fact = None
    elif (
        scope == ACKNOWLEDGE
        and alert_fact is not None
        and alert_fact.body.recipient_kind != "enterprise"
    ):
        alert_fact = None  # nobody but the department itself says what it read
    if alert_fact is None:
        raise HTTPException(404, "no such alert")
    return alert_fact


def _receipt(
    fact: Fact[AlertRaised],
    status: Literal["read", "acknowledged"],
    book: AddressBook,
    now: datetime,
) -> Fact[ReceiptRecorded]:
    body = fact.body
    delivery = derived_id("delivery", fact.id, INBOX, body.recipient)
    return caused_fact(
        fact,
        identity=derived_id(ReceiptRecorded.SUBJECT_ACTION, delivery, status),
        source=SOURCE,
        subject=body.recipient,
        known_at=now,
        occurred_at=now,
        body=ReceiptRecorded(
            delivery=delivery,
            receiver=INBOX,
            recipient=body.recipient,
            about=body.about,
            message=fact.id,
            status=status,
            at=now,
            attempts=1,
            serves=body.serves if agreed(book.stated(body.recipient), body) else None,
        ),
    )


def _answer(fact: Fact[ReceiptRecorded]) -> DeliveryReceiptAnswer:
    body = fact.body
    return DeliveryReceiptAnswer(
        id=fact.id,
        receiver=body.receiver,
        status=body.status,
        at=body.at,
        attempts=body.attempts,
        fault=body.fault,
        serves=body.serves.order if body.serves else None,
    )
