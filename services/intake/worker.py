"""The worker of intake; it also announces the days."""

from functools import partial

from schemas.topics import INTAKE
from services.chassis.clock import clock_at, system_clock
from services.chassis.kafka.day_announcer import DayAnnouncer
from services.chassis.kafka.publisher import Publisher
from services.chassis.kafka.worker import run_worker

from .settings import IntakeSettings
from .stage import build_stage


def main() -> None:
    """Run the stage on Kafka until a signal ends it, and let the days begin."""
    settings = IntakeSettings()
    folder = settings.rulebooks / INTAKE if settings.rulebooks else None
    stage = build_stage(folder)
    if settings.clock == "system":
        clock = clock_at(settings.city_day) if settings.city_day else system_clock
        DayAnnouncer(partial(Publisher, settings), settings.topic_partitions, clock).start()
    run_worker(stage, settings)


if __name__ == "__main__":
    main()
