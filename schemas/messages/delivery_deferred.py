"""A delivery that is still to be made, or that was given up."""

from datetime import datetime
from typing import ClassVar

from schemas.vocabulary.notification_terms import Deferral

from .base import Body


class DeliveryDeferred(Body, frozen=True, kw_only=True):
    """What became of a delivery so far; once it is made, its key is erased from the topic.

    `delivery` is derived from message, receiver and lane: the same after a crash. A lane is what
    keeps its order at a receiver: an enterprise (of a subscription), or a recipient and channel.
    `failing`: it failed and is tried again at `due_at`; `waiting`: it waits for one before it in
    its lane; `quiet_hours`, `digest`: it is held until `due_at`; `dead`: refused for good, or tried
    for as long as is allowed, and resent only when somebody says so. `message` is what is to be
    delivered as it was published; of a dead delivery it is empty, and read again where it was
    published: at `offset` of `topic` and `partition`. `message_id` is its id. `resent`: how often
    it was called back.
    """

    SUBJECT_ACTION: ClassVar[str] = "delivery-deferred"

    delivery: str
    receiver: str
    lane: str
    topic: str
    partition: int
    offset: int
    message: str
    message_id: str
    deferral: Deferral
    due_at: datetime
    attempts: int
    first_tried_at: datetime | None
    fault: str | None
    resent: int = 0
