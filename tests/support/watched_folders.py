"""A watched folder, with a desk that takes what lies in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from schemas.codec import decode
from services.chassis.processing.memory_log import MemoryWorker, run_until_quiet
from services.command_line.watch_folder import Watch, Watching
from services.intake.adapters.submissions.desk import Desk
from services.intake.settings import IntakeSettings
from tests.support.intake_desk import LogPublisher
from tests.support.sample_files import RULEBOOK, SAMPLES

COMMITMENTS = (SAMPLES / "commitments.csv").read_bytes()


NOW = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class WorkingPublisher(LogPublisher):
    """A broker with intake's worker behind it; `before` is called before each acknowledgement."""

    before: Callable[[], None] = lambda: None
    works: bool = True

    def flush(self) -> None:
        self.before()
        super().flush()
        if self.works:
            run_until_quiet([self.worker])


@dataclass
class Room:
    folder: Path
    worker: MemoryWorker
    publisher: WorkingPublisher
    said: list[str] = field(default_factory=list)
    received: dict[str, int] = field(default_factory=dict)
    instants: Iterator[datetime] = field(
        default_factory=lambda: (NOW + timedelta(hours=hour) for hour in range(100))
    )

    def watch(self, *, settle: float = 0.0, department: str = "work-safety") -> Watch:
        return Watch(
            self.folder,
            Watching(
                settings=IntakeSettings(watch_settle_seconds=settle, watch_poll_seconds=0.01),
                rulebook=RULEBOOK,
                department=department,
                layout=None,
                clock=lambda: next(self.instants),
                desk=Desk(lambda: self.publisher),
                views=self.worker.views,
                wait=0.0,
                say=self.said.append,
                received=self.received.__setitem__,
            ),
        )

    def put(self, name: str, data: bytes = COMMITMENTS) -> Path:
        (self.folder / name).write_bytes(data)
        return self.folder / name

    def names(self, folder: str = ".") -> set[str]:
        return {path.name for path in (self.folder / folder).iterdir() if path.is_file()}

    def submissions(self) -> list[str]:
        records = self.worker.log.all("reports-work-safety")
        bodies = [decode(record.value or b"").body for record in records]
        return [body.submission for body in bodies]  # type: ignore[attr-defined]  # reports alone
