"""The process that writes a day's open data once the day is over in the city.

One at a time: a day that stands there already is left as it is. Who needs several copies copies the
folder, or runs it once more elsewhere: the same log gives the same bytes.
"""

import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Event

from schemas.vocabulary.periods import day_before
from services.chassis.clock import Clock, day_of, system_clock
from services.chassis.kafka.health import HealthServer, WorkerHealth
from services.chassis.observability import configure_logging, logger
from services.chassis.settings import ServiceSettings

from .adapters.exports.export import export_day
from .adapters.exports.published_log import last_seal, published
from .settings import DisclosureSettings

_log = logger(__name__)
LOOK_AGAIN_SECONDS = 60.0
Export = Callable[[Path, date], object]


def export_published(settings: ServiceSettings, folder: Path, day: date) -> Path:
    """Write a day from what the log has now. Raises DayExportedError, and as the reader does."""
    seal = last_seal(settings)
    with published(settings) as facts:
        return export_day(folder, day, facts, facts.positions, seal)


def export_days(folder: Path, export: Export, stop: Event, clock: Clock = system_clock) -> None:
    """Write each day that is over, until `stop`: what fails is tried again."""
    while not stop.is_set():
        day = day_before(day_of(clock()))
        if not (folder / str(day)).exists():
            try:
                export(folder, day)
                _log.info("exported", day=str(day))
            except Exception as error:
                _log.warning("not exported yet", day=str(day), error=str(error))
        stop.wait(LOOK_AGAIN_SECONDS)


def main() -> None:
    """Write open data until the end of the process."""
    settings = DisclosureSettings()
    configure_logging("exporter", settings.log_level)
    folder = settings.open_data_folder
    if folder is None:
        sys.exit("OPEN_DATA_FOLDER has to name the folder that the days of open data stand in")
    folder.mkdir(parents=True, exist_ok=True)
    health = WorkerHealth("exporter", settings.kafka_session_timeout_seconds)
    HealthServer(health, settings.http_host, settings.metrics_port).start()
    health.producer_alive = lambda: True  # it publishes nothing, and looks again where it fails
    health.joined(True)
    health.recovered(())

    def export(folder: Path, day: date) -> Path:
        return export_published(settings, folder, day)

    export_days(folder, export, Event())


if __name__ == "__main__":
    main()
