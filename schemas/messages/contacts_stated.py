"""Where a recipient of alerts can be reached, as it was stated last."""

from datetime import date
from typing import ClassVar

from schemas.vocabulary.notification_terms import Language

from .base import Body


class ContactsStated(Body, frozen=True, kw_only=True):
    """The addresses of an enterprise (unified code) or a department, sealed.

    They are personal data: `sealed` is a JSON list of channel and address, encrypted with the
    recipient's key (AES-256-GCM, base64), which `key` names: on the topic `subject-keys`, until it
    is destroyed. Without them the recipient wants no messages. `electronic_service_agreed_on` is
    the day on which the enterprise agreed in writing to electronic service (《行政处罚法》
    第六十一条; None: it did not, and what is sent to it serves no document).
    """

    SUBJECT_ACTION: ClassVar[str] = "contacts-stated"

    recipient: str
    language: Language
    sealed: str | None
    key: str | None
    electronic_service_agreed_on: date | None
