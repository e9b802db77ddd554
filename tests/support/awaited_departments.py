"""Intake on a log in memory, with reports and days as they come, and the alarms that it raises."""

from datetime import date, timedelta

from schemas.codec import encode
from schemas.messages import Body, Fact
from schemas.topics import ADMISSIONS
from services.chassis.clock import clock_at, milliseconds
from services.chassis.processing.fold import day_began
from services.chassis.processing.memory_log import MemoryWorker, run_until_quiet
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.submission import Sender, submit_rows
from tests.support.sample_files import RULEBOOK, facts_on, intake_worker, put

FIRST = date(2026, 9, 1)


def after(days: int, first: date = FIRST) -> date:
    """Return the day so many days after the first."""
    return first + timedelta(days=days)


class Awaited:
    """A city of some partitions in which days begin and departments report."""

    def __init__(self, partitions: int = 3) -> None:
        self.worker: MemoryWorker = intake_worker(partitions)

    def begin(self, *days: date) -> None:
        """Let days begin in every partition."""
        for day in days:
            for partition in range(self.worker.log.partitions):
                fact = day_began(day, partition)
                at = milliseconds(fact.known_at)
                key = fact.subject.encode()
                self.worker.log.append_raw(ADMISSIONS.name, partition, key, encode(fact), at)
            run_until_quiet([self.worker])

    def report(self, department: str, day: date, number: int = 1) -> None:
        """Let a department report at nine in the morning; what it says is of no account."""
        sender = Sender(department, clock_at(day)())
        rows = [Row(number, {"code": "x"})]
        put(self.worker, submit_rows(RULEBOOK, sender, "record", f"{day} {number}", rows))
        run_until_quiet([self.worker])

    def alarms(self, department: str) -> list[Body]:
        """Return what was raised about a department."""
        return [fact.body for fact in self.facts() if fact.subject == department]

    def facts(self) -> list[Fact[Body]]:
        """Return all alarms."""
        return facts_on(self.worker, "source-alarms")
