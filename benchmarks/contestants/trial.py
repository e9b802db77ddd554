"""One way of trying a policy on the records of a file, in a process of its own.

`trial.py ours|alone|naive|fold FILE [FOLDER]`: with all cores (and the city kept in the folder),
with one, record by record, or not at all: the bare fold of
scoring over the same bytes in memory, under the rules in force alone.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from applications.policy_trial.running import run
from applications.policy_trial.source import FileSource
from benchmarks.trial_draft import question
from schemas.codec import decode
from schemas.on_record.admitted import entry_of
from schemas.topics import SAFETY_RECORDS
from services.chassis.clock import milliseconds
from services.chassis.processing.fold import Fold, Received
from services.chassis.state.store import MemoryStore
from services.scoring.domain.records.ledger import Ledger
from services.scoring.stage import build_stage

LAST = date(2026, 12, 31)
BATCH = 2_000
Found = dict[str, int]


def ours(path: Path, processes: int, kept: Path | None = None) -> Found:
    """Try it as the command does; in the folder `kept` the city stays, if one is given."""
    found = run(FileSource(path), question(LAST), processes, kept=kept)
    enterprises = sum(cell.enterprises for cell in found.cube.values())
    return {
        "records": found.read.records,
        "enterprises": enterprises,
        "movers": len(found.movers),
    }


def naive(path: Path) -> Found:
    """Decode a record, put it into its ledger, assess under both rules; then the next."""
    trial = question(LAST).trial
    ledgers: dict[str, Ledger] = {}
    moves: dict[str, bool] = {}
    records = 0
    with path.open("rb") as file:
        for line in file:
            fact = decode(line)
            ledger = ledgers.get(fact.subject, Ledger()).with_entry(entry_of(fact))  # type: ignore[arg-type]  # all are records
            ledgers[fact.subject] = ledger
            tried = trial.standings_of(ledger)
            moves[fact.subject] = ledger.is_rated() and tried.before.grade != tried.after.grade
            records += 1
    rated = sum(ledger.is_rated() for ledger in ledgers.values())
    return {"records": records, "enterprises": rated, "movers": sum(moves.values())}


def fold(path: Path) -> Callable[[], Found]:
    """Return the bare fold over records that are in memory already."""
    received = []
    with path.open("rb") as file:
        for offset, line in enumerate(file):
            fact = decode(line)
            at = milliseconds(fact.known_at)
            key = fact.subject.encode()
            received.append(Received(SAFETY_RECORDS.name, 0, offset, key, line.rstrip(), at))
    store = MemoryStore()
    bare = Fold(build_stage(), 1, store)

    def work() -> Found:
        for start in range(0, len(received), BATCH):
            store.apply(0, bare.fold(received[start : start + BATCH]).states)
        enterprises = sum(1 for _ in store.heads(0))
        return {"records": len(received), "enterprises": enterprises, "movers": 0}

    return work


def main() -> None:
    """Print what was measured as one line of JSON."""
    how, path = sys.argv[1], Path(sys.argv[2])
    kept = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    cores = len(os.sched_getaffinity(0))
    work: Callable[[], Found]
    if how == "fold":
        work = fold(path)
    else:
        work = {
            "ours": partial(ours, path, cores, kept),
            "alone": partial(ours, path, 1, kept),
            "naive": partial(naive, path),
        }[how]
    began, processed = time.perf_counter(), _cpu()
    found: dict[str, float] = dict(work())
    found["seconds"] = time.perf_counter() - began
    found["cpu_seconds"] = _cpu() - processed
    found["memory_mb"] = _memory_mb(resource.RUSAGE_SELF)
    found["worker_mb"] = _memory_mb(resource.RUSAGE_CHILDREN)
    print(json.dumps(found))


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _memory_mb(who: int) -> float:
    return resource.getrusage(who).ru_maxrss / 1024


if __name__ == "__main__":
    main()
