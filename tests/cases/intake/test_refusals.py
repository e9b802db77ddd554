"""Each reason for which a report is sent back or has to wait, as a case that a clerk can read."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.messages import ReportRejected
from services.chassis.clock import clock_at
from services.chassis.processing.memory_log import run_until_quiet
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.submission import Sender, submit_rows
from services.intake.domain.layouts.plain_values import LONGEST_TEXT
from tests.support.sample_files import KNOWN_ON, RULEBOOK, facts_on, intake_worker, put

BOOK: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "refusals.yaml").read_text("utf-8"))


def plain(value: Any) -> Any:
    """Return what JSON can hold: YAML reads bare days as dates."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def outcome_of(case: dict[str, Any]) -> tuple[str | None, ReportRejected | None]:
    good = BOOK["good"][case["layout"]]
    fields = plain(good["fields"]) | plain(case.get("change", {}))
    if "long" in case:
        fields[case["long"]] = "长" * (LONGEST_TEXT + 1)
    sender = Sender(case.get("department", good["department"]), clock_at(KNOWN_ON)())
    layout = case.get("as", case["layout"])
    worker = intake_worker(1)
    put(worker, submit_rows(RULEBOOK, sender, layout, "x", [Row(2, fields)]))
    run_until_quiet([worker])
    assert facts_on(worker, "dead-letters-intake") == []
    (receipt,) = facts_on(worker, "report-receipts")
    rejections = [fact.body for fact in facts_on(worker, "report-rejections")]
    assert len(rejections) == (receipt.body.outcome in {"rejected", "quarantined"})
    return receipt.body.reason, rejections[0] if rejections else None


@pytest.mark.parametrize("layout", BOOK["good"])
def test_a_good_report_is_accepted(layout: str) -> None:
    assert outcome_of({"layout": layout}) == (None, None)


@pytest.mark.parametrize(
    "case", BOOK["cases"], ids=[f"{c['reason']}-{n}" for n, c in enumerate(BOOK["cases"])]
)
def test_a_bad_report_is_told_its_reason(case: dict[str, Any]) -> None:
    reason, rejected = outcome_of(case)
    assert reason == case["reason"]
    assert rejected is not None
    assert rejected.outcome == RULEBOOK.reasons[reason].outcome
    assert rejected.origin.row == 2
    if "field" in case:
        assert rejected.field == case["field"]
    for text in (rejected.chinese, rejected.english):
        assert text
        assert "{" not in text.replace(str(rejected.value), "")


def test_every_reason_has_a_case() -> None:
    shown = {case["reason"] for case in BOOK["cases"]}
    # What takes more than one report, or none that can be read, to bring about:
    # tests/unit/intake/test_identification.py, test_decisions.py, test_statements_wait.py,
    # test_double_decisions.py and test_answers.py.
    elsewhere = {
        "identifier_ambiguous",
        "identity_refused",
        "statement_refused",
        "too_many_waiting",
        "record_of_another",
        "double_holds_missing",
        "double_holds_unknown",
    }
    assert shown == set(RULEBOOK.reasons) - elsewhere - {"message_unreadable", "set_aside"}
