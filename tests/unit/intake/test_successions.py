"""A code changes, enterprises merge: what is on record goes to the successor, in whatever order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from schemas.messages import RecordInherited
from services.chassis.clock import clock_at
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker, run_until_quiet
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.submission import Sender, submit_rows
from services.intake.stage import build_stage
from tests.support.sample_files import RULEBOOK, facts_on, intake_worker, put
from tests.support.successions import (
    CHANGED,
    DAY,
    LAST,
    NEW,
    NEXT,
    OLD,
    Reports,
    danger,
    held,
    records,
    registry,
    successor,
    take,
)

REPORTS: dict[str, Callable[[], Reports]] = {
    "the new code's registration": lambda: registry(NEW, **CHANGED),
    "the old code's registration": lambda: registry(OLD, 注册号="330200000000001"),
    "a finding by the old code": lambda: danger(OLD, "YH1"),
    "the same by another department": lambda: danger(OLD, "YH1", department="fire"),
    "a finding by the old organization code": lambda: danger(OLD[8:17], "YH2"),
}


@pytest.mark.parametrize(
    "order", list(permutations(REPORTS)), ids=lambda order: " ".join(order)[:60]
)
def test_the_successors_records_are_the_same_in_any_order(order: tuple[str, ...]) -> None:
    worker, expected = intake_worker(), intake_worker()
    take(worker, *(REPORTS[name]() for name in order))
    take(expected, *(REPORTS[name]() for name in REPORTS))
    first = (
        "work-safety"
        if order.index("a finding by the old code") < order.index("the same by another department")
        else "fire"
    )
    mine = records(worker, NEW)
    assert mine.keys() == records(expected, NEW).keys() == {NEW, "YH1", "YH2"}
    assert set(mine["YH1"].sources) == {"work-safety", "fire"}
    assert mine["YH1"].sources[0] == mine["YH1"].department == first
    if first == "work-safety":
        assert held(worker, NEW) == held(expected, NEW)
    assert successor(worker, OLD) == NEW


def test_what_is_delivered_again_changes_nothing() -> None:
    worker = intake_worker(1)
    reports = [REPORTS[name]() for name in reversed(REPORTS)]
    take(worker, *reports)
    states, before = dict(worker.states), held(worker, NEW)
    count = len(worker.log.all("safety-records"))
    take(worker, *reports)
    put(worker, facts_on(worker, "admissions"), "admissions")
    run_until_quiet([worker])
    assert (worker.states, held(worker, NEW)) == (states, before)
    assert len(worker.log.all("safety-records")) == count


def test_a_merger_takes_over_from_each_and_a_chain_leads_to_its_end() -> None:
    for order in permutations((0, 1, 2)):
        worker = intake_worker(1)
        steps = (
            registry(NEW, 吸收合并单位代码=OLD),
            registry(LAST, **{"曾用统一社会信用代码": NEW}),
            danger(OLD, "YH1"),
        )
        take(worker, *(steps[place] for place in order))
        take(worker, danger(NEW, "YH2"))
        assert set(records(worker, LAST)) == {LAST, "YH1", "YH2"}
        receipt = facts_on(worker, "report-receipts")[-1].body
        assert (receipt.outcome, receipt.code) == ("accepted", LAST)  # type: ignore[attr-defined]  # receipts alone


def test_what_was_withdrawn_is_not_told_and_not_forgotten() -> None:
    worker = intake_worker(1)
    sender = Sender("work-safety", clock_at(DAY)())
    content = {"kind": "interview_held", "held_on": "2026-10-20"}
    fields = {"code": OLD, "document_number": "1", "occurred_on": "2026-10-20", "content": content}
    first = list(submit_rows(RULEBOOK, sender, "record", "a", [Row(1, fields)]))
    taken_back = {**fields, "withdrawn": True}
    take(worker, first, list(submit_rows(RULEBOOK, sender, "record", "b", [Row(1, taken_back)])))
    take(worker, registry(NEW, **CHANGED))
    assert set(records(worker, NEW)) == {NEW}
    again = list(submit_rows(RULEBOOK, sender, "record", "a", [Row(1, fields)]))
    take(worker, again)  # the same file once more
    assert set(records(worker, NEW)) == {NEW}


def test_a_correction_under_the_old_code_reaches_the_successors_record() -> None:
    worker = intake_worker(1)
    take(worker, danger(OLD, "YH1"), registry(NEW, **CHANGED))
    take(worker, danger(OLD, "YH1", day=NEXT, 隐患级别="重大"))
    assert records(worker, NEW)["YH1"].content.level == "major"  # type: ignore[union-attr]  # a danger
    assert records(worker, NEW)["YH1"].revision == 2


def test_the_later_content_holds_where_both_codes_have_the_record() -> None:
    worker = intake_worker(1)
    take(worker, danger(NEW, "YH1"), danger(OLD, "YH1", day=NEXT, 隐患级别="重大"))
    take(worker, registry(NEW, day=NEXT, **CHANGED))
    assert records(worker, NEW)["YH1"].content.level == "major"  # type: ignore[union-attr]  # a danger


def test_a_registration_number_of_both_codes_is_the_successors() -> None:
    worker = intake_worker(1)
    number = "330200000000001"
    take(worker, registry(OLD, 注册号=number), registry(NEW, 注册号=number, **CHANGED))
    take(worker, danger(number, "YH1"))
    assert set(records(worker, NEW)) == {NEW, "YH1"}


def test_a_code_that_only_had_findings_is_told_to_be_succeeded() -> None:
    worker = intake_worker(1)
    take(worker, danger(OLD, "YH1"), registry(NEW, **CHANGED))
    assert successor(worker, OLD) == NEW
    assert records(worker, OLD)[OLD].withdrawn is False


def test_a_code_that_nothing_is_known_of_is_not_told_of() -> None:
    worker = intake_worker(1)
    take(worker, registry(NEW, **CHANGED), danger(OLD, "YH1"))
    assert records(worker, OLD) == {}


def test_a_succession_that_was_wrong_ends_with_the_corrected_registration() -> None:
    worker = intake_worker(1)
    take(worker, registry(OLD), danger(OLD, "YH1"), registry(NEW, **CHANGED))
    take(worker, registry(NEW, day=NEXT))
    assert successor(worker, OLD) is None
    take(worker, danger(OLD, "YH2", day=NEXT))
    assert set(records(worker, OLD)) == {OLD, "YH1", "YH2"}
    # What went over stays until its department takes it back there.
    assert set(records(worker, NEW)) == {NEW, "YH1"}
    take(worker, registry(NEW, day=date(2026, 11, 3), **CHANGED))
    assert successor(worker, OLD) == NEW
    assert set(records(worker, NEW)) == {NEW, "YH1", "YH2"}


def test_a_registration_made_for_a_succession_that_ended_is_taken_back() -> None:
    worker = intake_worker(1)
    take(worker, danger(OLD, "YH1"), registry(NEW, **CHANGED), registry(NEW, day=NEXT))
    assert records(worker, OLD)[OLD].withdrawn is True


def test_two_who_claim_one_code_and_one_who_takes_it_back() -> None:
    worker = intake_worker(1)
    take(worker, registry(NEW, **CHANGED), registry(LAST, day=NEXT, **CHANGED))
    take(worker, danger(OLD, "YH1"))
    assert "YH1" in records(worker, LAST)
    take(worker, registry(LAST, day=date(2026, 11, 3)), danger(OLD, "YH2"))
    assert "YH2" in records(worker, NEW)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        (CHANGED | {"曾用统一社会信用代码": NEW}, "曾用统一社会信用代码"),
        ({"曾用统一社会信用代码": "9199"}, "曾用统一社会信用代码"),
        ({"吸收合并单位代码": f"{OLD}、甲厂"}, "吸收合并单位代码"),
    ],
)
def test_a_predecessor_that_can_be_none_is_sent_back(fields: dict[str, str], field: str) -> None:
    worker = intake_worker(1)
    take(worker, registry(NEW, **fields))
    (rejected,) = [fact.body for fact in facts_on(worker, "report-rejections")]
    assert (rejected.reason, rejected.field) == ("succession_invalid", field)


def test_several_predecessors_stand_in_one_cell_as_departments_write_them() -> None:
    worker = intake_worker(1)
    written = f" {OLD.lower()}；{LAST}"
    take(worker, danger(OLD, "YH1"), danger(LAST, "YH2"))
    take(worker, registry(NEW, 吸收合并单位代码=written))
    assert set(records(worker, NEW)) == {NEW, "YH1", "YH2"}


def test_each_department_is_told_that_its_finding_is_refused_at_the_successor() -> None:
    worker = intake_worker(1)
    take(worker, danger(NEW, "YH1"))
    for department in ("fire", "port"):
        take(worker, danger(OLD, "YH1", department=department, 发现日期="2026-01-02"))
    take(worker, registry(NEW, **CHANGED))
    refused = [fact.body for fact in facts_on(worker, "report-rejections")]
    assert [(told.reason, told.origin.department) for told in refused] == [  # type: ignore[attr-defined]  # rejections alone
        ("record_of_another", "fire"),
        ("record_of_another", "port"),
    ]
    assert records(worker, NEW)["YH1"].sources == ("work-safety",)


def test_a_finding_that_was_taken_back_at_the_successor_is_anothers_at_the_old_code() -> None:
    worker = intake_worker(1)
    sender = Sender("work-safety", clock_at(DAY)())
    content = {"kind": "interview_held", "held_on": "2026-10-20"}
    fields = {"code": NEW, "document_number": "1", "occurred_on": "2026-10-20", "content": content}
    for digest, changed in (("a", fields), ("b", {**fields, "withdrawn": True})):
        take(worker, list(submit_rows(RULEBOOK, sender, "record", digest, [Row(1, changed)])))
    other = Sender("fire", clock_at(DAY)())
    said = [Row(1, {**fields, "code": OLD})]
    take(worker, list(submit_rows(RULEBOOK, other, "record", "c", said)))
    take(worker, registry(NEW, **CHANGED))
    assert (records(worker, NEW)["1"].withdrawn, records(worker, NEW)["1"].sources) == (
        False,
        ("fire",),
    )


def test_each_department_of_a_record_that_was_set_aside_is_told() -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("ours")

    stage = build_stage()
    stage = replace(stage, handlers={**stage.handlers, RecordInherited: fail})
    worker = MemoryWorker(stage, MemoryLog(1))
    take(worker, danger(OLD, "YH1"), danger(OLD, "YH1", department="fire"))
    take(worker, registry(NEW, **CHANGED))
    told = [fact.body for fact in facts_on(worker, "report-receipts")]
    waiting = [each for each in told if each.outcome == "quarantined"]  # type: ignore[attr-defined]  # receipts alone
    assert [(each.reason, each.origin.department) for each in waiting] == [  # type: ignore[attr-defined]  # as above
        ("set_aside", "work-safety"),
        ("set_aside", "fire"),
    ]
    assert {each.kind for each in waiting} == {"hidden_danger"}  # type: ignore[attr-defined]  # as above
