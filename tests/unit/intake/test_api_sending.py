"""Keys, limits, pages of receipts, and what the OpenAPI document shows."""

import json
from collections.abc import Iterator

import jsonschema
import pytest

from schemas.vocabulary.department import department
from services.chassis.processing.memory_log import run_until_quiet
from services.intake.adapters.http.examples import BATCH, ONE
from tests.support.intake_desk import Desk
from tests.support.request_memory import MemoryOfOneProcess


def line(number: int, **more: object) -> dict[str, object]:
    content = {"kind": "tax_rebate", "amount": 1000, "period_begins": "2027-01-01"}
    fields = {
        "code": "91990103NBMRN7808U",
        "document_number": f"税返〔2026〕{number}号",
        "occurred_on": "2026-10-30",
        "content": content,
        **more,
    }
    return {"layout": "record", "fields": fields}


def batch(*lines: dict[str, object]) -> str:
    return "\n".join(json.dumps(each) for each in lines)


def keyed(desk: Desk, key: str, content: str) -> tuple[int, dict[str, object]]:
    headers = {"Authorization": f"Bearer {desk.tokens['tax']}", "Idempotency-Key": key}
    answer = desk.client.post("/reports/tax/batch", headers=headers, content=content)
    run_until_quiet([desk.worker])
    return answer.status_code, answer.json()


def test_a_request_repeated_with_its_key_is_the_same_submission(desk: Desk) -> None:
    first = keyed(desk, "k1", batch(line(1), line(2)))
    again = keyed(desk, "k1", batch(line(1), line(2)))
    assert first == again
    assert first[0] == 202
    receipts = desk.call("GET", f"/submissions/{first[1]['submission']}", "tax").json()
    assert receipts["outcomes"]["accepted"] == receipts["settled"] == receipts["received"] == 2
    assert receipts["outcomes"]["repeated"] == 0


def test_a_key_stands_for_one_content(desk: Desk) -> None:
    keyed(desk, "k1", batch(line(1)))
    status, problem = keyed(desk, "k1", batch(line(2)))
    assert (status, problem["errors"]) == (422, [{"field": "Idempotency-Key", "fault": "reused"}])
    assert len(desk.published("tax")) == 1
    assert keyed(desk, "k2", batch(line(2)))[0] == 202


def test_a_key_forgotten_and_used_again_overwrites_no_receipt(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemoryOfOneProcess, "first", lambda _self, _key, value, _seconds: value)
    first, second = (keyed(desk, "k1", batch(line(n)))[1]["submission"] for n in (1, 2))
    assert first != second
    for submission in (first, second):
        told = desk.call("GET", f"/submissions/{submission}", "tax").json()
        assert told["outcomes"]["accepted"] == 1


@pytest.mark.parametrize("key", ["", "a b", "x" * 201])
def test_a_key_is_a_short_word(desk: Desk, key: str) -> None:
    assert keyed(desk, key, batch(line(1)))[0] == 422


def test_keys_of_departments_are_their_own(desk: Desk) -> None:
    keyed(desk, "k1", batch(line(1)))
    headers = {"Authorization": f"Bearer {desk.tokens['work-safety']}", "Idempotency-Key": "k1"}
    answer = desk.client.post("/reports/work-safety/batch", headers=headers, content=batch(line(2)))
    assert answer.status_code == 202


def test_receipts_come_in_pages_and_by_outcome(desk: Desk) -> None:
    lines = batch(*(line(n) for n in range(1, 8)), line(8, code="x"), line(9, occurred_on="?"))
    submission = keyed(desk, "k", lines)[1]["submission"]

    def pages(query: str) -> Iterator[list[int]]:
        after = ""
        while True:
            path = f"/submissions/{submission}?limit=3{query}{after}"
            page = desk.call("GET", path, "tax").json()
            yield [receipt["row"] for receipt in page["receipts"]]
            if page["next"] is None:
                return
            after = f"&after={page['next']}"

    assert list(pages("")) == [[1, 2, 3], [4, 5, 6], [7, 8, 9]]
    assert list(pages("&outcome=rejected")) == [[8, 9]]
    answer = desk.call("GET", f"/submissions/{submission}?outcome=rejected", "tax").json()
    assert answer["reasons"] == {"rejected": {"code_malformed": 1, "date_invalid": 1}}
    assert desk.call("GET", f"/submissions/{submission}?after=x", "tax").status_code == 422


def test_submissions_come_in_pages_the_newest_first(desk: Desk) -> None:
    sent = [keyed(desk, f"k{n}", batch(line(n), line(n, code="x")))[1] for n in range(1, 6)]
    found: list[dict[str, object]] = []
    after = ""
    while True:
        page = desk.call("GET", f"/submissions?limit=2{after}", "tax").json()
        found += page["submissions"]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert {each["submission"] for each in found} == {each["submission"] for each in sent}
    assert len(found) == 5
    assert found == sorted(found, key=lambda e: (e["known_at"], e["submission"]), reverse=True)
    assert [(e["received"], e["on_their_way"]) for e in found] == [(2, 0)] * 5
    assert all(e["outcomes"]["rejected"] == e["outcomes"]["accepted"] == 1 for e in found)  # type: ignore[index]  # of JSON
    assert desk.call("GET", "/submissions?after=x", "tax").status_code == 422


def test_what_is_on_its_way_is_received(desk: Desk) -> None:
    headers = {"Authorization": f"Bearer {desk.tokens['tax']}"}
    answer = desk.client.post("/reports/tax", headers=headers, json=line(1)).json()
    path = f"/submissions/{answer['submission']}"
    told = desk.client.get(path, headers=headers).json()
    assert (told["received"], told["settled"], told["receipts"]) == (1, 0, [])
    assert (told["on_their_way"], told["known_at"]) == (1, None)
    (row,) = desk.client.get(f"{path}/rows/1", headers=headers).json()
    assert (row["outcome"], row["chinese"][:3]) == ("received", "已收到")
    run_until_quiet([desk.worker])
    (row,) = desk.client.get(f"{path}/rows/1", headers=headers).json()
    assert row["outcome"] == "accepted"


def test_a_department_has_so_many_requests_a_minute(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    spent: list[tuple[str, int, int]] = []

    def spend(_self: object, name: str, amount: int, a_minute: int) -> float | None:
        spent.append((name, amount, a_minute))
        return 17.0 if name.endswith("kibibytes") else None

    monkeypatch.setattr(MemoryOfOneProcess, "spend", spend)
    answer = desk.call("POST", "/reports/tax/batch", "tax", content="x" * 3000)
    limits = department("tax").limits
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "17")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "MiB a minute" in answer.json()["detail"]
    assert spent == [
        ("tax/requests", 1, limits.requests_a_minute),
        ("tax/kibibytes", 3, limits.megabytes_a_minute * 1024),
    ]
    assert desk.published("tax") == []


def test_the_last_request_of_a_minute_is_refused_and_nobody_elses(desk: Desk) -> None:
    allowance = department("tax").limits.requests_a_minute
    statuses = [
        desk.client.post(
            "/reports/tax/batch",
            headers={"Authorization": f"Bearer {desk.tokens['tax']}"},
            content="",
        ).status_code
        for _ in range(allowance + 1)
    ]
    assert statuses == [422] * allowance + [429]
    assert desk.call("POST", "/reports/work-safety", "work-safety", json=line(1)).status_code == 202


def test_the_examples_of_the_openapi_document_are_accepted(desk: Desk) -> None:
    document = desk.client.get("/openapi.json").json()
    operation = document["paths"]["/reports/{department}"]["post"]
    media = operation["requestBody"]["content"]["application/json"]
    assert media["examples"] == ONE
    schema = {**media["schema"], "components": document["components"]}
    for example in ONE.values():
        jsonschema.validate(example["value"], schema)
        answer = desk.call("POST", "/reports/work-safety", "work-safety", json=example["value"])
        assert answer.status_code == 202
    batch_of = document["paths"]["/reports/{department}/batch"]["post"]
    assert batch_of["requestBody"]["content"]["application/x-ndjson"]["example"] == BATCH
    assert {"202", "401", "403", "413", "422", "429", "503"} <= set(batch_of["responses"])
