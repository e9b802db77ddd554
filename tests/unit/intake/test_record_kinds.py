"""Each kind of record is reported, corrected and withdrawn by a department that may."""

from typing import get_args

import msgspec
import pytest

from schemas.records import Content
from schemas.vocabulary.record_kind import RecordKind
from services.intake.domain.records.kinds import KINDS as SHAPES
from services.intake.domain.records.kinds import required_fields
from tests.support.example_reports import KINDS, example
from tests.support.record_reports import records, send
from tests.support.sample_files import RULEBOOK, intake_worker


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


def test_a_finding_that_one_of_two_departments_withdraws_stands_as_the_others() -> None:
    worker, shown = intake_worker(1), example("penalty")
    in_other_words = {**shown.report["content"], "violation": "危废贮存不规范"}
    send(worker, "environment", shown.report)
    send(worker, "health", {**shown.report, "content": in_other_words})
    receipt = send(worker, "environment", {**shown.report, "withdrawn": True})
    assert (receipt.outcome, receipt.reason) == ("corrected", "still_reported")
    body = records(worker)[-1].body
    assert (body.withdrawn, body.department, body.sources) == (False, "health", ("health",))
    assert msgspec.to_builtins(body.content)["violation"] == "危废贮存不规范"


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("responsibility_determined", "accident_number"),
        ("accident_follow_up", "accident_number"),
        ("objection_filed", "record_number"),
        ("objection_decided", "objection_number"),
        ("repair_applied", "record_number"),
        ("repair_granted", "record_number"),
    ],
)
def test_who_names_a_record_that_is_not_there_is_told(kind: str, field: str) -> None:
    worker, shown = intake_worker(1), example(kind)
    receipt = send(worker, shown.department, shown.report)
    assert (receipt.outcome, receipt.reason) == ("accepted", "reference_unknown")
    assert receipt.field == field


def test_a_verdict_says_whether_its_accident_is_there_its_own_and_earlier() -> None:
    worker, accident = intake_worker(1), example("accident")
    verdict = example("responsibility_determined")
    follow_up = example("accident_follow_up").report
    send(worker, "fire", accident.report)
    assert send(worker, "work-safety", verdict.report).reason is None
    assert send(worker, "transport", follow_up).reason == "reference_of_another"
    early = {**verdict.report["content"], "determined_on": "2026-08-31"}
    told = send(worker, "work-safety", {**verdict.report, "content": early})
    assert (told.outcome, told.reason) == ("corrected", "before_its_accident")
    assert told.field == "determined_on"
    send(worker, "fire", {**accident.report, "withdrawn": True})
    again = {**verdict.report, "document_number": "甬安事调〔2026〕8号"}
    assert send(worker, "work-safety", again).reason == "reference_unknown"


@pytest.mark.parametrize(
    ("kind", "change", "reason", "field"),
    [
        ("accident", {"determined_on": "2026-08-01"}, "dates_out_of_order", "determined_on"),
        ("accident_follow_up", {"loss": -1}, "number_out_of_bounds", "loss"),
        ("blacklist_decision", {"published_on": "2026-10-01"}, "dates_out_of_order", None),
        ("blacklist_decision", {"tier": "village"}, "content_invalid", None),
        ("hidden_danger", {"listed_on": "2026-08-01"}, "dates_out_of_order", "listed_on"),
        ("inspection", {"inspected_on": "2026-11-21"}, "date_in_future", "inspected_on"),
        ("objection_filed", {"record_kind": "fine"}, "content_invalid", None),
        ("objection_decided", {"outcome": "perhaps"}, "content_invalid", None),
        ("permit", {"valid_until": "2025-11-30"}, "dates_out_of_order", "valid_until"),
        ("permit", {"suspended_until": "2026-01-01"}, None, None),
        ("public_tip", {"verified_on": "2026-07-02"}, "dates_out_of_order", "verified_on"),
        ("repair_granted", {"decided_on": "2026-11-21"}, "date_in_future", "decided_on"),
        ("responsibility_determined", {"responsibility": "unclear"}, "content_invalid", None),
        ("training", {"persons_passed": 41}, "number_out_of_bounds", "persons_due"),
        ("training", {"persons_due": 0, "persons_passed": 0}, "number_out_of_bounds", None),
    ],
)
def test_what_cannot_be_true_is_refused(
    kind: str, change: dict[str, object], reason: str | None, field: str | None
) -> None:
    shown = example(kind)
    report = {**shown.report, "content": {**shown.report["content"], **change}}
    receipt = send(intake_worker(1), shown.department, report)
    assert receipt.reason == reason
    if field:
        assert receipt.field == field
