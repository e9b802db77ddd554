"""The dispatcher of notify: a process that brings changes and alerts to who is to be told.

Several may run: the partitions of each receiver are shared among them.
"""

import asyncio
import os
import signal
import sys
from functools import partial

import uvloop

from schemas.topics import DELIVERY_RECEIPTS, NOTIFY
from services.chassis.clock import Clock, system_clock
from services.chassis.garbage import collect_seldom
from services.chassis.http.credentials import CredentialFile
from services.chassis.kafka.health import HealthServer, WorkerHealth
from services.chassis.kafka.latest_facts import LatestFacts
from services.chassis.kafka.reader import read_unhandled
from services.chassis.observability import configure_logging, logger
from services.chassis.views.access import view_reader
from services.chassis.views.store import Views
from services.notify.adapters.channels.channels_file import load_channels
from services.notify.adapters.channels.letters import Writing
from services.notify.adapters.channels.sent_letters import SentLetters
from services.notify.adapters.contacts.address_book import AddressBook
from services.notify.adapters.delivery.dispatcher import NAME, Dispatcher
from services.notify.adapters.delivery.holders import Holders
from services.notify.adapters.delivery.receivers import Receivers
from services.notify.adapters.webhooks.secret import load_webhook_key
from services.notify.adapters.webhooks.webhook import Posting

from .settings import NotifySettings, master_key_of
from .stage import READS, load, load_letters

_log = logger(__name__)


def dispatcher_of(
    settings: NotifySettings, views: Views, clock: Clock = system_clock
) -> Dispatcher:
    """Return the dispatcher of these settings; to be called on the loop that runs it.

    Raises what `receivers_of` raises.
    """
    receivers = partial(receivers_of, settings, views, clock)
    return Dispatcher(settings, settings.retry_policy, receivers, clock)


def receivers_of(
    settings: NotifySettings, views: Views, clock: Clock, registry: LatestFacts
) -> Receivers:
    """Return what makes the receivers.

    Raises SecretUnusableError for the key of webhooks, RulebookError or ValueError for the file of
    channels and the rulebooks, CredentialError or OSError for that of credentials.
    """
    posting = None
    if settings.webhook_key is not None:
        posting = Posting(
            key=load_webhook_key(settings.webhook_key),
            allowed=settings.webhook_allowed_networks,
            timeout_seconds=settings.webhook_timeout_seconds,
            clock=clock,
        )
    folder = settings.rulebooks / NOTIFY if settings.rulebooks else None
    editions, _ = load(folder)
    book = AddressBook(registry, master_key_of(settings))
    sent = SentLetters(views, partial(read_unhandled, settings, NOTIFY, DELIVERY_RECEIPTS.name))
    writing = Writing(editions=editions, frames=load_letters(folder), book=book, sent=sent)
    path = settings.credentials_file
    holders = Holders(CredentialFile(path) if path else None, clock)
    return Receivers(posting, load_channels(settings.channels_file), writing, holders, registry)


async def _serve(settings: NotifySettings) -> None:
    health = WorkerHealth(NAME, settings.kafka_session_timeout_seconds)
    probes = HealthServer(health, settings.http_host, settings.metrics_port)
    probes.start()
    dispatcher = dispatcher_of(settings, view_reader(settings, NOTIFY, READS))
    health.producer_alive = lambda: dispatcher.producer.alive

    def ready() -> None:
        health.joined(True)
        health.recovered(())
        _log.info("dispatcher starts", probes=probes.port)

    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, dispatcher.stop)
    try:
        await dispatcher.run(ready)
    finally:
        probes.stop()


def main() -> None:
    """Deliver until a signal ends it (exit code 0) or until anything fails (exit code 1)."""
    settings = NotifySettings()
    configure_logging(NAME, settings.log_level)
    collect_seldom()  # objects of an attempt die young, and what waits lives long
    code = 0
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            runner.run(_serve(settings))
        except Exception:
            _log.exception("dispatcher failed")
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        # Threads may hang in look-ups of names; everything that counts is in the log.
        os._exit(code)


if __name__ == "__main__":
    main()
