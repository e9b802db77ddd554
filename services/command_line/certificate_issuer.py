"""Who issues certificates for a command: it asks scoring's worker by the log, as the API does."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from schemas.topics import SCORING
from services.chassis.clock import clock_at, system_clock
from services.chassis.reachability import require_kafka
from services.scoring.adapters.certificates.issuing import Issuer

from .key_files import certificate_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.scoring.adapters.certificates.request_log import KafkaRequestLog
    from services.scoring.settings import ScoringSettings

OPERATOR = "operator"  # who asks, where no credential does


@contextmanager
def opened_issuer(settings: ScoringSettings) -> Iterator[Issuer]:
    """Yield who issues by the key in force, as the settings say. Ends as certificate_keys does.

    Raises NotReachableError where no broker answers.
    """
    from services.chassis.kafka.handled_log import HandledLog  # noqa: PLC0415 - heavy: where used
    from services.scoring.adapters.certificates.request_log import (  # noqa: PLC0415 - as above
        handled_until,
    )
    from services.scoring.stage import READS  # noqa: PLC0415 - as above

    keys = certificate_keys(settings)
    clock = clock_at(settings.city_day) if settings.city_day else system_clock
    with opened_request_log(settings) as log:
        handled = HandledLog(settings, SCORING, (topic.name for topic in READS))
        try:
            yield Issuer(
                keys,
                timedelta(days=settings.certificate_days),
                log,
                handled_until(settings, handled),
                clock,
                settings.certificate_status_url,
            )
        finally:
            handled.close()


@contextmanager
def opened_request_log(settings: ScoringSettings) -> Iterator[KafkaRequestLog]:
    """Yield where certificates are asked for and revoked. Raises NotReachableError."""
    from services.scoring.adapters.certificates.request_log import (  # noqa: PLC0415 - heavy
        request_log,
    )

    require_kafka(settings)
    log = request_log(settings)
    try:
        yield log
    finally:
        log.stop()
