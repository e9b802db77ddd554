"""What an API tells of who read what: each answer about a named enterprise, each failed sign-in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import uuid4

from prometheus_client import Gauge

from schemas.codec import encode
from schemas.messages import AccessRecorded, Body, HolderKind, SignInRefused, first_fact
from schemas.topics import accesses_of
from services.chassis.clock import Clock, milliseconds, system_clock
from services.chassis.observability import logger

from .journal import Journal, JournalEntry, JournalFullError
from .refused_sign_ins import RefusedSignIns
from .shipping import Shipping

if TYPE_CHECKING:
    from services.chassis.processing.publishing import Publishing
    from services.chassis.settings import ServiceSettings

MOST_CODES = 500  # of one entry
REFUSALS_EVERY = timedelta(seconds=10)
_MEBIBYTE = 1024 * 1024
_WAITING = Gauge(
    "safety_credit_accesses_waiting_bytes", "Entries of accesses not yet in the log.", ("service",)
)
_log = logger(__name__)


class Accesses:
    """Keeps and publishes the entries of one API.

    Without a folder in the settings they are kept in one that goes with the process.
    """

    def __init__(
        self,
        service: str,
        settings: ServiceSettings,
        publisher: Publishing | None = None,
        clock: Clock = system_clock,
    ) -> None:
        self._service = service
        self._settings = settings
        self._publisher = publisher
        self._clock = clock
        self._passing = None if settings.access_journal else TemporaryDirectory()
        folder = settings.access_journal or Path(self._passing.name if self._passing else "")
        self._most_bytes = settings.access_journal_mebibytes * _MEBIBYTE
        self.journal = Journal(folder, service, self._most_bytes)
        self.refused = RefusedSignIns(service, clock)
        self._refused_told_at = clock()
        topic = accesses_of(service).name
        self._shipping = Shipping(self.journal, topic, self._connect, self._keep_refused)
        _WAITING.labels(service).set_function(lambda: self.journal.size)

    def start(self) -> None:
        """Begin to publish."""
        if self._passing is not None:
            _log.warning("ACCESS_JOURNAL is not set: accesses that wait end with the process")
        self._shipping.start()

    def stop(self) -> None:
        """End, after what waits is published, if Kafka takes it."""
        self._refused_told_at -= REFUSALS_EVERY
        self._shipping.stop()

    def record(  # noqa: PLR0913 - what an entry says
        self,
        credential: str,
        codes: Sequence[str],
        *,
        question: str,
        holder: str,
        holder_kind: HolderKind,
        on_behalf_of: str | None,
        purpose: str | None,
        address: str,
        status: int,
    ) -> None:
        """Keep the entry of an answer. Raises JournalFullError: then it must not be given."""
        for some in _parts(codes):
            body = AccessRecorded(
                service=self._service,
                question=question,
                codes=some,
                holder=holder,
                holder_kind=holder_kind,
                on_behalf_of=on_behalf_of,
                purpose=purpose,
                address=address,
                status=status,
            )
            self._keep(credential, body)

    def _keep(self, subject: str, body: Body) -> None:
        fact = first_fact(
            body,
            identity=str(uuid4()),
            source=f"/safety-credit/{self._service}/api",
            subject=subject,
            known_at=self._clock(),
        )
        self.journal.append(
            JournalEntry(subject.encode(), milliseconds(fact.known_at), encode(fact))
        )

    def _keep_refused(self) -> None:
        """Keep the failed sign-ins, unless they would take the room of answers."""
        now = self._clock()
        due = now - self._refused_told_at >= REFUSALS_EVERY
        if due and self.journal.size < self._most_bytes // 2:
            self._refused_told_at = now
            for address, refused in self.refused.take():
                self._keep_one(address, refused)

    def _keep_one(self, address: str, refused: SignInRefused) -> None:
        try:
            self._keep(address, refused)
        except JournalFullError as error:
            _log.error("a failed sign-in is not kept", address=address, error=str(error))

    def _connect(self) -> Publishing:
        if self._publisher is not None:
            return self._publisher
        from services.chassis.kafka.prompt_publisher import (  # noqa: PLC0415 - heavy: when there is something
            PromptPublisher,
            Reachability,
        )

        return PromptPublisher(self._settings, Reachability(self._settings))


def _parts(codes: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for begin in range(0, len(codes), MOST_CODES):
        yield tuple(codes[begin : begin + MOST_CODES])
