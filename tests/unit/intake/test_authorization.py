"""The words of who may add to an accident hold, whoever was the first to report them."""

from typing import Any

import pytest

from schemas.messages import RecordAdmitted
from services.chassis.processing.memory_log import MemoryWorker
from tests.support.example_reports import example
from tests.support.record_reports import records, send
from tests.support.sample_files import intake_worker

ACCIDENT = example("accident").report
VERDICT = example("responsibility_determined").report
NOT_HEARD = "transport"


def verdict(responsibility: str, day: str = "2026-10-20") -> dict[str, Any]:
    content = {**VERDICT["content"], "responsibility": responsibility, "determined_on": day}
    return {**VERDICT, "occurred_on": day, "content": content}


def told(worker: MemoryWorker) -> RecordAdmitted:
    """Return what is known of the verdict."""
    found = [each.body for each in records(worker)]
    return [each for each in found if each.document_number == VERDICT["document_number"]][-1]


@pytest.mark.parametrize("day", ["2026-10-20", "2026-10-21"])
@pytest.mark.parametrize("department", ["fire", "work-safety"])
def test_the_words_of_who_is_heard_hold(department: str, day: str) -> None:
    worker = intake_worker(1)
    send(worker, "fire", ACCIDENT)
    first = send(worker, NOT_HEARD, verdict("responsible"))
    assert (first.outcome, first.reason) == ("accepted", "reference_of_another")
    second = send(worker, department, verdict("not_responsible", day))
    assert (second.outcome, second.reason) == ("corrected", None)
    assert told(worker).sources == (department, NOT_HEARD)
    assert told(worker).department == department
    assert told(worker).content.responsibility == "not_responsible"  # type: ignore[union-attr]  # a verdict
    back = send(worker, department, {**verdict("not_responsible", day), "withdrawn": True})
    assert (back.outcome, back.reason) == ("corrected", "still_reported")
    assert told(worker).sources == (NOT_HEARD,)


@pytest.mark.parametrize("word", ["responsible", "not_responsible"])
def test_who_is_not_heard_is_told_so_beside_another_too(word: str) -> None:
    worker = intake_worker(1)
    send(worker, "fire", ACCIDENT)
    send(worker, "fire", verdict("responsible"))
    receipt = send(worker, NOT_HEARD, verdict(word))
    assert (receipt.outcome, receipt.reason) == ("repeated", "reference_of_another")
    assert receipt.field == "accident_number"
    assert told(worker).sources == ("fire", NOT_HEARD)
    assert told(worker).content.responsibility == "responsible"  # type: ignore[union-attr]  # a verdict


def test_who_reports_the_accident_later_is_heard_from_then_on() -> None:
    worker = intake_worker(1)
    send(worker, NOT_HEARD, verdict("responsible"))
    send(worker, "fire", verdict("not_responsible"))
    assert told(worker).department == NOT_HEARD
    send(worker, "work-safety", ACCIDENT)
    assert told(worker).department == NOT_HEARD
    send(worker, "fire", ACCIDENT)
    assert (told(worker).department, told(worker).revision) == ("fire", 3)
    assert told(worker).content.responsibility == "not_responsible"  # type: ignore[union-attr]  # a verdict
    send(worker, "fire", {**ACCIDENT, "withdrawn": True})
    send(worker, NOT_HEARD, ACCIDENT)
    assert told(worker).department == NOT_HEARD
