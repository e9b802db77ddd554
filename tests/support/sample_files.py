"""The eight sample files through intake, in memory."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from schemas.codec import decode, encode
from schemas.messages import Body, Fact
from schemas.topics import Topic, reports_topics
from services.chassis.clock import clock_at, milliseconds
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker, run_until_quiet
from services.intake.adapters.submissions.submission import Sender, Submission, submit_file
from services.intake.stage import build_stage, load_rulebook

SAMPLES = Path(__file__).parents[2] / "samples"
KNOWN_ON = date(2026, 10, 31)
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
RULEBOOK = load_rulebook()


def submission_of(file: str) -> Submission:
    """Return a sample file as its department's reports."""
    sender = Sender(FILES[file], clock_at(KNOWN_ON)())
    return submit_file(RULEBOOK, sender, file, (SAMPLES / file).read_bytes())


def intake_worker(partitions: int = 3) -> MemoryWorker:
    """Return an intake worker on a log of its own."""
    return MemoryWorker(build_stage(), MemoryLog(partitions), batch=50)


def put(worker: MemoryWorker, facts: Iterable[Fact[Body]], topic: str | None = None) -> None:
    """Publish facts to their department's topic (or another), without handling them."""
    topics = {each.name: each for each in reports_topics()}
    for fact in facts:
        name = topic or f"reports-{getattr(fact.body, 'department', '')}"
        worker.log.publish(
            topics.get(name) or _any(name),
            fact.subject.encode(),
            encode(fact),
            milliseconds(fact.known_at),
        )


def _any(name: str) -> Topic:
    return Topic(name=name, carries=(), producer="", consumers=(), key="", summary="")


def take_files(worker: MemoryWorker, files: Sequence[str]) -> None:
    """Let intake take the files one after the other."""
    for file in files:
        put(worker, submission_of(file).facts)
        run_until_quiet([worker])


def facts_on(worker: MemoryWorker, topic: str) -> list[Fact[Body]]:
    """Return the facts on a topic."""
    return [decode(record.value) for record in worker.log.all(topic) if record.value]
