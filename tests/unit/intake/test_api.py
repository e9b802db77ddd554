"""Reports over HTTP: the same facts as by file, only for the department itself, never unkept."""

import json

import pytest

from schemas.codec import decode
from schemas.messages import ReportSubmitted
from tests.support.intake_desk import Desk
from tests.support.sample_files import (
    FILES,
    SAMPLES,
    intake_worker,
    submission_of,
    take_files,
)


@pytest.mark.parametrize("file", [name for name in FILES if FILES[name] == "work-safety"])
def test_an_uploaded_file_gives_the_same_facts_as_the_command(desk: Desk, file: str) -> None:
    from_command = submission_of(file)
    answer = desk.call(
        "POST",
        "/reports/work-safety/files",
        "work-safety",
        files={"file": (file, (SAMPLES / file).read_bytes())},
    )
    assert answer.status_code == 202
    assert answer.json()["submission"] == from_command.identity
    assert [decode(value) for value in desk.published("work-safety")] == list(from_command.facts)


def test_a_batch_ends_as_the_file_does(desk: Desk) -> None:
    file = "hidden-dangers.csv"
    lines = "\n".join(
        json.dumps({"layout": fact.body.layout, "fields": fact.body.fields})
        for fact in submission_of(file).facts
    )
    answer = desk.call("POST", "/reports/work-safety/batch", "work-safety", content=lines)
    assert answer.status_code == 202
    settled = desk.call("GET", f"/submissions/{answer.json()['submission']}", "work-safety").json()
    by_file = intake_worker(1)
    take_files(by_file, [file])
    # Without the registry, findings by organization code wait in both.
    ours = sorted(desk.worker.log.all("safety-records"), key=lambda record: record.offset)
    theirs = by_file.log.all("safety-records")
    contents = [decode(record.value or b"").body.content for record in ours]  # type: ignore[attr-defined]  # records alone
    assert contents == [decode(record.value or b"").body.content for record in theirs]  # type: ignore[attr-defined]  # as above
    assert settled["settled"] == 160
    assert settled["outcomes"]["rejected"] == 8


def test_one_report_and_its_receipt(desk: Desk) -> None:
    fields = {
        "code": "91990103NBMRN7808U",
        "document_number": "税返〔2026〕117号",
        "occurred_on": "2026-10-30",
        "content": {"kind": "tax_rebate", "amount": 4120000, "period_begins": "2027-01-01"},
    }
    body = {"layout": "record", "fields": fields}
    answer = desk.call("POST", "/reports/tax", "tax", json=body)
    assert answer.status_code == 202
    (report_id,) = answer.json()["reports"].values()
    (fact,) = [decode(value) for value in desk.published("tax")]
    assert isinstance(fact.body, ReportSubmitted)
    assert (fact.id, fact.subject) == (report_id, "91990103NBMRN7808U")
    path = f"/submissions/{answer.json()['submission']}"
    (receipt,) = desk.call("GET", path, "tax").json()["receipts"]
    assert (receipt["outcome"], receipt["report_id"]) == ("accepted", report_id)
    assert receipt["chinese"].startswith("已采纳")
    assert desk.call("GET", path, "work-safety").status_code == 404
    assert desk.call("GET", f"{path}/rows/1", "tax").json() == [receipt]
    assert desk.call("GET", f"{path}/rows/2", "tax").status_code == 404
    listed = desk.call("GET", "/submissions", "tax").json()
    assert listed == {
        "submissions": [
            {
                "submission": answer.json()["submission"],
                "layout": "record",
                "file": None,
                "known_at": fact.known_at.isoformat().replace("+00:00", "Z"),
                "received": 1,
                "settled": 1,
                "outcomes": {
                    "accepted": 1, "corrected": 0, "repeated": 0, "quarantined": 0, "rejected": 0,
                },
                "on_their_way": 0,
            }
        ],
        "next": None,
    }  # fmt: skip
    assert desk.call("GET", "/submissions", "work-safety").json()["submissions"] == []


def test_a_bad_report_is_taken_and_its_receipt_says_why(desk: Desk) -> None:
    lines = b'{"layout": "record", "fields": {"a": 1}}\n\nno json\n{"fields": {}}'
    answer = desk.call("POST", "/reports/tax/batch", "tax", content=lines)
    assert answer.status_code == 202
    receipts = desk.call("GET", f"/submissions/{answer.json()['submission']}", "tax").json()
    assert [(r["row"], r["reason"]) for r in receipts["receipts"]] == [
        (1, "field_unknown"),
        (3, "row_unreadable"),
        (4, "row_unreadable"),
    ]
    assert receipts["receipts"][0]["field"] == "a"
    assert receipts["receipts"][0]["chinese"]


def test_a_report_too_large_to_travel_is_told(desk: Desk) -> None:
    body = {"layout": "record", "fields": {"code": "长" * 400_000}}
    assert desk.call("POST", "/reports/tax", "tax", json=body).status_code == 413
    answer = desk.call("POST", "/reports/tax/batch", "tax", content=json.dumps(body).encode())
    receipts = desk.call("GET", f"/submissions/{answer.json()['submission']}", "tax").json()
    assert receipts["receipts"][0]["reason"] == "row_unreadable"


@pytest.mark.parametrize(
    ("path", "who", "status"),
    [
        ("/reports/fire", "tax", 403),  # in another's name
        ("/reports/tax", "clerk", 403),  # a reader is no department
        ("/quarantine/name:x", "tax", 403),
        ("/quarantine/name:x", "bank", 403),
    ],
)
def test_nobody_does_what_is_not_theirs(desk: Desk, path: str, who: str, status: int) -> None:
    body = {"layout": "record", "fields": {}, "code": "x"}
    assert desk.call("POST", path, who, json=body).status_code == status
    assert list(desk.worker.log.topics()) == []


def test_without_a_credential_nothing_is_taken(desk: Desk) -> None:
    answer = desk.client.post("/reports/tax", json={"layout": "record", "fields": {}})
    assert answer.status_code == 401


def test_what_the_broker_did_not_acknowledge_is_not_taken(desk: Desk) -> None:
    desk.publisher.fails = True
    body = {"layout": "record", "fields": {}}
    assert desk.call("POST", "/reports/tax", "tax", json=body).status_code == 503
    desk.publisher.fails = False
    assert desk.call("POST", "/reports/tax", "tax", json=body).status_code == 202
    assert len(desk.published("tax")) == 1


@pytest.mark.parametrize(
    ("files", "query", "says"),
    [
        ({"file": ("x.csv", b"a,b\n1,2\n")}, "", "no layout has these fields"),
        ({"file": ("x.csv", b"a,b\n1,2\n")}, "?layout=nothing", "no layout 'nothing'"),
    ],
)
def test_a_file_that_cannot_be_read(
    desk: Desk, files: dict[str, tuple[str, bytes]], query: str, says: str
) -> None:
    path = f"/reports/work-safety/files{query}"
    answer = desk.call("POST", path, "work-safety", files=files)
    assert answer.status_code == 422
    assert says in answer.json()["detail"]


def test_a_file_that_cannot_be_read_is_told_in_both_languages_and_where(desk: Desk) -> None:
    data = (SAMPLES / "commitments.csv").read_bytes().decode("gb18030").rstrip() + '\n"x'
    path = "/reports/work-safety/files"
    answer = desk.call("POST", path, "work-safety", files={"file": ("x.csv", data.encode())})
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    (fault,) = problem["errors"]
    assert (answer.status_code, fault["row"]) == (422, 116)
    assert problem["detail"] == f"x.csv: {fault['chinese']} / {fault['english']}"
    assert "field" not in fault
    assert desk.published("work-safety") == []


def test_an_unknown_member_of_the_request_is_refused(desk: Desk) -> None:
    body = {"layout": "record", "fields": {}, "extra": 1}
    assert desk.call("POST", "/reports/tax", "tax", json=body).status_code == 422
