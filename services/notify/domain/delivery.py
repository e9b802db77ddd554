"""A delivery: what is to be brought to whom, and what became of an attempt."""

from datetime import datetime
from typing import Literal

import msgspec

from schemas.vocabulary.telling import Deferral


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One message for one receiver, on its lane.

    `id` is derived from message, receiver and lane. `message` is what was published, `message_id`
    the id of that, `place` where it stands: topic, partition, offset. It is not attempted before
    `due_at`. `deferral` None: it is held in memory alone, and its place counts as not yet handled.
    """

    id: str
    lane: str
    place: tuple[str, int, int]
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
    def made(self) -> bool:
        """Say whether the delivery was made."""
        return self.outcome in ("delivered", "sent")
