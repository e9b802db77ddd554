"""Certificates asked for on a log in memory, which a worker there answers at once."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from schemas.codec import decode, encode
from schemas.messages import CertificateIssued, CertificateRequested, CertificateRevoked, Fact
from schemas.topics import CERTIFICATE_REQUESTS, CERTIFICATES
from services.chassis.clock import clock_at, day_of, milliseconds, system_clock
from services.chassis.processing.memory_log import MemoryWorker
from services.chassis.signing.keys import SigningKey
from services.command_line.key_files import certificate_keys
from services.scoring.adapters.certificates.certificate import signed
from services.scoring.adapters.certificates.issuing import Answer, Issuer
from services.scoring.settings import ScoringSettings
from tests.support.safety_records import CODE

HANDLED_UNTIL = datetime(2026, 10, 30, 16, tzinfo=UTC)


class MemoryRequestLog:
    """The RequestLog protocol over a worker in memory."""

    def __init__(self, worker: MemoryWorker) -> None:
        self.worker = worker

    def publish(
        self, facts: Sequence[Fact[CertificateRequested] | Fact[CertificateRevoked]]
    ) -> None:
        log = self.worker.log
        for fact in facts:
            timestamp = milliseconds(fact.known_at)
            log.publish(CERTIFICATE_REQUESTS, fact.subject.encode(), encode(fact), timestamp)
        self.worker.run()

    def answers(self, requests: Sequence[Fact[CertificateRequested]]) -> Mapping[str, Answer]:
        self.publish(requests)
        found: dict[str, Answer] = {}
        for record in self.worker.log.all(CERTIFICATES.name):
            fact = decode(record.value or b"")
            found.setdefault(str(fact.causation_id), fact)
        return {each.id: found[each.id] for each in requests}


class HandledAll:
    """The LogPositions protocol of a log that is handled up to an instant."""

    def __init__(self, until: Callable[[], datetime | None] = system_clock) -> None:
        self._until = until

    def handled(self, _partition: int) -> Mapping[str, int]:
        return {}

    def current_at(self, _partition: int, _positions: Mapping[str, int]) -> datetime | None:
        return self._until()


def opening_issuer(
    worker: MemoryWorker,
) -> Callable[[ScoringSettings], AbstractContextManager[Issuer]]:
    """Return what stands in the place of `opened_issuer`, of the commands."""

    @contextmanager
    def opened(settings: ScoringSettings) -> Iterator[Issuer]:
        yield Issuer(
            certificate_keys(settings),
            timedelta(days=settings.certificate_days),
            MemoryRequestLog(worker),
            lambda _code: HANDLED_UNTIL,
            clock_at(settings.city_day) if settings.city_day else system_clock,
            settings.certificate_status_url,
        )

    return opened


def certificate_by(key: SigningKey, now: datetime, valid: timedelta = timedelta(days=1)) -> str:
    """Return a certificate of some standing of today for the lot x, signed by any key."""
    body = CertificateIssued(
        serial="0b3b1c0e-6f1e-5b0f-8d2c-7a3b1c9d4e5f",
        purpose="x",
        day=day_of(now),
        as_known=None,
        as_of=now,
        valid_until=now + valid,
        name=None,
        sector="industrial",
        grade="B",
        score=Decimal(80),
        edition="industrial-2025",
        standing_digest="0" * 64,
        decision=None,
    )
    return signed(key, CODE, now, body)
