"""What the marks of a service's views are worth to who answers from them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from services.chassis.clock import system_clock

from .as_of import note_as_of
from .log_positions import LogPositions
from .mark import ViewMark, opened_mark
from .proofs import ProofKey
from .stored_names import mark_name
from .unusable import NotRebuiltError


class KnownMark(NamedTuple):
    """A mark that was good, and how it was stored."""

    stored: bytes
    mark: ViewMark


class ProvenMarks:
    """Marks that show views to be whole, and as new as the log says. May be shared by threads."""

    def __init__(
        self, key: ProofKey, service: str, positions: LogPositions, behind: timedelta
    ) -> None:
        self._key = key
        self._service = service
        self._positions = positions
        self._behind = behind
        self._known: dict[int, KnownMark] = {}

    def handled(self, partition: int) -> Mapping[str, int]:
        """Return up to where a partition is known to be handled: to be asked before its mark is.

        Raises LogUnknownError.
        """
        return self._positions.handled(partition)

    def known(self, partition: int) -> KnownMark | None:
        """Return the mark of a partition that was good last; None: none was."""
        return self._known.get(partition)

    def require(self, partition: int, stored: bytes | None, handled: Mapping[str, int]) -> ViewMark:
        """Return a mark as it was stored, and note as of when it holds. Raises NotRebuiltError."""
        known = self._known.get(partition)
        if known is not None and known.stored == stored:
            mark: ViewMark | None = known.mark
        else:
            mark = opened_mark(self._key, mark_name(self._service, partition), stored)
        if mark is None:
            raise NotRebuiltError(
                self._service, partition, "they have no mark: rebuild them (rebuild-views)"
            )
        if not mark.whole:
            progress = f"{mark.done}/{mark.total}"
            raise NotRebuiltError(
                self._service, partition, f"being built: {progress} messages", progress
            )
        if not mark.covers(handled):
            raise NotRebuiltError(
                self._service,
                partition,
                "they hold less than was handled: somebody put them back, or they were lost; "
                "rebuild them (rebuild-views)",
            )
        if stored is not None:
            self._known[partition] = KnownMark(stored, mark)
        self._note(partition, mark)
        return mark

    def _note(self, partition: int, mark: ViewMark) -> None:
        """Note as of which instant an answer holds. Raises NotRebuiltError where it is too old."""
        current = self._positions.current_at(partition, mark.positions)
        as_of = max(mark.written_at, current) if current else mark.written_at
        age = system_clock() - as_of
        if age > self._behind:
            raise NotRebuiltError(
                self._service, partition, f"they are {age.total_seconds():.0f} s behind the log"
            )
        note_as_of(as_of)
