"""The contacts over HTTP: where a recipient of alerts is reached, as it states it.

Addresses are personal data: they stand in the answers to whom they concern, and in no error, log
or view.
"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.vocabulary.notification_terms import Channel, Language
from services.chassis.clock import Clock, day_of
from services.chassis.http.admission import Proven
from services.chassis.http.credentials import Credential
from services.chassis.http.named_enterprises import name_enterprises
from services.chassis.http.problems import ProblemError, problems
from services.chassis.http.write_threads import in_write_threads
from services.notify.adapters.contacts.address_book import NoMasterKeyError, without_addresses
from services.notify.adapters.contacts.contact_statements import ContactStatements
from services.notify.domain.contacts import (
    MOST_ADDRESSES,
    ChannelAddress,
    Contacts,
    InvalidAddressError,
    is_department,
    recipient_code,
    valid,
)

READ, WRITE = "contacts:read", "contacts:write"
_LONGEST = 300  # characters of anything that could be an address


class AddressShape(BaseModel):
    """An address in a channel; it is checked, and kept in one form (numbers with +86)."""

    model_config = ConfigDict(extra="forbid")

    channel: Channel
    address: Annotated[
        str,
        Field(
            max_length=_LONGEST,
            description="A mail address; a phone number; the key of a group robot (with signing"
            " SECRET@TOKEN), never its URL.",
        ),
    ]

    @model_validator(mode="after")
    def _tidy(self) -> "AddressShape":
        try:
            self.address = valid(self.channel, self.address).address
        except InvalidAddressError as error:
            raise ValueError(str(error)) from None
        return self


class ContactsInput(BaseModel):
    """All that is stated about a recipient; what was stated before holds no more."""

    model_config = ConfigDict(extra="forbid")

    language: Language = "both"
    addresses: Annotated[
        list[AddressShape],
        Field(max_length=MOST_ADDRESSES, description="None: no messages but in the inbox."),
    ]
    electronic_service_agreed_on: Annotated[
        date | None,
        Field(description="Day on which the enterprise agreed in writing to electronic service."),
    ] = None


def recipient_of(
    request: Request,
    recipient: Annotated[str, Path(description="Unified code, or a department's code.")],
) -> str:
    """Return the recipient of the path as it is kept, named where it is an enterprise.

    Answers 404 where there can't be one.
    """
    code = recipient_code(recipient)
    if code is None:
        raise HTTPException(404, "no such recipient: give a unified code or a department's code")
    if not is_department(code):
        name_enterprises(request, (code,))
    return code


Recipient = Annotated[str, Depends(recipient_of)]


class _May(Proven):
    """Lets in a reader with the scope, and a department to its own contacts."""

    def permit(self, credential: Credential, request: Request) -> None:
        """Answer 403 to all others."""
        own = credential.kind == "department" and credential.holder == recipient_code(
            request.path_params["recipient"]
        )
        if not own and self.scope not in credential.scopes:
            raise HTTPException(
                403, f"it takes the scope {self.scope}, or the recipient's own credential"
            )


def contacts_router(statements: ContactStatements, clock: Clock) -> APIRouter:
    """Return the routes: state, read and take back the contacts of a recipient.

    What is stated is answered when it can be read; with 202 where it is kept, but not seen yet.
    """
    router = APIRouter(tags=["contacts"], responses=problems(401, 403, 404, 422, 503))

    @router.put(
        "/contacts/{recipient}",
        dependencies=[Depends(_May(WRITE))],
        responses={202: {"model": ContactsInput}},
    )
    @in_write_threads
    def put(recipient: Recipient, stated: ContactsInput, response: Response) -> ContactsInput:
        """State where a recipient is reached, in place of all that was stated before."""
        agreed = stated.electronic_service_agreed_on
        if agreed is not None and is_department(recipient):
            raise HTTPException(422, "electronic_service_agreed_on: only an enterprise agrees")
        if agreed is not None and agreed > (today := day_of(clock())):
            raise HTTPException(422, f"electronic_service_agreed_on: it is after {today}")
        addresses = {(each.channel, each.address): None for each in stated.addresses}
        contacts = Contacts(
            recipient=recipient,
            language=stated.language,
            addresses=tuple(ChannelAddress(name, where) for name, where in addresses),
            electronic_service_agreed_on=agreed,
        )
        try:
            response.status_code = 200 if statements.state(contacts) else 202
        except NoMasterKeyError as error:
            raise ProblemError(503, str(error)) from error
        return _shape(contacts)

    @router.get("/contacts/{recipient}", dependencies=[Depends(_May(READ, asks_why=True))])
    def get(recipient: Recipient) -> ContactsInput:
        """Return what was stated last. 404: nothing was (a department's own mail holds then)."""
        contacts = statements.book.stated(recipient)
        if contacts is None:
            raise HTTPException(404, "nothing is stated about this recipient")
        return _shape(contacts)

    @router.delete(
        "/contacts/{recipient}",
        dependencies=[Depends(_May(WRITE))],
        responses={202: {"model": ContactsInput}},
    )
    @in_write_threads
    def delete(recipient: Recipient, response: Response) -> ContactsInput:
        """Take all addresses back: it gets no messages but in the inbox.

        The key that they are sealed with is destroyed: nobody reads them any more, in whatever copy
        of the log.
        """
        former = statements.book.stated(recipient)
        response.status_code = 200 if statements.erase(recipient) else 202
        return _shape(without_addresses(recipient, former))

    return router


def _shape(contacts: Contacts) -> ContactsInput:
    return ContactsInput(
        language=contacts.language,
        addresses=[
            AddressShape(channel=each.channel, address=each.address) for each in contacts.addresses
        ],
        electronic_service_agreed_on=contacts.electronic_service_agreed_on,
    )
