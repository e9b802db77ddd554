"""How long to wait after a failure, and when a receiver gets a pause."""

from datetime import datetime, timedelta
from hashlib import sha256

import msgspec

DOUBLINGS = 30  # more would be longer than any cap


class RetryPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """Waits in seconds; each failure doubles them, up to the most.

    A delivery that failed waits `wait` to `most_wait`. After `strikes` failures in a row that are
    the receiver's own it gets a pause of `pause` to `most_pause`. What fails although its receiver
    is well is given up after `give_up` seconds.
    """

    wait: float = 1.0
    most_wait: float = 3600.0
    strikes: int = 5
    pause: float = 5.0
    most_pause: float = 900.0
    give_up: float = 3 * 24 * 3600.0

    def wait_after(self, failures: int, seed: str, requested: float | None = None) -> timedelta:
        """Return how long to wait after so many failures of a delivery.

        At least the `requested` seconds of the receiver, but not longer than the longest wait.
        """
        return self._at_least(_jittered(self.wait, self.most_wait, failures, seed), requested)

    def pause_after(self, pauses: int, seed: str, requested: float | None = None) -> timedelta:
        """Return the length of the next pause of a receiver, as long as it asked for at least."""
        return self._at_least(_jittered(self.pause, self.most_pause, pauses, seed), requested)

    def _at_least(self, length: timedelta, requested: float | None) -> timedelta:
        if requested is None:
            return length
        return max(length, timedelta(seconds=min(max(requested, 0), self.most_wait)))


def _jittered(first: float, most: float, failures: int, seed: str) -> timedelta:
    """Return between half and the whole of the doubled wait, so that not all come at once.

    Derived from the seed: the same delivery waits equally long wherever it is computed.
    """
    whole = min(most, first * 2 ** min(max(failures - 1, 0), DOUBLINGS))
    fraction = sha256(f"{seed}:{failures}".encode()).digest()[0] / 255
    return timedelta(seconds=whole * (0.5 + fraction / 2))


class Breaker(msgspec.Struct, kw_only=True):
    """Whether a receiver is well, is away, or is being tried again.

    `until` is the end of its pause (None: it is well). After that one delivery is tried: if it is
    made, the pause is over; if not, the next pause is longer.
    """

    name: str
    strikes: int = 0
    pauses: int = 0
    until: datetime | None = None
    well_at: datetime | None = None
    trying: bool = False

    def allows(self, now: datetime) -> bool:
        """Say whether a delivery may be attempted now."""
        return self.until is None or (now >= self.until and not self.trying)

    def attempted(self) -> None:
        """Note that an attempt began: of a receiver that is away, only one at a time."""
        self.trying = self.until is not None

    def answered(self, now: datetime) -> bool:
        """Note that the receiver is well; say whether it was away."""
        was_away = self.until is not None
        self.strikes = self.pauses = 0
        self.until, self.trying, self.well_at = None, False, now
        return was_away

    def failed(self, now: datetime, retry_policy: RetryPolicy, retry_after: float | None) -> bool:
        """Note a failure that is the receiver's own; say whether a pause begins."""
        was_trying, self.trying = self.trying, False
        if self.until is not None and not was_trying:
            return False  # under way when the pause began
        self.strikes += 1
        if self.strikes < retry_policy.strikes and not was_trying and retry_after is None:
            return False
        self.pauses += 1
        self.until = now + retry_policy.pause_after(self.pauses, self.name, retry_after)
        return True
