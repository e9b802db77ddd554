"""The worker of disclosure."""

from schemas.topics import DISCLOSURE
from services.chassis.kafka.worker import run_worker

from .settings import DisclosureSettings
from .stage import build_stage


def main() -> None:
    """Run the stage on Kafka until a signal ends it."""
    settings = DisclosureSettings()
    folder = settings.rulebooks / DISCLOSURE if settings.rulebooks else None
    run_worker(build_stage(folder), settings)


if __name__ == "__main__":
    main()
