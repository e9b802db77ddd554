"""What a fold brings about with one batch of messages."""

from dataclasses import dataclass, field

from schemas.messages import MessageDeadLettered

from .log_messages import Outgoing
from .outcome import ViewWrite
from .walk import DayProgress


@dataclass
class Batch:
    """The whole effect of some messages of one partition; states are by stored key.

    `handled` is how many of them it is the effect of: where a day wakes many keys it is a slice of
    that day, and the message and those behind it are to be folded again. `under_way` is how far a
    day is that has keys left to wake, `woken` how many keys the batch woke.
    """

    handled: int = 0
    under_way: DayProgress | None = None
    woken: int = 0
    publish: list[Outgoing] = field(default_factory=list)
    states: dict[bytes, bytes | None] = field(default_factory=dict)
    views: list[ViewWrite] = field(default_factory=list)
    dead: list[MessageDeadLettered] = field(default_factory=list)
