"""The worker of notify."""

from schemas.topics import NOTIFY
from services.chassis.kafka.worker import run_worker
from services.chassis.observability import configure_logging

from .settings import NotifySettings
from .stage import build_stage


def main() -> None:
    """Run the stage on Kafka until a signal ends it."""
    settings = NotifySettings()
    stage = build_stage(settings.rulebooks / NOTIFY if settings.rulebooks else None)
    configure_logging(NOTIFY, settings.log_level)
    run_worker(stage, settings)


if __name__ == "__main__":
    main()
