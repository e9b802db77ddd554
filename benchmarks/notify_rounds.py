"""A round of alerts through the whole of notify: its worker and its dispatcher, each a process."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import msgspec

from benchmarks.alerts import codes, grade_changes, publish, subscriptions
from benchmarks.http_server import answers, cpu_seconds
from benchmarks.webhook_sink import Counted, Sinks
from development.brokers import ApacheKafka, Tansu, Valkey
from development.brokers.server_process import ServerProcess, free_port
from schemas.topics import ALERTS
from services.chassis.kafka.admin import create_topics
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.secret_files import create_secret
from services.chassis.settings import ServiceSettings
from services.notify.adapters.webhooks.secret import create_webhook_key

PARTITIONS = 4
PATIENCE_SECONDS = 600.0
LOOK_SECONDS = 0.2
BROKERS = ("tansu", "kafka")


class WrongCountError(RuntimeError):
    """A receiver did not get each alert once, or not in time."""


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """What a round of `alerts` came to: alerts a second of each receiver that answers, from its
    first to its last; `whole`: from the first publication to the last arrival at the slowest;
    `posts`: all of them together a second; `cpu_us`: what the dispatcher used of a core for each.
    """  # noqa: D205 - one sentence

    rates: tuple[float, ...]
    whole: float
    posts: float
    cpu_us: float
    bodies: tuple[bytes, ...]


def play(broker: str, alerts: int, receivers: int, hanging: int, folder: Path) -> Round:
    """Publish the changes at once on a fresh broker, and wait until all who answer have all.

    Raises WrongCountError or ServerError.
    """
    with ExitStack() as stack:
        log = Tansu() if broker == "tansu" else ApacheKafka()
        stack.enter_context(log)
        valkey = stack.enter_context(Valkey(None))
        sinks = stack.enter_context(Sinks(folder, receivers, hanging))
        key = folder / "webhook-key"
        if not key.exists():
            create_webhook_key(key)
        views_key = folder / "views-key"
        if not views_key.exists():
            create_secret(views_key)
        environment = {
            **os.environ,
            **log.environment,
            **valkey.environment,
            "TOPIC_PARTITIONS": str(PARTITIONS),
            "WEBHOOK_KEY": str(key),
            "VIEWS_KEY": str(views_key),
            "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8",
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(Path(__file__).parents[1]),
        }
        settings = ServiceSettings(
            kafka_bootstrap_servers=log.bootstrap_servers, topic_partitions=PARTITIONS
        )
        create_topics(settings)
        publish(settings, subscriptions(sinks.urls))
        started = [_started(name, folder, environment, stack) for name in ("worker", "dispatcher")]
        dispatcher = started[-1]
        first, *others = codes(alerts + 1)
        # When everybody was asked for the first, all have their partitions.
        publish(settings, grade_changes([first]))
        _until(lambda: all(sinks.counted(n).asked for n in range(receivers)), started)
        used, began = cpu_seconds(dispatcher.pid), time.monotonic()
        publish(settings, grade_changes(others))
        _until(lambda: all(sinks.counted(n).received > alerts for n in sinks.healthy), started)
        used = cpu_seconds(dispatcher.pid) - used
        counted = [sinks.counted(n, arrivals=True) for n in sinks.healthy]
        found = [times(each, first, others) for each in counted]
        bodies = tuple(r.value or b"" for r in read_from_beginning(settings, ALERTS.name))
    ends = [last for _, last in found]
    posts = len(found) * alerts
    return Round(
        rates=tuple(alerts / (last - begin) for begin, last in found),
        whole=alerts / (max(ends) - began),
        posts=posts / (max(ends) - min(begin for begin, _ in found)),
        cpu_us=used / posts * 1e6,
        bodies=bodies,
    )


def times(counted: Counted, first: str, others: list[str]) -> tuple[float, float]:
    """Return when the first and when the last of the others came.

    Raises WrongCountError unless each enterprise was told once.
    """
    arrivals = list(counted.arrivals.values())
    told = sorted(each.subject for each in arrivals)
    if told != sorted([first, *others]) or counted.repeated:
        raise WrongCountError(
            f"{len(told)} alerts about {len(set(told))} enterprises, {counted.repeated} repeated, "
            f"where {len(others) + 1} enterprises were to be told once"
        )
    instants = [each.at for each in arrivals if each.subject != first]
    return min(instants), max(instants)


def _started(
    name: str, folder: Path, environment: Mapping[str, str], stack: ExitStack
) -> ServerProcess:
    port = free_port()
    process = ServerProcess(
        name,
        [sys.executable, "-m", f"services.notify.{name}"],
        folder / f"{name}.log",
        {**environment, "METRICS_PORT": str(port)},
    )
    stack.callback(process.stop)
    process.await_ready(partial(answers, f"http://127.0.0.1:{port}/ready"))
    return process


def _until(condition: Callable[[], bool], processes: list[ServerProcess]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        for process in processes:
            process.require_running()
        if time.monotonic() > deadline:
            raise WrongCountError(f"not all alerts came within {PATIENCE_SECONDS:.0f} s")
        time.sleep(LOOK_SECONDS)
