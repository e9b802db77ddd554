"""The worker of scoring."""

from schemas.topics import SCORING
from services.chassis.kafka.worker import run_worker

from .settings import ScoringSettings
from .stage import build_stage


def main() -> None:
    """Run the stage on Kafka until a signal ends it."""
    settings = ScoringSettings()
    folder = settings.rulebooks / SCORING if settings.rulebooks else None
    run_worker(build_stage(folder), settings)


if __name__ == "__main__":
    main()
