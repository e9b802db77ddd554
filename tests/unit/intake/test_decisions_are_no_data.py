"""A decision tells of no enterprise: it is in no figure of its department, and is not its pulse."""

import msgspec

from schemas.messages import ReportProcessed
from services.chassis.clock import clock_at
from services.chassis.processing.memory_log import run_until_quiet
from services.intake.adapters.submissions.json_reports import submit_lines
from services.intake.adapters.submissions.submission import Sender
from services.intake.read_model.quality import PULSES, QUALITY
from tests.support.example_reports import example
from tests.support.sample_files import KNOWN_ON, RULEBOOK, facts_on, intake_worker, put

DECISION = {
    "identifier": "name:某厂",
    "decision": "refuse",
    "reason": "查无此企业",
    "decided_by": "登记注册科",
}


def kept(layout: str, department: str, fields: dict[str, object]) -> tuple[int, int]:
    """Return how many reports the figures count, and how many departments have a pulse."""
    worker = intake_worker(1)
    line = msgspec.json.encode({"layout": layout, "fields": fields})
    put(worker, submit_lines(RULEBOOK, Sender(department, clock_at(KNOWN_ON)()), line).facts)
    run_until_quiet([worker])
    (receipt,) = facts_on(worker, "report-receipts")
    assert isinstance(receipt.body, ReportProcessed)
    assert receipt.body.outcome == "accepted"
    hashes = worker.views.hashes
    counted = sum(len(fields) for key, fields in hashes.items() if key.startswith(QUALITY))
    return counted, len(hashes.get(PULSES, {}))


def test_a_decision_is_no_report_about_an_enterprise() -> None:
    assert kept("decision", "work-safety", DECISION) == (0, 0)
    report = example("permit")
    assert kept("record", report.department, report.report) == (1, 1)
