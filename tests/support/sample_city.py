"""The whole city in memory: the sample files and the story through the four stages."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import msgspec

from schemas.codec import encode
from schemas.messages import Body, Fact
from schemas.topics import SAFETY_RECORDS
from services.chassis.clock import clock_at
from services.chassis.fold import day_began
from services.chassis.identity import partition_of
from services.chassis.memory_log import MemoryLog, MemoryWorker, run_until_quiet
from services.command_line.stages import build_stages
from services.command_line.story import load_story
from services.intake.adapters.submission import Sender, submit_file, submit_lines
from services.intake.stage import load_rulebook

PARTITIONS = 4
SAMPLES = Path(__file__).parents[2] / "samples"
FILES = {
    "enterprise-registry.csv": "market-supervision",
    "standardization-certificates.xlsx": "work-safety",
    "penalties-double-publicity.csv": "work-safety",
    "traffic-police.jsonl": "traffic-police",
    "accidents.json": "work-safety",
    "hidden-dangers.csv": "work-safety",
    "commitments.csv": "work-safety",
    "elevator-evaluations.xlsx": "quality-supervision",
}


class SampleCity:
    """A log with four workers; use `run` and then look at the log and the views."""

    def __init__(self) -> None:
        self.log = MemoryLog(PARTITIONS)
        self.workers = [MemoryWorker(stage, self.log) for stage in build_stages()]
        self._rulebook = load_rulebook()
        self._day: date | None = None

    def begin(self, day: date) -> None:
        """Let the days begin up to this one, in every partition."""
        first = day if self._day is None else self._day + timedelta(days=1)
        for number in range((day - first).days + 1):
            for partition in range(PARTITIONS):
                self._append(
                    SAFETY_RECORDS.name, partition, day_began(first + timedelta(number), partition)
                )
            run_until_quiet(self.workers)
        self._day = day

    def report_files(self, known_at: datetime) -> int:
        """Send the eight sample files; return the number of reports."""
        sent = 0
        for name, department in FILES.items():
            data = (SAMPLES / name).read_bytes()
            submission = submit_file(self._rulebook, Sender(department, known_at), name, data)
            sent += self._publish(department, submission.facts)
        return sent

    def tell_story(self) -> None:
        """Play the story's steps, day by day."""
        for step in load_story().steps:
            self.begin(step.day)
            for report in step.reports:
                line = msgspec.json.encode({"layout": "record", "fields": report.fields()})
                sender = Sender(report.department, clock_at(step.day)())
                self._publish(report.department, submit_lines(self._rulebook, sender, line).facts)

    def _publish(self, department: str, facts: Sequence[Fact[Body]]) -> int:
        for fact in facts:
            timestamp = int(fact.known_at.timestamp() * 1000)
            key = fact.subject.encode()
            place = partition_of(key, PARTITIONS)
            self.log.append_raw(f"reports-{department}", place, key, encode(fact), timestamp)
        run_until_quiet(self.workers)
        return len(facts)

    def _append(self, topic: str, partition: int, fact: Fact[Body]) -> None:
        timestamp = int(fact.known_at.timestamp() * 1000)
        self.log.append_raw(topic, partition, fact.subject.encode(), encode(fact), timestamp)


@cache
def sample_city() -> SampleCity:
    """Return the city after its files and its story (not to be changed: tests share it)."""
    city = SampleCity()
    story = load_story()
    city.begin(story.files_known_on)
    city.report_files(clock_at(story.files_known_on)())
    city.tell_story()
    return city
