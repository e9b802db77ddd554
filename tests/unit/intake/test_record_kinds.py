"""Each kind of record is reported, corrected and withdrawn by a department that may."""

from typing import get_args

import msgspec
import pytest

from schemas.messages import Fact, RecordAdmitted
from schemas.records import Content
from schemas.vocabulary.record_kind import RecordKind
from services.chassis.clock import clock_at
from services.chassis.memory_log import MemoryWorker, run_until_quiet
from services.intake import read_model
from services.intake.adapters.submission import Sender, submit_lines
from services.intake.domain.kinds import KINDS as SHAPES
from services.intake.domain.kinds import required_fields
from tests.support.example_reports import KINDS, KNOWN_ON, example
from tests.support.sample_files import RULEBOOK, facts_on, intake_worker, put


def send(worker: MemoryWorker, department: str, fields: dict[str, object]) -> read_model.Receipt:
    line = msgspec.json.encode({"layout": "record", "fields": fields})
    submission = submit_lines(RULEBOOK, Sender(department, clock_at(KNOWN_ON)()), line)
    put(worker, submission.facts)
    run_until_quiet([worker])
    (receipt,) = read_model.receipts(worker.views, department, submission.identity)
    return receipt


def records(worker: MemoryWorker) -> list[Fact[RecordAdmitted]]:
    return [f for f in facts_on(worker, "safety-records") if isinstance(f.body, RecordAdmitted)]


def test_every_kind_has_an_example_and_a_name() -> None:
    tags = {str(kind.__struct_config__.tag) for kind in get_args(Content)}
    assert set(KINDS) == tags == {kind.value for kind in RecordKind} == set(SHAPES)


def test_every_kind_may_be_reported_by_somebody() -> None:
    allowed = {kind for member in RULEBOOK.departments.values() for kind in member.record_kinds}
    assert allowed == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_accepted_corrected_and_withdrawn(kind: str) -> None:
    worker, shown = intake_worker(1), example(kind)
    outcomes = [send(worker, shown.department, step).outcome for step in shown.steps()]
    assert outcomes == ["accepted", "corrected", "corrected"]
    first, corrected, withdrawn = (fact.body for fact in records(worker))
    assert (first.revision, corrected.revision, withdrawn.revision) == (1, 2, 3)
    assert first.record_id == corrected.record_id == withdrawn.record_id
    said = msgspec.to_builtins(corrected.content, builtin_types=())
    for field in shown.correction:
        assert said[field] != msgspec.to_builtins(first.content, builtin_types=())[field]
    assert (first.withdrawn, corrected.withdrawn, withdrawn.withdrawn) == (False, False, True)


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_kind_cannot_be_without_is_asked_for(kind: str) -> None:
    shown = example(kind)
    for field in required_fields(kind):
        content = {name: value for name, value in shown.report["content"].items() if name != field}
        receipt = send(intake_worker(1), shown.department, {**shown.report, "content": content})
        assert (receipt.outcome, receipt.reason) == ("rejected", "content_invalid")
        assert field in (receipt.english or "")


def test_a_finding_of_two_departments_is_one_record_with_two_sources() -> None:
    worker, shown = intake_worker(1), example("penalty")
    in_other_words = {**shown.report["content"], "violation": "危废贮存不规范"}
    send(worker, "environment", shown.report)
    again = send(worker, "health", shown.report)
    otherwise = send(worker, "port", {**shown.report, "content": in_other_words})
    assert (again.outcome, again.reason) == ("repeated", "also_reported")
    assert (otherwise.outcome, otherwise.reason) == ("repeated", "reported_otherwise")
    bodies = [fact.body for fact in records(worker)]
    assert len({body.record_id for body in bodies}) == 1
    assert bodies[-1].sources == ("environment", "health", "port")
    assert bodies[-1].content == bodies[0].content


def test_only_its_department_withdraws_a_finding_or_moves_its_day() -> None:
    worker, shown = intake_worker(1), example("penalty")
    send(worker, "environment", shown.report)
    withdrawal = send(worker, "health", {**shown.report, "withdrawn": True})
    moved = send(worker, "health", {**shown.report, "occurred_on": "2026-05-09"})
    assert (withdrawal.reason, moved.reason) == ("record_of_another", "record_of_another")
