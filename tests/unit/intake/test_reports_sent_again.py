"""What was corrected or withdrawn may be said again; an old file alone does not bring it back."""

import msgspec
import pytest

from services.chassis.clock import clock_at
from services.chassis.processing.memory_log import MemoryWorker, run_until_quiet
from services.intake import read_model
from services.intake.adapters.submissions.json_reports import submit_lines
from services.intake.adapters.submissions.submission import Sender
from tests.support.example_reports import KNOWN_ON, example
from tests.support.sample_files import RULEBOOK, facts_on, intake_worker, put

SHOWN = example("penalty")
VIOLATION = {**SHOWN.report["content"], "violation": "未按证排污"}
OTHER = {**SHOWN.report, "document_number": "甬环罚〔2026〕45号", "content": VIOLATION}


def send(worker: MemoryWorker, key: str, *reports: dict[str, object]) -> list[str]:
    lines = b"\n".join(msgspec.json.encode({"layout": "record", "fields": r}) for r in reports)
    sender = Sender(SHOWN.department, clock_at(KNOWN_ON)(), key)
    submission = submit_lines(RULEBOOK, sender, lines)
    put(worker, submission.facts)
    run_until_quiet([worker])
    found = read_model.receipts(worker.views, SHOWN.department, submission.identity)
    return [each.reason or each.outcome for each in found]


@pytest.mark.parametrize("step", [1, 2], ids=["corrected", "withdrawn"])
def test_a_report_said_again_holds_again(step: int) -> None:
    worker = intake_worker(1)
    said = [SHOWN.report, SHOWN.steps()[step], SHOWN.report]
    told = [send(worker, str(number), report) for number, report in enumerate(said)]
    assert told == [["accepted"], ["corrected"], ["corrected"]]
    last = facts_on(worker, "safety-records")[-1].body
    first = facts_on(worker, "safety-records")[0].body
    assert (last.content, last.withdrawn) == (first.content, False)


def test_an_old_batch_says_that_it_was_sent_before() -> None:
    worker = intake_worker(1)
    batch = [SHOWN.report, OTHER]
    assert send(worker, "1", *batch) == ["accepted", "accepted"]
    assert send(worker, "2", SHOWN.steps()[1]) == ["corrected"]
    assert send(worker, "3", *batch) == ["sent_before", "repeated"]
    assert len(facts_on(worker, "safety-records")) == 3
    assert send(worker, "4", SHOWN.report) == ["corrected"]


def test_a_reference_to_another_record_is_shown_as_it_was_written() -> None:
    worker, shown = intake_worker(1), example("responsibility_determined")
    content = {**shown.report["content"], "accident_number": " 事故[2026]１号"}
    line = msgspec.json.encode({"layout": "record", "fields": {**shown.report, "content": content}})
    put(worker, submit_lines(RULEBOOK, Sender(shown.department, clock_at(KNOWN_ON)()), line).facts)
    run_until_quiet([worker])
    (fact,) = facts_on(worker, "safety-records")
    assert fact.body.content.accident_number == "事故[2026]１号"
