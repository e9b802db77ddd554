"""Files as a department sends them by the command line."""

from services.chassis.clock import clock_at
from services.chassis.processing.memory_log import MemoryWorker, run_until_quiet
from services.intake import read_model
from services.intake.adapters.submissions.submission import Sender, Submission, submit_file
from services.intake.read_model import Receipt
from tests.support.sample_files import KNOWN_ON, RULEBOOK, put


def sent(worker: MemoryWorker, name: str, data: bytes) -> tuple[Submission, list[Receipt]]:
    submission = submit_file(RULEBOOK, Sender("work-safety", clock_at(KNOWN_ON)()), name, data)
    put(worker, submission.facts)
    run_until_quiet([worker])
    receipts = read_model.receipts(worker.views, "work-safety", submission.identity)
    assert len(receipts) == len(submission.facts)
    return submission, receipts
