"""Running a stage on Kafka: one process, one member of the service's consumer group."""

import asyncio
import logging
import os
import signal
import socket
import sys
from typing import Any

import uvloop

from services.chassis.garbage import collect_seldom
from services.chassis.kafka.faust_shell.application import COMMIT_SECONDS, StageApplication
from services.chassis.kafka.faust_shell.batches import BatchRunner
from services.chassis.kafka.faust_shell.credentials import credentials_of
from services.chassis.kafka.faust_shell.states import States
from services.chassis.observability import WorkerMetrics, configure_logging
from services.chassis.processing.stage import Stage
from services.chassis.settings import ServiceSettings
from services.chassis.state.store import MemoryStore, StateStore
from services.chassis.views.access import view_writer
from services.chassis.views.store import ViewWriter

from .acknowledged_producer import AcknowledgedProducer
from .admin import require_topics, states_topic_of
from .health import HealthServer, WorkerHealth
from .positions import identity_of

log = logging.getLogger(__name__)

STOP_SECONDS = 20.0
HEARTBEATS_A_SESSION = 6
FETCH_BYTES = 4 * 1024 * 1024


def run_worker(
    stage: Stage[Any], settings: ServiceSettings, views: ViewWriter | None = None
) -> None:
    """Run the stage until SIGTERM or SIGINT (exit code 0) or until anything fails (exit code 1).

    A failed batch is not acknowledged, so whoever takes the partitions over folds it again.
    `views` None: in the Redis of the settings.
    """
    configure_logging(stage.service, settings.log_level)
    logging.getLogger("faust").setLevel(logging.WARNING)
    logging.getLogger("aiokafka").setLevel(logging.WARNING)
    own_topics = {topic.name for topic in (*stage.reads, *stage.writes)}
    require_topics(settings, own_topics | {states_topic_of(stage.service)})
    collect_seldom()  # objects of a batch die young, and the states live long
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        good = runner.run(_serve(stage, settings, views or view_writer(settings, stage)))
        sys.stdout.flush()
        sys.stderr.flush()
        # faust's threads may hang in a broken connection; everything that counts is in the log.
        os._exit(0 if good else 1)


async def _serve(stage: Stage[Any], settings: ServiceSettings, views: ViewWriter) -> bool:
    service = stage.service
    health = WorkerHealth(service, settings.kafka_session_timeout_seconds)
    probes = HealthServer(health, settings.http_host, settings.metrics_port)
    probes.start()
    node = f"{service}-{socket.gethostname()}-{os.getpid()}"
    producer = AcknowledgedProducer(settings, node)
    await producer.start()
    health.producer_alive = lambda: producer.alive
    topic = states_topic_of(service)
    store = await asyncio.to_thread(_store, settings, service, topic)
    states = States(topic, settings, producer, store)
    metrics = WorkerMetrics(service)
    metrics.watch_lag(lambda: dict(health.lag))
    metrics.watch_day(health.day_keys)
    batches = BatchRunner(
        stage=stage,
        partitions=settings.topic_partitions,
        producer=producer,
        states=states,
        views=views,
        health=health,
        metrics=metrics,
    )
    application = _application(stage, settings, batches, health, node)
    log.info("worker starts; probes on %s:%d", settings.http_host, probes.port)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    good = await _until_stopped(application, stopping)
    if not good:
        health.failed(application.crash_reason or RuntimeError("the worker stopped by itself"))
        log.error("worker failed: %s", health.report()["last_error"])
    await _stop(application, producer)
    probes.stop()
    return good


def _store(settings: ServiceSettings, service: str, topic: str) -> StateStore:
    """Return where the states are kept: in memory, or in a folder for this very log."""
    if settings.state_folder is None:
        return MemoryStore()
    from services.chassis.state.rocks_store import (  # noqa: PLC0415 - only where it is used
        RocksStore,
        folder_of,
    )

    return RocksStore(folder_of(settings.state_folder, service, identity_of(settings, [topic])))


async def _until_stopped(application: StageApplication, stopping: asyncio.Event) -> bool:
    starting = asyncio.ensure_future(application.maybe_start())
    ends = [asyncio.ensure_future(e.wait()) for e in (stopping, application._crashed)]
    done, _ = await asyncio.wait([starting, *ends], return_when=asyncio.FIRST_COMPLETED)
    if starting in done and starting.exception() is None:
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    elif starting in done:
        log.error("worker could not start", exc_info=starting.exception())
        return False
    return stopping.is_set() and not application._crashed.is_set()


async def _stop(application: StageApplication, producer: AcknowledgedProducer) -> None:
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await application.stop()
            await producer.stop()
    except TimeoutError:
        log.warning("worker did not stop within %s s", STOP_SECONDS)
    except asyncio.CancelledError:  # a crash of faust's cancels who waits for its services
        log.warning("worker stopped in the middle: the group will notice by its silence")
    except Exception:
        log.exception("worker did not stop cleanly")


def _application(
    stage: Stage[Any],
    settings: ServiceSettings,
    batches: BatchRunner,
    health: WorkerHealth,
    node: str,
) -> StageApplication:
    session = settings.kafka_session_timeout_seconds
    application = StageApplication(
        batches,
        health,
        id=stage.service,
        broker=[f"kafka://{server}" for server in settings.kafka_bootstrap_servers.split(",")],
        broker_client_id=node,
        broker_credentials=credentials_of(settings),
        # faust knows its members by their address, even where no web server runs.
        canonical_url=f"http://{node}",
        web_enabled=False,
        topic_disable_leader=True,
        topic_allow_declare=False,
        # faust's sticky assignor keeps a partition number of all topics on one worker; without
        # tables it is chosen only where standbys are asked for.
        table_standby_replicas=1,
        consumer_auto_offset_reset="earliest",
        consumer_max_fetch_size=FETCH_BYTES,
        broker_commit_interval=COMMIT_SECONDS,
        broker_max_poll_records=settings.kafka_batch_messages,
        broker_session_timeout=session,
        broker_heartbeat_interval=session / HEARTBEATS_A_SESSION,
        broker_rebalance_timeout=settings.kafka_rebalance_timeout_seconds,
        broker_request_timeout=max(90.0, session + 1),
        stream_wait_empty=True,
        loop=asyncio.get_running_loop(),
    )
    for topic in stage.reads:
        application.topics.add(
            application.topic(topic.name, key_serializer="raw", value_serializer="raw", acks=True)
        )
    return application
