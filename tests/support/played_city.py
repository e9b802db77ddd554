"""The whole city in memory: the sample files and the story, through the five stages."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from applications.pipe.stages import build_stages
from development.demo.play import FILES
from development.demo.scenario import SAMPLES, DemoScenario, ScenarioStep, load_scenario
from schemas.codec import decode, encode
from schemas.messages import Fact, ReportSubmitted
from schemas.topics import ADMISSIONS, Topic, reports_topics
from services.chassis.clock import clock_at, milliseconds
from services.chassis.processing.fold import day_began
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker, run_until_quiet
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.submission import Sender, submit_file, submit_rows
from services.intake.stage import load_rulebook

REPORTS = {topic.name: topic for topic in reports_topics()}


def sample_reports(story: DemoScenario) -> Iterable[Fact[ReportSubmitted]]:
    """Return the rows of the eight sample files as reports."""
    rulebook = load_rulebook()
    for department, name in FILES:
        sender = Sender(department, clock_at(story.files_known_on)())
        data = (SAMPLES / name).read_bytes()
        yield from submit_file(rulebook, sender, name, data).facts


def story_reports(step: ScenarioStep) -> Iterable[Fact[ReportSubmitted]]:
    """Return the reports of a step of the story."""
    rulebook = load_rulebook()
    for number, report in enumerate(step.reports, start=1):
        sender = Sender(report.department, clock_at(step.day)())
        digest = f"story {step.day} {number}"
        row = Row(number, report.fields())
        yield from submit_rows(rulebook, sender, "record", digest, [row])


class PlayedCity:
    """The five services on an in-memory log."""

    def __init__(
        self, partitions: int = 4, batch: int = 1000, rulebooks: Path | None = None
    ) -> None:
        self.log = MemoryLog(partitions)
        stages = build_stages(rulebooks)
        self.workers = [MemoryWorker(stage, self.log, batch) for stage in stages]

    def report(self, facts: Iterable[Fact[ReportSubmitted]]) -> None:
        """Publish reports, and let everybody work."""
        for fact in facts:
            topic = REPORTS[f"reports-{fact.body.department}"]
            timestamp = milliseconds(fact.known_at)
            self.log.publish(topic, fact.subject.encode(), encode(fact), timestamp)
        run_until_quiet(self.workers)

    def begin(self, day: date) -> None:
        """Let a day begin in every partition."""
        for partition in range(self.log.partitions):
            fact = day_began(day, partition)
            timestamp = milliseconds(fact.known_at)
            key = fact.subject.encode()
            self.log.append_raw(ADMISSIONS.name, partition, key, encode(fact), timestamp)
        run_until_quiet(self.workers)

    def play(self, story: DemoScenario | None = None) -> DemoScenario:
        """Play the files and the whole story."""
        story = story or load_scenario()
        self.begin(story.files_known_on)
        self.report(sample_reports(story))
        for step in story.steps:
            self.begin(step.day)
            self.report(story_reports(step))
        return story

    def facts(self, topic: Topic) -> list[Fact]:
        """Return what is on a topic."""
        return [decode(record.value) for record in self.log.all(topic.name)]
