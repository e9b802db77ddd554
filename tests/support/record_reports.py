"""Reports of any kind of record, and the records that they became."""

import msgspec

from schemas.messages import Fact, RecordAdmitted
from services.chassis.clock import clock_at
from services.chassis.processing.memory_log import MemoryWorker, run_until_quiet
from services.intake import read_model
from services.intake.adapters.submissions.json_reports import submit_lines
from services.intake.adapters.submissions.submission import Sender
from tests.support.example_reports import KNOWN_ON
from tests.support.sample_files import RULEBOOK, facts_on, put


def send(worker: MemoryWorker, department: str, fields: dict[str, object]) -> read_model.Receipt:
    line = msgspec.json.encode({"layout": "record", "fields": fields})
    submission = submit_lines(RULEBOOK, Sender(department, clock_at(KNOWN_ON)()), line)
    put(worker, submission.facts)
    run_until_quiet([worker])
    (receipt,) = read_model.receipts(worker.views, department, submission.identity)
    return receipt


def records(worker: MemoryWorker) -> list[Fact[RecordAdmitted]]:
    return [f for f in facts_on(worker, "safety-records") if isinstance(f.body, RecordAdmitted)]
