"""Subscriptions, a dispatcher and its settings, as tests of webhooks need them."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from ipaddress import ip_network
from pathlib import Path
from threading import Thread
from typing import Any, Self

from development.brokers import ApacheKafka, Tansu
from development.brokers.server_process import free_port
from development.webhook_receiver import WebhookReceiver
from schemas.codec import decode, encode
from schemas.messages import DeliveryDeferred, Fact, GradeChanged, Selection, SubscriptionStated
from schemas.topics import DELIVERIES, GRADE_CHANGES, SUBSCRIPTIONS
from services.chassis.clock import system_clock
from services.chassis.kafka.admin import create_topics
from services.chassis.kafka.publisher import Publisher
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.secret_files import create_secret
from services.chassis.settings import ServiceSettings
from services.chassis.views.store import MemoryViews
from services.notify.adapters.delivery.dispatcher import Dispatcher
from services.notify.adapters.webhooks.secret import (
    WebhookKey,
    create_webhook_key,
    load_webhook_key,
)
from services.notify.adapters.webhooks.webhook import Posting
from services.notify.dispatcher import dispatcher_of
from services.notify.settings import NotifySettings
from tests.support.brokers import TANSU
from tests.support.enterprise import fact
from tests.support.notices import DAY, grade_changed
from tests.support.time_limits import LONG_SECONDS, PROMPT_SECONDS, until

ROOT = Path(__file__).parents[2]
KEY = WebhookKey(b"a key of thirty-two bytes exactly")
LOOPBACK = (ip_network("127.0.0.0/8"),)


def posting(**changed: Any) -> Posting:
    given = {
        "key": KEY,
        "allowed": LOOPBACK,
        "timeout_seconds": PROMPT_SECONDS,
        "clock": system_clock,
    }
    return Posting(**(given | changed))


def subscription(name: str, url: str, **changed: Any) -> SubscriptionStated:
    given = {
        "subscription": name,
        "holder": "bank",
        "url": url,
        "selection": Selection(kinds=("grade-changed",)),
        "begins": {},
        "key_version": 1,
        "former_key_until": None,
        "state": "active",
        "stated_at": system_clock(),
    }
    return SubscriptionStated(**(given | changed))


def change(identity: str, code: str, to_grade: str = "C") -> Fact[Any]:
    return fact(grade_changed(to_grade), DAY, identity, code)


@contextmanager
def broker_with_key(folder: Path, kind: str = TANSU, **changed: Any) -> Iterator[NotifySettings]:
    """A broker (the embedded one) with its topics, and settings with a dispatcher's keys."""
    create_webhook_key(folder / "webhook-key")
    create_secret(folder / "views-key")
    with Tansu() if kind == TANSU else ApacheKafka() as broker:
        settings = NotifySettings(
            kafka_bootstrap_servers=broker.bootstrap_servers,
            topic_partitions=2,
            kafka_session_timeout_seconds=6,
            kafka_rebalance_timeout_seconds=1,
            webhook_key=folder / "webhook-key",
            views_key=folder / "views-key",
            webhook_allowed_networks="127.0.0.0/8",
            **changed,
        )
        create_topics(settings)
        yield settings


def publish(settings: ServiceSettings, facts: Iterable[Fact[Any]]) -> None:
    with Publisher(settings) as publisher:
        for each in facts:
            topic = SUBSCRIPTIONS if isinstance(each.body, SubscriptionStated) else GRADE_CHANGES
            assert isinstance(each.body, SubscriptionStated | GradeChanged)
            publisher.publish(topic.name, each.subject.encode(), encode(each), 1)


def state(settings: ServiceSettings, *bodies: SubscriptionStated) -> None:
    publish(settings, [fact(b, DAY, f"{b.subscription}-{b.state}", b.subscription) for b in bodies])


def secret_of(settings: NotifySettings, name: str) -> str:
    assert settings.webhook_key is not None
    return load_webhook_key(settings.webhook_key).secret(name, 1)


@contextmanager
def dispatching(settings: NotifySettings) -> Iterator[Dispatcher]:
    """A dispatcher in a thread of this process."""
    made: list[Dispatcher] = []
    views = MemoryViews()

    async def run() -> None:
        made.append(dispatcher_of(settings, views))
        await made[0].run()

    thread = Thread(target=asyncio.run, args=(run(),))
    thread.start()
    until(lambda: bool(made))
    try:
        yield made[0]
    finally:
        made[0]._loop.call_soon_threadsafe(made[0].stop)
        thread.join(LONG_SECONDS)
        if thread.is_alive():
            raise AssertionError(f"the dispatcher does not end: {tasks_of(made[0])}")


def tasks_of(dispatcher: Dispatcher) -> str:
    """Return what each task of a dispatcher awaits."""
    text = StringIO()
    for task in asyncio.all_tasks(dispatcher._loop):
        task.print_stack(file=text)
    return text.getvalue()


class DispatcherProcess:
    """A dispatcher as a process of its own, to be killed; at the end of a `with` it is."""

    def __init__(
        self,
        settings: NotifySettings,
        log: Path,
        module: str = "services.notify.dispatcher",
        **more: str,
    ) -> None:
        values = settings.model_dump(mode="json", exclude={"webhook_allowed_networks"})
        environment = {name.upper(): str(v) for name, v in values.items() if v is not None}
        environment |= {
            "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8",
            "METRICS_PORT": str(free_port()),
            "KAFKA_PASSWORD": "",
            **more,
        }
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module],
                env={**os.environ, **environment},
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(LONG_SECONDS)

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(LONG_SECONDS)


def in_order(receiver: WebhookReceiver, code: str) -> list[str]:
    """Return the ids of an enterprise's messages as they were taken."""
    return [got.id for got in receiver.received if got.subject == code]


def kept(settings: ServiceSettings) -> list[Any]:
    """Return what is kept of deliveries and pauses."""
    latest: dict[bytes, bytes | None] = {}
    for record in read_from_beginning(settings, DELIVERIES.name):
        latest[record.key or b""] = record.value
    return [decode(value).body for value in latest.values() if value]


def dead(settings: ServiceSettings) -> list[DeliveryDeferred]:
    """Return the deliveries that were given up."""
    deferred = [each for each in kept(settings) if isinstance(each, DeliveryDeferred)]
    return [each for each in deferred if each.deferral == "dead"]
