"""Views that prove themselves, as a service's worker writes them and its API reads them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from schemas.topics import Topic
from services.chassis.kafka.handled_log import HandledLog
from services.chassis.processing.stage import Stage
from services.chassis.reachability import require_redis
from services.chassis.secret_files import SecretUnusableError, load_secret
from services.chassis.settings import ServiceSettings

from .log_positions import LogPositions
from .proofs import ProofKey
from .proven_views import ProvenViews
from .proven_writer import ProvenWriter
from .redis_store import RedisViews, client_of
from .store import MemoryViews, PlainWriter


def proof_key(settings: ServiceSettings, service: str) -> ProofKey:
    """Return the key by which a service's views prove themselves. Raises SecretUnusableError."""
    if settings.views_key is None:
        raise SecretUnusableError(
            "VIEWS_KEY is not set: the file with the secret of the views "
            "(`safety-credit keys create-views FILE` makes one)"
        )
    return ProofKey(load_secret(settings.views_key, "views"), service)


def view_writer(settings: ServiceSettings, stage: Stage[Any]) -> PlainWriter | ProvenWriter:
    """Return what writes the views of a stage, and builds them anew. Raises SecretUnusableError.

    A stage without views needs no Redis.
    """
    if not stage.has_views:
        return PlainWriter(MemoryViews())
    client = client_of(settings.redis_url)
    if not stage.proves_views:
        return PlainWriter(RedisViews(client))
    return ProvenWriter(client, proof_key(settings, stage.service), stage.service)


def view_reader(
    settings: ServiceSettings,
    service: str,
    reads: tuple[Topic, ...],
    log: LogPositions | None = None,
) -> ProvenViews:
    """Return what answers from a service's views; `reads` are its worker's topics.

    Raises SecretUnusableError.
    """
    return ProvenViews(
        client_of(settings.redis_url),
        proof_key(settings, service),
        service,
        settings.topic_partitions,
        log or HandledLog(settings, service, (topic.name for topic in reads)),
        timedelta(seconds=settings.views_behind_seconds),
    )


@contextmanager
def opened_views(
    settings: ServiceSettings, service: str, reads: tuple[Topic, ...], *, required: bool = True
) -> Iterator[ProvenViews]:
    """Yield a service's views for one command; not `required`: one that waits for Redis itself.

    Raises SecretUnusableError, NotReachableError where Redis is required and does not answer.
    """
    if required:
        require_redis(settings.redis_url)
    log = HandledLog(settings, service, (topic.name for topic in reads))
    try:
        yield view_reader(settings, service, reads, log)
    finally:
        log.close()
