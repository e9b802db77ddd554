"""Records that may be one, over HTTP: on the work list, decided, and taken back."""

from tests.support.doubles import A, B, accident
from tests.support.intake_desk import Desk
from tests.support.successions import take


def test_a_double_waits_is_decided_and_can_be_decided_otherwise(desk: Desk) -> None:
    take(desk.worker, accident(A), accident(B, hours=1, department="housing-construction"))
    listed = desk.call("GET", "/quarantine?kind=double", "clerk").json()
    (waiting,) = listed["waiting"]
    assert (listed["total"], waiting["kind"], waiting["day"]) == (1, "double", "2026-03-02")
    assert {each["document_number"] for each in waiting["records"]} == {A, B}
    path = f"/quarantine/{waiting['identifier']}"
    answer = desk.call("POST", path, "clerk", json={"decision": "accept"})
    assert (answer.status_code, answer.json()["code"]) == (202, waiting["code"])
    assert desk.call("GET", "/quarantine?kind=double", "clerk").json()["total"] == 0
    (decided,) = desk.call("GET", "/quarantine/doubles", "clerk").json()
    assert (decided["one"], decided["counts"]) == (True, A)
    answer = desk.call("POST", path, "clerk", json={"decision": "refuse", "reason": "两起事故"})
    assert answer.status_code == 202
    (decided,) = desk.call("GET", "/quarantine/doubles", "clerk").json()
    assert (decided["one"], decided["counts"]) == (False, None)


def test_who_may_not_decide_and_what_can_not_be_decided_is_refused(desk: Desk) -> None:
    take(desk.worker, accident(A), accident(B, hours=1, department="housing-construction"))
    (waiting,) = desk.call("GET", "/quarantine?kind=double", "clerk").json()["waiting"]
    path = f"/quarantine/{waiting['identifier']}"
    assert desk.call("POST", path, "tax", json={"decision": "accept"}).status_code == 403
    assert desk.call("GET", "/quarantine/doubles", "tax").status_code == 403
    answer = desk.call("POST", path, "clerk", json={"decision": "refuse"})
    assert (answer.status_code, "reason is empty" in answer.text) == (422, True)
    answer = desk.call("POST", path[:-1], "clerk", json={"decision": "accept"})
    assert answer.status_code == 422


def test_who_reported_second_reads_which_other_record_it_may_be(desk: Desk) -> None:
    take(desk.worker, accident(A, department="fire"))
    second = accident(B, hours=1)
    take(desk.worker, second)
    submission = second[0].body.submission
    found = desk.call("GET", f"/submissions/{submission}", "work-safety").json()
    (receipt,) = found["receipts"]
    assert (receipt["reason"], receipt["double_number"]) == ("possible_double", A)
    assert A in receipt["chinese"]
    assert "消防" in receipt["chinese"]
    assert A in receipt["english"]
