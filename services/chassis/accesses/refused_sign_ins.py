"""Failed sign-ins, counted until they are told: a flood of them makes few entries."""

from datetime import datetime
from threading import Lock

from schemas.messages import SignInRefused
from services.chassis.clock import Clock

MOST_APART = 200  # addresses and ids that are counted apart in one round
OTHERS = "others"


class RefusedSignIns:
    """Counts attempts by address and claimed id, for several threads."""

    def __init__(self, service: str, clock: Clock) -> None:
        self._service = service
        self._clock = clock
        self._lock = Lock()
        self._counts: dict[tuple[str, str | None], tuple[int, datetime]] = {}

    def note(self, address: str, claimed: str | None) -> None:
        """Count an attempt; of more than MOST_APART apart it is one of the others."""
        with self._lock:
            if (address, claimed) not in self._counts and len(self._counts) >= MOST_APART:
                address, claimed = OTHERS, None
            attempts, since = self._counts.get((address, claimed), (0, self._clock()))
            self._counts[address, claimed] = attempts + 1, since

    def take(self) -> list[tuple[str, SignInRefused]]:
        """Return what was counted since it was taken last, each with its address."""
        with self._lock:
            counts, self._counts = self._counts, {}
        return [
            (
                address,
                SignInRefused(
                    service=self._service, claimed=claimed, attempts=attempts, since=since
                ),
            )
            for (address, claimed), (attempts, since) in counts.items()
        ]
