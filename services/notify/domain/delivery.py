"""A delivery: what is to be brought to whom, and what became of an attempt."""

from datetime import datetime
from typing import Literal

import msgspec

from schemas.vocabulary.notification_terms import Deferral


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One message for one receiver, on its lane.

    `id` is derived from message, receiver and lane. `message` are the bytes that were published,
    `message_id` is the id of their fact, `position` their topic, partition and offset. It is not
    attempted before `due_at`. `deferral` None: it is in memory alone, and the message at its
    position counts as not yet handled.
    """

    id: str
    lane: str
    position: tuple[str, int, int]
    message: bytes
    message_id: str
    due_at: datetime
    attempts: int = 0
    first_tried_at: datetime | None = None
    deferral: Deferral | None = None
    fault: str | None = None
    resent: int = 0


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an attempt.

    `delivered`: it reached the receiver's own system; `sent`: a carrier took it (an SMS gateway);
    `failed`: worth another attempt, not before `retry_after` seconds where the receiver said so;
    `refused`: final. `fault` says why, without secrets and addresses. `whole`: the fault is the
    receiver's (no connection, no answer, 401, 404, 429, 5xx), not that of this one message.
    """

    outcome: Literal["delivered", "sent", "failed", "refused"]
    fault: str | None = None
    retry_after: float | None = None
    whole: bool = False

    @property
    def succeeded(self) -> bool:
        """Say whether the delivery was made."""
        return self.outcome in ("delivered", "sent")
