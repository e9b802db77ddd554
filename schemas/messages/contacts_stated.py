"""Where a recipient of alerts can be reached, as it was stated last."""

from datetime import date
from typing import ClassVar

from schemas.records.base import RecordPart
from schemas.vocabulary.notification_terms import Channel, Language

from .base import Body


class Address(RecordPart, frozen=True, kw_only=True):
    """An address in a channel: a mail address, a phone number, the key of a chat robot."""

    channel: Channel
    address: str


class ContactsStated(Body, frozen=True, kw_only=True):
    """All addresses of an enterprise (unified code) or a department; none: it wants no messages.

    Personal data: on its own topic, which only notify reads. `electronic_service_agreed_on` is the
    day on which the enterprise agreed in writing to electronic service (《行政处罚法》第六十一条;
    None: it did not, and what is sent to it serves no document).
    """

    SUBJECT_ACTION: ClassVar[str] = "contacts-stated"

    recipient: str
    language: Language
    addresses: tuple[Address, ...]
    electronic_service_agreed_on: date | None
