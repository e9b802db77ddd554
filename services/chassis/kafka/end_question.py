"""Whether who follows a log has all that was there at an instant."""

from concurrent.futures import Future
from time import monotonic

from .positions import PositionedLog, Positions
from .reader import EMPTY_POLLS

# Where the topic is never quiet, what was there when the question was asked counts as read when the
# position that the broker then named as the end has been passed for so long.
PASSED_SECONDS = 3.0


class EndQuestion:
    """Whether all is read that was there when it was asked."""

    def __init__(self) -> None:
        self.answer: Future[None] = Future()
        self.ends: Positions | None = None
        self.quiet = 0
        self.passed_at: float | None = None

    def answer_now(self) -> None:
        """Say that all is read, unless nobody waits for it any more."""
        if self.answer.set_running_or_notify_cancel():
            self.answer.set_result(None)

    def look(self, log: PositionedLog, positions: Positions, records: int) -> bool:
        """Say whether it is so, after a reading up to positions that brought so many records."""
        if self.ends is None:
            self.ends = log.ends()
            return False
        if any(positions[partition] < end for partition, end in self.ends.items()):
            self.quiet = 0
            return False
        self.quiet = 0 if records else self.quiet + 1
        self.passed_at = self.passed_at or monotonic()
        return self.quiet >= EMPTY_POLLS or monotonic() - self.passed_at >= PASSED_SECONDS
