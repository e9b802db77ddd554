"""The worker of notify, and beside it the deliverers of webhooks."""

from threading import Event

from schemas.topics import NOTIFY
from services.chassis.kafka_worker import run_worker
from services.chassis.observability import configure_logging

from .adapters.receivers import load_receivers
from .adapters.webhook import Patience, start_delivering
from .settings import NotifySettings
from .stage import build_stage


def main() -> None:
    """Run the stage on Kafka until a signal ends it."""
    settings = NotifySettings()
    stage = build_stage(settings.rulebooks / NOTIFY if settings.rulebooks else None)
    receivers = load_receivers(settings.webhook_receivers)
    configure_logging(NOTIFY, settings.log_level)
    patience = Patience(
        timeout=settings.webhook_timeout_seconds,
        attempts=settings.webhook_attempts,
        backoff=settings.webhook_backoff_seconds,
        pause=settings.webhook_pause_seconds,
    )
    start_delivering(receivers, settings, patience, Event())
    run_worker(stage, settings)


if __name__ == "__main__":
    main()
