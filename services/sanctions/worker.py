"""The worker of sanctions."""

from schemas.topics import SANCTIONS
from services.chassis.kafka.worker import run_worker

from .settings import SanctionsSettings
from .stage import build_stage


def main() -> None:
    """Run the stage on Kafka until a signal ends it."""
    settings = SanctionsSettings()
    folder = settings.rulebooks / SANCTIONS if settings.rulebooks else None
    run_worker(build_stage(folder), settings)


if __name__ == "__main__":
    main()
