"""A person decides whether two records are one: a report that holds until a later one."""

from datetime import date

from schemas.messages import RecordAdmitted
from services.intake import read_model
from tests.support.doubles import (
    BUILDING,
    CODE,
    CRASH,
    A,
    B,
    C,
    TwoRooms,
    accident,
    decision,
    open_pair,
    report,
)
from tests.support.sample_files import facts_on, put
from tests.support.successions import NEW, registry


def test_a_decision_is_a_report_that_can_be_taken_back() -> None:
    rooms = open_pair()
    identifier = rooms.identifier()
    rooms.take(decision(identifier, "accept"))
    assert (rooms.receipt().outcome, rooms.receipt().reason) == ("accepted", None)
    assert rooms.waiting() == []
    assert [body.same_as is not None for body in rooms.records(B)] == [False, True]
    (decided,) = read_model.decided_doubles(rooms.intake.views)
    assert (decided.one, decided.counts) == (True, A)
    rooms.take(decision(identifier, "refuse", hours=1001))
    assert [body.same_as is not None for body in rooms.records(B)] == [False, True, False]
    assert rooms.waiting() == []
    (decided,) = read_model.decided_doubles(rooms.intake.views)
    assert (decided.one, decided.counts) == (False, None)
    rooms.take(decision(identifier, "accept", hours=1002, holds=B))
    assert rooms.records(A)[-1].same_as == rooms.records(B)[-1].record_id
    assert rooms.records(B)[-1].same_as is None


def test_which_one_counts_is_said_anew_where_a_later_decision_changes_it() -> None:
    rooms = open_pair()
    identifier = rooms.identifier()
    for hours, holds in ((1000, B), (1001, A), (1002, B)):
        rooms.take(decision(identifier, "accept", hours=hours, holds=holds))
        (decided,) = read_model.decided_doubles(rooms.intake.views)
        assert decided.counts == holds


def test_a_third_record_that_is_held_counts_for_all_that_are_one() -> None:
    rooms = open_pair()
    rooms.take(decision(rooms.identifier(), "accept"))
    rooms.take(accident(C, hours=1010, department="port"))
    rooms.take(decision(rooms.identifier(), "accept", hours=1011, holds=C))
    third = rooms.records(C)[-1]
    assert third.same_as is None
    assert {rooms.records(each)[-1].same_as for each in (A, B)} == {third.record_id}
    latest = {each.double: each.counts for each in rooms.suspicions()}
    assert set(latest.values()) == {third.record_id}


def test_an_earlier_decision_that_comes_late_changes_nothing() -> None:
    rooms = open_pair()
    identifier = rooms.identifier()
    rooms.take(decision(identifier, "accept", hours=50), decision(identifier, "refuse", hours=40))
    assert rooms.receipt().reason == "decided_later"
    assert rooms.records(B)[-1].same_as is not None


def test_of_two_decisions_of_one_instant_the_last_to_come_holds_also_after_a_redelivery() -> None:
    rooms = open_pair()
    identifier = rooms.identifier()
    rooms.take(decision(identifier, "accept"), decision(identifier, "refuse"))
    assert rooms.records(B)[-1].same_as is None
    put(rooms.intake, facts_on(rooms.intake, "admissions"), "admissions")
    rooms.take([])
    assert rooms.records(B)[-1].same_as is None


def test_a_redelivery_changes_nothing() -> None:
    rooms = open_pair()
    rooms.take(decision(rooms.identifier(), "accept"))
    states, count = dict(rooms.intake.states), len(rooms.log.all("safety-records"))
    put(rooms.intake, facts_on(rooms.intake, "admissions"), "admissions")
    rooms.take([])
    assert dict(rooms.intake.states) == states
    assert len(rooms.log.all("safety-records")) == count


def test_who_may_not_decide_is_refused_and_so_is_what_names_no_pair() -> None:
    rooms = open_pair()
    identifier = rooms.identifier()
    rooms.take(decision(identifier, "accept", department="fire"))
    assert rooms.receipt().reason == "decision_not_allowed"
    rooms.take(decision(identifier[:-1], "accept"))
    assert (rooms.receipt().reason, rooms.receipt().field) == ("value_unknown", "identifier")
    rooms.take(decision(identifier, "accept", code=CODE))
    assert (rooms.receipt().reason, rooms.receipt().field) == ("value_unknown", "code")
    rooms.take(decision(identifier, "accept", holds="别的号"))
    assert (rooms.receipt().outcome, rooms.receipt().reason) == ("rejected", "double_holds_unknown")
    rooms.take(decision(f"double:{CODE}-aaaaaaaa-bbbbbbbb", "accept"))
    assert rooms.receipt().reason == "double_unknown"
    assert len(rooms.waiting()) == 1


def test_an_identifier_may_be_typed_in_any_case_and_dress() -> None:
    rooms = open_pair()
    rooms.take(decision(f"  {rooms.identifier().upper()} ", "accept"))
    assert rooms.waiting() == []


def test_of_two_kinds_the_decision_has_to_say_which_counts() -> None:
    road = accident(A, changed={"nature": "road_traffic"})
    rooms = TwoRooms().take(road, report(CRASH, B, hours=1, department="traffic-police"))
    identifier = rooms.identifier()
    rooms.take(decision(identifier, "accept"))
    assert rooms.receipt().reason == "double_holds_missing"
    assert len(rooms.waiting()) == 1
    rooms.take(decision(identifier, "accept", holds="accident"))
    assert rooms.records(B)[-1].same_as == rooms.records(A)[-1].record_id


def test_what_follows_up_an_accident_that_counts_as_a_crash_is_told_to_have_no_effect() -> None:
    road = accident(A, changed={"nature": "road_traffic"})
    rooms = TwoRooms().take(road, report(CRASH, B, hours=1, department="traffic-police"))
    rooms.take(decision(rooms.identifier(), "accept", holds=B))
    toll = {"reported_on": "2026-03-05", "deaths": 2, "serious_injuries": 0}
    follow_up = {"kind": "accident_follow_up", "accident_number": A, "toll": toll}
    rooms.take(report(follow_up, "续报1", hours=1001))
    assert rooms.receipt().reason == "reference_counts_otherwise"


def test_three_that_are_one_count_as_the_one_known_first() -> None:
    rooms = TwoRooms().take(accident(B, hours=1), accident(C, hours=2), accident(A, hours=3))
    for waiting in rooms.waiting():
        rooms.take(decision(waiting.identifier, "accept"))
    root = rooms.records(B)[-1]
    assert root.same_as is None
    assert {rooms.records(each)[-1].same_as for each in (A, C)} == {root.record_id}


def test_when_what_counts_is_withdrawn_the_other_counts_again() -> None:
    rooms = open_pair()
    rooms.take(decision(rooms.identifier(), "accept"), accident(A, hours=1100, withdrawn=True))
    assert rooms.records(B)[-1].same_as is None
    rooms.take(accident(A, hours=1200))
    assert rooms.records(B)[-1].same_as is not None  # the decision holds as long as both stand


def test_a_double_that_is_corrected_is_asked_about_anew_and_counts_as_before() -> None:
    rooms = open_pair()
    identifier = rooms.identifier()
    rooms.take(
        decision(identifier, "accept"), accident(B, hours=1100, deaths=3, department=BUILDING)
    )
    (waiting,) = rooms.waiting()
    assert (waiting.identifier, waiting.differing) == (identifier, True)
    assert rooms.receipt().reason == "double_differs"
    assert rooms.records(B)[-1].same_as == rooms.records(A)[-1].record_id
    rooms.take(decision(identifier, "accept", hours=1200))
    assert rooms.waiting() == []
    rooms.take(accident(B, hours=1300, deaths=3, department=BUILDING))  # the same once more
    assert rooms.waiting() == []
    assert rooms.receipt().reason == "counted_as_double"
    rooms.take(decision(identifier, "refuse", hours=1400))
    assert rooms.records(B)[-1].same_as is None


def test_a_correction_of_what_counts_is_asked_about_too() -> None:
    rooms = open_pair()
    rooms.take(decision(rooms.identifier(), "accept"), accident(A, hours=1100, deaths=2))
    (waiting,) = rooms.waiting()
    assert waiting.differing


def test_the_question_and_the_decision_go_over_to_a_successor() -> None:
    for decided_before in (True, False):
        rooms = open_pair()
        identifier = rooms.identifier()
        succession = registry(NEW, day=date(2026, 6, 1), 曾用统一社会信用代码=CODE)
        decided = decision(identifier, "accept")
        rooms.take(*((decided, succession) if decided_before else (succession, decided)))
        assert rooms.waiting() == []
        bodies = [
            fact.body for fact in facts_on(rooms.intake, "safety-records") if fact.subject == NEW
        ]
        same: dict[str, list[bool]] = {}
        for body in bodies:
            if isinstance(body, RecordAdmitted):
                same.setdefault(body.document_number, []).append(body.same_as is not None)
        assert same[A] == [False]
        assert same[B] == ([True] if decided_before else [False, True])
        (shown,) = read_model.decided_doubles(rooms.intake.views)
        assert shown.identifier.startswith(f"double:{NEW}-")
        receipts = [fact.body for fact in facts_on(rooms.intake, "report-receipts")]
        mine = [body for body in receipts if body.origin.report_id == decided[0].id]  # type: ignore[attr-defined]  # receipts alone
        assert len(mine) == 1


def test_a_successor_is_asked_what_nobody_decided() -> None:
    rooms = open_pair()
    rooms.take(registry(NEW, day=date(2026, 6, 1), 曾用统一社会信用代码=CODE))
    (waiting,) = rooms.waiting()
    assert waiting.code == NEW
