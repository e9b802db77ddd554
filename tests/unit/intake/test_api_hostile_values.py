"""What JSON can hardly hold is the sender's fault, row by row, and never one of ours."""

import pytest
from httpx import Response

from services.intake.domain.records.personal import MASK
from tests.support.intake_desk import Desk

FIELDS = """{
    "code": "91990103NBMRN7808U",
    "document_number": "税返〔2026〕117号",
    "occurred_on": "2026-10-30",
    "content": {"kind": "tax_rebate", "amount": %s, "period_begins": "2027-01-01"}
}"""
GOOD = FIELDS % "4120000"
BAD_VALUES = {
    "half of a pair": '"\\ud800"',
    "a name that is half of a pair": '{"\\udc00": 1}',
    "no number": "NaN",
    "endless": "-Infinity",
    "huge": "1e400000",
    "huge integer": "9" * 5_000,
    "nested": "[" * 50 + "]" * 50,
    "nested more": "[" * 300 + "]" * 300,
    "nested nearly too deeply": "[" * 900 + "]" * 900,
    "nested too deeply": "[" * 100_000 + "]" * 100_000,
}


@pytest.mark.parametrize("value", BAD_VALUES.values(), ids=BAD_VALUES)
def test_one_report_that_json_can_hardly_hold_is_no_fault_of_ours(desk: Desk, value: str) -> None:
    body = f'{{"layout": "record", "fields": {FIELDS % value}}}'.encode()
    answer = desk.call("POST", "/reports/tax", "tax", content=body)
    if answer.status_code == 202:
        path = f"/submissions/{answer.json()['submission']}"
        (receipt,) = desk.call("GET", path, "tax").json()["receipts"]
        assert (receipt["outcome"], receipt["reason"]) == ("rejected", "row_unreadable")
    else:
        assert 400 <= answer.status_code < 500
        assert answer.headers["content-type"] == "application/problem+json"
        assert desk.published("tax") == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"layout": "\\ud800", "fields": {}}',
        b'{"layout": "record", "fields": {}, "\\ud800": 1}',
        b'{"layout": "record", "fields": {"\\ud800": 1}}',
        b'{"layout": "record", "fields": NaN}',
        b"\xff\xfe{",
        b"[" * 100_000,
    ],
)
def test_a_request_that_is_no_report_is_the_senders_fault(desk: Desk, body: bytes) -> None:
    answer = desk.call("POST", "/reports/tax", "tax", content=body)
    assert answer.status_code == 202 or 400 <= answer.status_code < 500


@pytest.mark.parametrize("value", BAD_VALUES.values(), ids=BAD_VALUES)
def test_a_bad_line_of_a_batch_leaves_the_others(desk: Desk, value: str) -> None:
    lines = "\n".join(
        f'{{"layout": "record", "fields": {fields}}}'.replace("\n", "")
        for fields in (GOOD, FIELDS % value, GOOD.replace("117", "118"))
    )
    answer = desk.call("POST", "/reports/tax/batch", "tax", content=lines)
    assert answer.status_code == 202
    assert outcomes_of(desk, answer) == [(1, None), (2, "row_unreadable"), (3, None)]


@pytest.mark.parametrize("value", BAD_VALUES.values(), ids=BAD_VALUES)
def test_a_bad_row_of_a_file_leaves_the_others(desk: Desk, value: str) -> None:
    rows = (GOOD, FIELDS % value, GOOD.replace("117", "118"))
    for text in ("\n".join(row.replace("\n", "") for row in rows), f"[{','.join(rows)}]"):
        answer = desk.call(
            "POST", "/reports/tax/files", "tax", files={"file": ("a.json", text.encode())}
        )
        if answer.status_code == 422:
            assert "nested too deeply: send a list of objects" in answer.json()["detail"]
            assert text[0] == "["
            continue
        reasons = [reason for _, reason in outcomes_of(desk, answer)]
        assert reasons == [None, "row_unreadable", None]


def test_columns_that_are_not_read_are_told_whatever_their_names(desk: Desk) -> None:
    text = GOOD[:-1] + ', "\\ud800": 1, "33020019700101001X": 1}'
    answer = desk.call(
        "POST", "/reports/tax/files", "tax", files={"file": ("a.json", text.encode())}
    )
    assert (answer.status_code, answer.json()["ignored"]) == (202, ["?", MASK])


def outcomes_of(desk: Desk, answer: Response) -> list[tuple[int, str | None]]:
    """Return each row of a submission and why it was not taken."""
    path = f"/submissions/{answer.json()['submission']}"
    receipts = desk.call("GET", path, "tax").json()["receipts"]
    return sorted((receipt["row"], receipt["reason"]) for receipt in receipts)
