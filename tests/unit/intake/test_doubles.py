"""One matter under two numbers: who is asked what, and what the decision does."""

from datetime import timedelta
from typing import Any

import pytest

from schemas.messages import DoubleSuspected
from services.intake import read_model
from tests.support.doubles import (
    BUILDING,
    CODE,
    CRASH,
    DAY,
    A,
    B,
    TwoRooms,
    accident,
    decision,
    open_pair,
    report,
)
from tests.support.sample_files import FILES, facts_on, intake_worker, take_files

PENALTY = {
    "kind": "penalty",
    "severity": "general",
    "fine": 20000,
    "decided_on": str(DAY),
    "authority": "市应急管理局",
    "violation": "未开展安全培训",
    "legal_ground": "《中华人民共和国安全生产法》第九十七条",
    "types": ["罚款"],
}
DANGER = {
    "kind": "hidden_danger",
    "level": "major",
    "found_on": str(DAY),
    "due_on": "2026-04-01",
    "description": "配电箱 未接地",
}
LISTING = {
    "kind": "blacklist_decision",
    "list_name": "severe_list",
    "tier": "city",
    "ground": "发生较大事故",
    "decided_on": str(DAY),
}


def two(
    first: dict[str, Any],
    changed: dict[str, Any] | None = None,
    department: str = BUILDING,
    own: str = "work-safety",
) -> TwoRooms:
    second = {**first, **(changed or {})}
    return TwoRooms().take(
        report(first, A, department=own), report(second, B, hours=1, department=department)
    )


def test_one_accident_from_two_agencies_is_proposed_to_a_person() -> None:
    rooms = open_pair()
    (waiting,) = rooms.waiting()
    assert waiting.kind == "double"
    assert waiting.code == CODE
    assert {each.document_number for each in waiting.records} == {A, B}
    assert waiting.departments == (BUILDING, "work-safety")
    assert (waiting.day, waiting.same, waiting.since) == (DAY, {"tolls.each.deaths": "1"}, DAY)
    receipt = rooms.receipt()
    assert (receipt.outcome, receipt.reason) == ("accepted", "possible_double")
    assert receipt.double is not None
    assert (receipt.double.document_number, receipt.double.department) == (A, "work-safety")
    views = rooms.intake.views
    (shown,) = read_model.receipts(views, BUILDING, receipt.origin.submission)
    assert (shown.double_number, shown.double_department) == (A, "work-safety")


@pytest.mark.parametrize("followed", ["tolls of the first", "tolls of the second"])
def test_what_one_agency_reported_late_and_whole_is_asked(followed: str) -> None:
    tolls = [
        {"reported_on": str(day), "deaths": deaths, "serious_injuries": 0}
        for day, deaths in ((DAY, 1), (DAY + timedelta(days=3), 2))
    ]
    grown = accident(A, changed={"tolls": tolls}, hours=100)
    whole = accident(B, deaths=2, hours=100, department=BUILDING)
    reports = (grown, whole) if followed == "tolls of the first" else (whole, grown)
    (waiting,) = TwoRooms().take(*reports).waiting()
    assert waiting.same == {"tolls.each.deaths": "2"}


@pytest.mark.parametrize(
    ("first", "changed", "own", "department"),
    [
        (PENALTY, {"authority": "X局"}, "work-safety", "work-safety"),
        (PENALTY, {"violation": " 未开展安全 培训"}, "work-safety", "work-safety"),
        (PENALTY, {"violation": "未组织培训"}, "work-safety", "fire"),
        (DANGER, {"description": "配电箱未接地"}, "work-safety", "fire"),
        (DANGER, {"removed_on": "2026-03-02"}, "work-safety", "work-safety"),
        (CRASH, {"crash": {"deaths": 1, "injuries": 2, "fault": "full"}}, *["traffic-police"] * 2),
        (LISTING, {"ground": "拒不整改"}, "work-safety", "market-supervision"),
    ],
    ids=["renumbered", "blanks", "republished", "joint inspection", "removed", "crash", "listing"],
)
def test_what_may_be_one_is_asked(
    first: dict[str, Any], changed: dict[str, Any], own: str, department: str
) -> None:
    assert len(two(first, changed, department, own).waiting()) == 1


@pytest.mark.parametrize(
    ("first", "changed", "own", "department"),
    [
        (PENALTY, {"violation": "未设警示标志"}, "work-safety", "work-safety"),
        (PENALTY, {"fine": 20001}, "work-safety", "fire"),
        ({**PENALTY, "fine": 0}, {}, "work-safety", "fire"),
        (PENALTY, {"decided_on": "2026-03-01"}, "work-safety", "fire"),
        ({**DANGER, "description": ""}, {}, "work-safety", "fire"),
        (DANGER, {"level": "ordinary"}, "work-safety", "fire"),
        ({**CRASH, "crash": None}, {}, "traffic-police", "traffic-police"),
        (CRASH, {"crash": {"deaths": 2, "injuries": 2, "fault": "main"}}, *["traffic-police"] * 2),
        (LISTING, {"tier": "county"}, "work-safety", "market-supervision"),
    ],
    ids=[
        *("violation", "fine", "no fine", "day", "no description", "level"),
        *("no crash", "dead", "tier"),
    ],
)
def test_what_is_two_is_not_asked(
    first: dict[str, Any], changed: dict[str, Any], own: str, department: str
) -> None:
    assert two(first, changed, department, own).waiting() == []


def test_the_day_is_the_citys_and_the_hour_is_free() -> None:
    late = {"happened_at": "2026-03-01T16:30:00Z"}  # half past midnight in the city
    assert len(TwoRooms().take(accident(A), accident(B, changed=late)).waiting()) == 1
    before = {"happened_at": "2026-03-01T15:30:00Z"}
    assert TwoRooms().take(accident(A), accident(B, changed=before)).waiting() == []


def test_injuries_are_compared_where_nobody_died() -> None:
    tolls = [{"reported_on": str(DAY), "deaths": 0, "serious_injuries": 2}]
    hurt = {"tolls": tolls}
    assert len(TwoRooms().take(accident(A, changed=hurt), accident(B, changed=hurt)).waiting()) == 1
    none = {"tolls": [{"reported_on": str(DAY), "deaths": 0, "serious_injuries": 0}], "loss": 0}
    assert TwoRooms().take(accident(A, changed=none), accident(B, changed=none)).waiting() == []


def test_a_withdrawal_a_correction_and_a_renewal_move_the_question_by_themselves() -> None:
    rooms = open_pair()
    rooms.take(accident(B, hours=2, department=BUILDING, withdrawn=True))
    assert rooms.waiting() == []
    rooms.take(accident(B, hours=3, department=BUILDING))
    assert len(rooms.waiting()) == 1
    rooms.take(accident(B, hours=4, deaths=2, department=BUILDING))
    assert rooms.waiting() == []
    assert [each.status for each in rooms.suspicions()] == [
        *("suspected", "ended", "suspected", "ended")
    ]
    assert [each.revision for each in rooms.suspicions()] == [1, 2, 3, 4]


def test_a_follow_up_changes_nothing_of_the_question() -> None:
    follow_up = {
        "kind": "accident_follow_up",
        "accident_number": B,
        "toll": {"reported_on": "2026-03-05", "deaths": 3, "serious_injuries": 0},
    }
    rooms = open_pair()
    rooms.take(report(follow_up, "续报1", hours=80, department=BUILDING))
    assert len(rooms.waiting()) == 1
    assert len(rooms.suspicions()) == 1


def test_of_many_alike_few_are_proposed_and_the_rest_follow() -> None:
    rooms = TwoRooms()
    for number in range(8):
        rooms.take(accident(f"号{number}", hours=number))
    per_record: dict[str, int] = {}
    for waiting in rooms.waiting():
        for record in waiting.records:
            per_record[record.document_number] = per_record.get(record.document_number, 0) + 1
    assert per_record["号0"] == per_record["号7"] == 3
    assert max(per_record.values()) <= 6
    while waits := rooms.waiting():
        rooms.take(decision(waits[0].identifier, "accept", hours=2000))
    assert {rooms.records(f"号{number}")[-1].same_as for number in range(1, 8)} == {
        rooms.records("号0")[-1].record_id
    }
    assert len(rooms.suspicions()) < 60


def test_nothing_in_the_sample_files_may_be_one() -> None:
    worker = intake_worker(1)
    take_files(worker, list(FILES))
    facts = facts_on(worker, "safety-records")
    assert len(facts) > 1000
    assert not [fact for fact in facts if isinstance(fact.body, DoubleSuspected)]
