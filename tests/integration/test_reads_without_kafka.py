"""Where Kafka does not answer, who reads is told so within two seconds."""

import asyncio
import socket
from collections.abc import Iterator
from time import monotonic

import pytest

from schemas.topics import SAFETY_RECORDS
from services.chassis.kafka.handled_log import HandledLog
from services.chassis.reachability import NotReachableError
from services.chassis.settings import ServiceSettings
from services.chassis.views.unusable import LogUnknownError
from services.notify.adapters.changes.feed import ChangeFeed

SECONDS = 2.0


@pytest.fixture(params=["refused", "silent"])
def settings(request: pytest.FixtureRequest) -> Iterator[ServiceSettings]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if request.param == "silent":
            server.listen()
        address = f"127.0.0.1:{server.getsockname()[1]}"
        yield ServiceSettings(kafka_bootstrap_servers=address)


def test_a_feed_that_never_caught_up_says_so_at_once(settings) -> None:
    feed = ChangeFeed(settings, 100, 2)
    feed.start()
    begin = monotonic()
    with pytest.raises(NotReachableError):
        asyncio.run(feed.ready())
    assert monotonic() - begin < SECONDS
    feed.stop()


def test_older_changes_are_refused_at_once(settings) -> None:
    feed = ChangeFeed(settings, 100, 2)
    begin = monotonic()
    with pytest.raises(NotReachableError):
        asyncio.run(feed.beginning())
    assert monotonic() - begin < SECONDS


def test_views_are_refused_at_once(settings) -> None:
    log = HandledLog(settings, "scoring", (SAFETY_RECORDS.name,))
    begin = monotonic()
    with pytest.raises(LogUnknownError):
        log.handled(0)
    assert monotonic() - begin < SECONDS
    log.close()
