"""One step of the registry's import, in a process of its own: `STEP PATH`."""

import json
import resource
import sys
import time
from collections import Counter, deque
from datetime import date
from itertools import islice
from pathlib import Path

from benchmarks.reader import ours, plain
from schemas.codec import encode
from schemas.vocabulary.department import department
from services.chassis.clock import clock_at, milliseconds
from services.chassis.processing.fold import Fold, Received
from services.chassis.processing.identity import partition_of
from services.chassis.state.store import MemoryStore
from services.intake.adapters.files.source import Source
from services.intake.adapters.submissions.submission import Sender, submit_file
from services.intake.domain.state import IntakeState
from services.intake.stage import build_stage, load_rulebook

PARTITIONS = 8
BATCH = 4_000
DEPARTMENT = "market-supervision"
DAYS = (date(2026, 10, 31), date(2026, 11, 1))


class Import:
    """Intake's own hops over a log that keeps only what was not read yet."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.counts: Counter[str] = Counter()
        self.written = self.succeeded = 0
        self._fold: Fold[IntakeState] = Fold(build_stage(), PARTITIONS, self.store)
        self._reads = [topic.name for topic in self._fold.stage.reads]
        self._unread: dict[tuple[str, int], deque[Received]] = {
            (topic, partition): deque() for topic in self._reads for partition in range(PARTITIONS)
        }
        self._offsets: Counter[tuple[str, int]] = Counter()

    def take(self, path: Path, day: date, most: int | None = None) -> int:
        """Import a file known on a day, or its first rows, and return how many these were."""
        sender = Sender(DEPARTMENT, clock_at(day)())
        submission = submit_file(load_rulebook(), sender, path.name, Source.of_path(path))
        topic, instant = department(DEPARTMENT).topic, milliseconds(sender.known_at)
        facts = islice(submission.facts, most)
        rows = 0
        while batch := list(islice(facts, BATCH)):
            rows += len(batch)
            for fact in batch:
                key = fact.subject.encode()
                self._append(topic, partition_of(key, PARTITIONS), key, encode(fact), instant)
            self._run()
        return rows

    def _append(self, topic: str, partition: int, key: bytes, value: bytes, timestamp: int) -> None:
        place = (topic, partition)
        received = Received(topic, partition, self._offsets[place], key, value, timestamp)
        self._offsets[place] += 1
        self._unread[place].append(received)

    def _run(self) -> None:
        """Fold until nothing is unread."""
        while any(self._unread.values()):
            for (_, partition), unread in self._unread.items():
                if not unread:
                    continue
                records = list(unread)
                unread.clear()
                effect = self._fold.fold(records)
                for message in effect.publish:
                    self.counts[message.topic] += 1
                    self.succeeded += b"code-succeeded" in message.value
                    if (message.topic, message.partition) in self._unread:
                        self._append(
                            message.topic,
                            message.partition,
                            message.key,
                            message.value,
                            message.timestamp,
                        )
                self.written += len(effect.states)
                self.store.apply(partition, effect.states)

    def figures(self) -> dict[str, float]:
        """Return messages and states so far."""
        inner = sum(self.counts[topic] for topic in ("identifications", "admissions"))
        states = [each for number in range(PARTITIONS) for each in self.store.stored(number)]
        return {
            "messages": inner,
            "told": sum(self.counts.values()) - inner,
            "records": self.counts["safety-records"],
            "dead": self.counts["dead-letters-intake"],
            "states": len(states),
            "state_bytes": sum(len(key) + len(value) for key, value in states),
            "succeeded": self.succeeded,
        }


def imported(path: Path) -> dict[str, float]:
    """Import a registry, and a tenth of it once more the next day."""
    importing = Import()
    began = time.perf_counter()
    rows = importing.take(path, DAYS[0])
    seconds, memory = time.perf_counter() - began, memory_mb()
    found = importing.figures()
    importing.counts.clear()
    importing.written = 0
    began = time.perf_counter()
    rows_again = importing.take(path, DAYS[1], rows // 10)
    again = importing.figures()
    return {
        **found,
        "rows": rows,
        "seconds": seconds,
        "memory_mb": memory,
        "again_rows": rows_again,
        "again_seconds": time.perf_counter() - began,
        "again_messages": again["messages"],
        "again_states": importing.written,
    }


def memory_mb() -> float:
    """Return the peak of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print what was measured as one line of JSON."""
    step, path = sys.argv[1], Path(sys.argv[2])
    if step == "intake":
        found = imported(path)
    else:
        began = time.perf_counter()
        rows = {"plain": plain, "reports": ours}[step](path)
        found = {"rows": rows, "seconds": time.perf_counter() - began, "memory_mb": memory_mb()}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
