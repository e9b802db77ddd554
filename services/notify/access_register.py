"""The process that keeps the register of accesses: enterprises see there who looked at them."""

import signal
from threading import Event

from schemas.topics import NOTIFY
from services.chassis.clock import system_clock
from services.chassis.kafka.health import HealthServer, WorkerHealth
from services.chassis.observability import configure_logging, logger
from services.chassis.views.redis_store import RedisViews
from services.notify.adapters.accesses.register import AccessRegister

from .settings import NotifySettings

NAME = f"{NOTIFY}-access-register"
_log = logger(__name__)


def main() -> None:
    """Follow the log until a signal ends it (exit code 0) or until anything fails (exit code 1)."""
    settings = NotifySettings()
    configure_logging(NAME, settings.log_level)
    health, stop = WorkerHealth(NAME, settings.kafka_session_timeout_seconds), Event()
    probes = HealthServer(health, settings.http_host, settings.metrics_port)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    probes.start()
    try:
        with RedisViews.from_url(settings.redis_url) as views:
            register = AccessRegister(views, settings.access_view_days, system_clock)

            def ready() -> None:
                health.producer_alive = lambda: True  # it publishes nothing
                health.joined(True)
                health.recovered(())
                _log.info("register of accesses starts", probes=probes.port)

            register.follow(settings, stop, ready)
    finally:
        probes.stop()


if __name__ == "__main__":
    main()
