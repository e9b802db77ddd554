"""What a fold brings about with one batch of messages."""

from dataclasses import dataclass, field

from schemas.messages import MessageDeadLettered

from .log_messages import Outgoing
from .outcome import ViewWrite


@dataclass
class Batch:
    """The whole effect of some messages of one partition; states are by stored key.

    `handled` is how many of them it is the effect of: where a day wakes many keys it is a slice of
    that day, and the message and those behind it are to be folded again. `left` are the keys that
    the day still has to wake.
    """

    handled: int = 0
    left: int = 0
    woken: int = 0

    publish: list[Outgoing] = field(default_factory=list)
    states: dict[bytes, bytes | None] = field(default_factory=dict)
    views: list[ViewWrite] = field(default_factory=list)
    dead: list[MessageDeadLettered] = field(default_factory=list)
