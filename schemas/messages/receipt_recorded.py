"""What is known of a delivery: sent, delivered, read, acknowledged, or that it came to nothing."""

from datetime import datetime
from typing import ClassVar, Literal

from .alert_raised import ServedDocument
from .base import Body

ReceiptStatus = Literal["sent", "delivered", "read", "acknowledged", "refused", "given_up"]


class ReceiptRecorded(Body, frozen=True, kw_only=True):
    """A receipt, without any address.

    `sent`: the channel took it; `delivered`: it reached the receiver's own system (a webhook's 2xx,
    the recipient's mail server); `read`, `acknowledged`: the recipient said so; `refused`,
    `given_up`: it was not taken, and why (`fault`). `receiver` is a subscription, or the channel;
    `recipient` who was to be told (None: the subscriber itself); `message` the id of the alert or
    the change. `serves` names the document of an order that it served, where the recipient agreed
    to electronic service.
    """

    SUBJECT_ACTION: ClassVar[str] = "receipt-recorded"

    delivery: str
    receiver: str
    recipient: str | None
    about: str | None
    message: str
    status: ReceiptStatus
    at: datetime
    attempts: int
    fault: str | None = None
    serves: ServedDocument | None = None
