"""A delivery: what is to be brought to whom, and what became of an attempt."""

from typing import Literal

import msgspec


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an attempt.

    `delivered`: it reached the receiver's own system; `sent`: a carrier took it (an SMS gateway);
    `failed`: worth another attempt, not before `retry_after` seconds where the receiver said so;
    `refused`: final. `fault` says why, without secrets and addresses. `whole`: the fault is the
    receiver's (no connection, no answer, 5xx, 429), not that of this one message.
    """

    outcome: Literal["delivered", "sent", "failed", "refused"]
    fault: str | None = None
    retry_after: float | None = None
    whole: bool = False
