"""Admitted records for the tests of scoring, and a stage that runs on them in memory."""

from datetime import date
from functools import cache
from pathlib import Path

from schemas.codec import decode, encode
from schemas.messages import Body, Fact, Origin, RecordAdmitted
from schemas.records import Content
from schemas.topics import SAFETY_RECORDS
from services.chassis.clock import clock_at, milliseconds
from services.chassis.processing.fold import day_began
from services.chassis.processing.identity import partition_of
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.stage import build_stage, load_rulebooks

CODE = "91990103NBMRN7808U"


@cache
def shipped_rulebooks() -> Rulebooks:
    """Return the shipped packs."""
    return load_rulebooks()


def admitted(
    content: Content,
    *,
    number: str,
    known_on: date,
    occurred_on: date | None = None,
    revision: int = 1,
    withdrawn: bool = False,
    code: str = CODE,
    department: str = "work-safety",
) -> Fact[RecordAdmitted]:
    """Return a record of an enterprise, known at nine in the morning of a day."""
    known_at = clock_at(known_on)()
    identity = f"{code}/{number}/{revision}"
    return Fact(
        id=identity,
        source="/safety-credit/intake",
        subject=code,
        known_at=known_at,
        occurred_at=known_at,
        correlation_id=identity,
        body=RecordAdmitted(
            record_id=f"{code}/{number}",
            revision=revision,
            department=department,
            document_number=number,
            occurred_on=occurred_on or known_on,
            content=content,
            origin=Origin(
                report_id=identity, department=department, layout="test", submission="s", row=1
            ),
            sources=(department,),
            withdrawn=withdrawn,
        ),
    )


class Scoring:
    """The scoring stage on an honest log in memory."""

    def __init__(self, partitions: int = 1) -> None:
        self.log = MemoryLog(partitions)
        self.worker = MemoryWorker(build_stage(), self.log)

    def restart(self, rulebooks: Path | None = None) -> None:
        """Start again, with the editions in a folder (None: the shipped ones)."""
        self.worker.stage = build_stage(rulebooks)
        self.worker.restart()

    def take(self, *facts: Fact[RecordAdmitted]) -> None:
        """Append records and handle them."""
        for fact in facts:
            timestamp = milliseconds(fact.known_at)
            self.log.publish(SAFETY_RECORDS, fact.subject.encode(), encode(fact), timestamp)
        self.worker.run()

    def begin(self, day: date) -> None:
        """Let a day begin everywhere."""
        for partition in range(self.log.partitions):
            fact = day_began(day, partition)
            key, at = fact.subject.encode(), milliseconds(fact.known_at)
            self.log.append_raw(SAFETY_RECORDS.name, partition, key, encode(fact), at)
        self.worker.run()

    def on(self, topic: str, code: str = CODE) -> list[Body]:
        """Return what was published about an enterprise on a topic."""
        return [fact.body for fact in self.facts(topic) if fact.subject == code]

    def facts(self, topic: str) -> list[Fact[Body]]:
        """Return all that was published on a topic."""
        return [decode(record.value) for record in self.log.all(topic) if record.value]

    def partition(self, code: str = CODE) -> int:
        """Return the partition of an enterprise."""
        return partition_of(code.encode(), self.log.partitions)
