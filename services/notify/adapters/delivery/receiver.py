"""What a dispatcher needs of a receiver: a subscription's webhook, or a channel to people."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol

import msgspec

from schemas.messages import Fact
from schemas.messages.receipt_recorded import ReceiptRecorded
from schemas.vocabulary.notification_terms import Deferral
from services.notify.domain.delivery import Answer, Delivery

Status = Literal["sent", "delivered", "refused", "given_up"]


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery to make: on which lane, not before when, and why not before."""

    lane: str
    due_at: datetime
    deferral: Deferral | None = None


class Receiver(Protocol):
    """One that messages are brought to, over its own connections."""

    name: str
    topics: tuple[str, ...]
    begins: Mapping[str, tuple[int, ...]] | None  # see GroupFollower
    at_once: int  # how many deliveries may be under way, each on its own lane
    drops_repeats: bool  # knows a message again by its id; a person would read it twice

    def plan(self, fact: Fact[Any], now: datetime) -> Iterable[Planned]:
        """Return the deliveries of a message; none where it does not concern the receiver."""

    def together(self, first: Delivery, other: Delivery) -> bool:
        """Say whether two deliveries of a lane are brought in one (a digest)."""

    async def send(self, deliveries: Sequence[Delivery]) -> Answer:
        """Make an attempt."""

    def receipt(self, fact: Fact[Any], delivery: Delivery, status: Status) -> ReceiptRecorded:
        """Return the receipt of a message; its instant is set by who asks."""

    async def take_over(self, partitions: Collection[int]) -> None:
        """Learn what was brought of partitions that another process may have had."""

    async def close(self) -> None:
        """Close the connections."""
