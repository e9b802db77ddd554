"""How far the log is, as far as who answers from views must know it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol


class LogPositions(Protocol):
    """What is known of the log, of one service."""

    def handled(self, partition: int) -> Mapping[str, int]:
        """Return, by topic, up to where the service's worker is known to have handled a partition.

        The views of it were written before. Raises LogUnknownError.
        """

    def current_at(self, partition: int, positions: Mapping[str, int]) -> datetime | None:
        """Return the last instant at which the log is known to have gone no further (UTC).

        None: it was never seen to end there.
        """


class NothingHandled:
    """A log of which nothing is known to be handled: for tests and measurements."""

    def handled(self, partition: int) -> Mapping[str, int]:  # noqa: ARG002 - the protocol's
        """Return that nothing is."""
        return {}

    def current_at(self, partition: int, positions: Mapping[str, int]) -> datetime | None:  # noqa: ARG002 - the protocol's
        """Return that it is not known."""
        return None
